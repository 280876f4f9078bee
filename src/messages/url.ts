import { MessagesError } from './errors';

export type ApiPath = 'messages' | 'models' | 'messages/count_tokens';

/**
 * The address of one call, from a base URL as people write it: with spaces or quotes around it, with or without
 * trailing slashes, `/v1`, or the whole `/v1/messages`.
 *
 * @throws MessagesError `bad_base_url` with the text as subject.
 */
export function apiUrl(baseUrl: string, path: ApiPath): string {
  const { origin, pathname } = parseBaseUrl(baseUrl);
  return `${origin}${pathname.replace(apiSuffix, '')}/v1/${path}`;
}

/**
 * Scheme, host and port that a key is kept for.
 *
 * @throws MessagesError `bad_base_url`.
 */
export function originOf(baseUrl: string): string {
  return parseBaseUrl(baseUrl).origin;
}

/** @throws MessagesError `bad_base_url`. */
export function hostOf(baseUrl: string): string {
  return parseBaseUrl(baseUrl).hostname;
}

/** Whether a URL's host name is this machine: `localhost`, 127.0.0.0/8 or `[::1]`. Other names could be spoofed by DNS. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** What people paste beyond the base: our own calls, and the one of OpenAI's that many servers have beside them. */
const apiSuffix = /(\/v1)*(\/v1\/(messages(\/count_tokens)?|models|chat\/completions))?\/*$/;

function parseBaseUrl(written: string): URL {
  const text = written
    .trim()
    .replace(/^["'`<“‘]+|["'`>”’]+$/g, '')
    .trim();
  const url = URL.canParse(withScheme(text)) ? new URL(withScheme(text)) : undefined;
  const refused =
    !url ||
    /\s/.test(text) ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) ||
    // A password in an address would end up in logs, and fetch refuses it. A query would be lost, so say so.
    url.username !== '' ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== '';
  if (refused) throw new MessagesError('bad_base_url', { subject: text.replace(/\/\/[^/]*@/, '//').slice(0, 200) });
  return url;
}

/** `localhost:11434` and `api.example.com` are addresses to people; to the URL parser the first has a scheme. */
function withScheme(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  return URL.canParse(`http://${text}`) && isLoopback(new URL(`http://${text}`).hostname)
    ? `http://${text}`
    : `https://${text}`;
}
