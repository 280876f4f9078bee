import { isCredential, isCredentialName } from './credentials';
import { keyMark } from './redact';

/**
 * A response's header as it may be shown and kept. A cookie may be as good as a key, and so may a token, and the address at
 * which a server has something for who asked: of an address its origin has to do.
 *
 * @param name in lower case
 */
export function shownHeader(name: string, value: string): string {
  if (/^set-cookie2?$/.test(name)) return `${value.split('=', 1)[0]}=[cookie]`;
  // A challenge names its scheme, as a credential does.
  const isToken =
    isCredentialName(name) ||
    withState.has(name) ||
    (name !== 'www-authenticate' && isCredential(value.replaceAll(keyMark, '')));
  if (isToken) return '[token]';
  if (addresses.has(name)) return withoutPath(value.trim());
  const shown = value.replace(absolute, (url) => withoutPath(url));
  if (name === 'refresh') return shown.replace(/(url\s*=\s*)(?!\S*\[path\]).*/i, '$1[path]');
  return name === 'link' ? shown.replace(/<(?![^<>]*\[path\])[^<>]*>/g, '<[path]>') : shown;
}

/** Their parameters are the state of a login. */
const withState = new Set(['authentication-info', 'proxy-authentication-info']);

/** The value is an address, and nothing else. */
const addresses = new Set([
  'location',
  'content-location',
  'sourcemap',
  'x-sourcemap',
  'x-location',
  'operation-location',
]);

const absolute = /\b(?:https?|wss?):\/\/[^\s<>"',;]+/gi;

function withoutPath(url: string): string {
  if (!URL.canParse(url)) return '[path]';
  const { origin, protocol, host } = new URL(url);
  return `${origin === 'null' ? `${protocol}//${host}` : origin}/[path]`;
}
