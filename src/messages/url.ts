import { MessagesError } from './errors';

export type ApiPath = 'messages' | 'models' | 'messages/count_tokens';

/**
 * The address of one call, from a base URL as people write it: with spaces or quotes around it, with or without
 * trailing slashes, `/v1`, or the whole `/v1/messages`. One that ends in `/messages` without `/v1` is an address of its
 * own kind, and the other calls are beside it.
 *
 * @throws MessagesError `bad_base_url` with the text as subject.
 */
export function apiUrl(baseUrl: string, path: ApiPath): string {
  const { origin, pathname } = parseBaseUrl(baseUrl);
  const prefix = prefixOf(pathname);
  const bare = bareMessages.exec(prefix);
  return bare ? `${origin}${bare[1]}/${path}` : `${origin}${prefix}/v1/${path}`;
}

/**
 * What else may have been meant by a base URL at which nothing was found: without its path, with one of the prefixes
 * that servers have for this API, without `/v1`. All of the same origin: the key is for no other.
 *
 * @throws MessagesError `bad_base_url`.
 */
export function baseUrlForms(baseUrl: string): string[] {
  const { origin, pathname } = parseBaseUrl(baseUrl);
  const prefix = prefixOf(pathname).replace(bareMessages, '$1');
  const parents = prefix === '' ? [''] : [prefix, prefix.slice(0, prefix.lastIndexOf('/')), ''];
  const paths = [
    ...parents,
    ...parents.flatMap((parent) => ['/anthropic', '/api', '/api/anthropic'].map((path) => parent + path)),
    `${prefix}/messages`,
  ];
  const known = new Set([apiUrl(baseUrl, 'messages')]);
  return paths
    .map((path) => origin + path)
    .filter((form) => {
      const url = apiUrl(form, 'messages');
      return !known.has(url) && known.add(url);
    });
}

/**
 * Scheme, host and port that a key is kept for.
 *
 * @throws MessagesError `bad_base_url`.
 */
export function originOf(baseUrl: string): string {
  return parseBaseUrl(baseUrl).origin;
}

/** The website of the platform at a base URL; undefined where the connection to it would not be encrypted. */
export function siteOf(baseUrl: string): string | undefined {
  const origin = originOf(baseUrl);
  return origin.startsWith('https:') ? origin : undefined;
}

/** Whether a key for one of two base URLs is a key for the other; false where one cannot be used. */
export function haveSameOrigin(baseUrl: string, other: string): boolean {
  try {
    return originOf(baseUrl) === originOf(other);
  } catch {
    return false;
  }
}

/** Whether a text is a whole address of the web. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s\\]+$/i.test(text) && URL.canParse(text);
}

/** @throws MessagesError `bad_base_url`. */
export function hostOf(baseUrl: string): string {
  return parseBaseUrl(baseUrl).hostname;
}

/**
 * Whether a base URL leads to this machine without TLS. Such a request is sent directly: through a proxy, the key would
 * travel in the clear.
 */
export function isPlainLoopback(baseUrl: string): boolean {
  try {
    return parseBaseUrl(baseUrl).protocol === 'http:';
  } catch {
    return false;
  }
}

/**
 * Whether a URL's host name is this machine: `localhost` and the names under it (RFC 6761, 6.3), 127.0.0.1, and `[::1]`.
 * The rest of 127.0.0.0/8 is not: proxies are used for it.
 */
export function isLoopback(hostname: string): boolean {
  return /^([a-z\d-]+\.)*localhost$|^127\.0\.0\.1$|^\[::1\]$/.test(hostname);
}

/** The addresses at which servers say that they listen, meaning all of this machine's; and where it answers. */
const listening: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '[::]': '[::1]' };

/** What people paste beyond the base: our own calls, and the one of OpenAI's that many servers have beside them. */
const apiSuffix = /(\/v1)*(\/v1\/(messages(\/count_tokens)?|models|chat\/completions))?\/*$/;

/** What comes along when an address is copied from a page: characters without width, marks of direction. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

const bareMessages = /^(.*)\/messages$/;

function prefixOf(pathname: string): string {
  return pathname.replace(apiSuffix, '');
}

/** Characters of a base URL, as browsers and servers limit theirs. */
const longestUrl = 2048;

function parseBaseUrl(written: string): URL {
  const text = written
    .slice(0, 2 * longestUrl)
    .replace(invisible, '')
    .trim()
    .replace(/^["'`<“‘]+|["'`>”’]+$/g, '')
    .trim();
  const url = URL.canParse(withScheme(text)) ? new URL(withScheme(text)) : undefined;
  if (url) url.hostname = listening[url.hostname] ?? url.hostname;
  const refused =
    !url ||
    text.length > longestUrl ||
    /\s/.test(text) ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) ||
    // A password in an address would end up in logs, and fetch refuses it. A query would be lost, so say so.
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '';
  if (refused) throw new MessagesError('bad_base_url', { subject: withoutSecrets(text).slice(0, 200) });
  return url;
}

/** An address as it may be shown: a name and a password stand before an `@`, and a token behind a `?` or a `#`. */
function withoutSecrets(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/|https?:\/?)?.*@/i, '$1').replace(/([?#]).+$/s, '$1…');
}

/** `localhost:11434` and `api.example.com` are addresses to people; to the URL parser the first has a scheme. */
function withScheme(text: string): string {
  // A web address with a slash too few is a mistake, and no machine called "https".
  if (/^(https?:|[a-z][a-z0-9+.-]*:\/\/)/i.test(text)) return text;
  const { hostname = '' } = URL.canParse(`http://${text}`) ? new URL(`http://${text}`) : {};
  return isLoopback(listening[hostname] ?? hostname) ? `http://${text}` : `https://${text}`;
}
