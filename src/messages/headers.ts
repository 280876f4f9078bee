import { isCredentialName, isCredential } from './credentials';
import type { Endpoint } from './endpoint';
import { MessagesError } from './errors';
import { createRedactor, type Redactor } from './redact';

export const defaultVersion = '2023-06-01';

export interface HeaderOptions {
  /** The request leaves from a browser; Anthropic's API wants to be told that this is meant. */
  readonly browser?: boolean;
  /** Finds keys, which no header of the settings may have in it. */
  readonly redactor?: Redactor;
}

/**
 * The headers of every request to an endpoint: exactly one proof of who asks (or none), the API's version and betas,
 * and the endpoint's own extra headers.
 *
 * @throws MessagesError `no_key`; `bad_header` with the header's name as subject, never its value.
 */
export function requestHeaders(
  endpoint: Endpoint,
  key: string | undefined,
  options: HeaderOptions = {},
): Record<string, string> {
  const { redactor = createRedactor(key === undefined ? [] : [key]) } = options;
  const headers = { ...authorization(endpoint, key), ...publicHeaders(endpoint, { ...options, redactor }) };
  // fetch would refuse these too, but with the value in its message.
  for (const [name, value] of Object.entries(headers)) {
    if (!isHeaderValue(value)) throw new MessagesError('bad_header', { subject: name });
  }
  return headers;
}

/**
 * The same without the proof of who asks: what may be shown.
 *
 * @throws MessagesError `bad_header`.
 */
export function publicHeaders(
  endpoint: Endpoint,
  { browser = false, redactor = createRedactor([]) }: HeaderOptions = {},
): Record<string, string> {
  const isSecret = (text: string) => redactor.spans(text).length > 0;
  const headers: Record<string, string> = {
    // Both: a server may answer a request for a stream with an error, or with the whole reply.
    accept: 'text/event-stream, application/json',
    'content-type': 'application/json',
    'anthropic-version': endpoint.version?.trim() || defaultVersion,
  };
  const beta = (endpoint.beta ?? []).map((name) => name.trim()).filter((name) => name !== '');
  if (beta.length > 0) headers['anthropic-beta'] = beta.join(',');
  if (browser) headers['anthropic-dangerous-direct-browser-access'] = 'true';
  for (const [written, value] of Object.entries(endpoint.headers ?? {})) {
    const name = written.trim().toLowerCase();
    // Extra headers live in settings, which are synced in plain text: nothing that authenticates belongs there.
    const isRefused = isCredentialName(name) || isCredential(value) || isSecret(written) || isSecret(value);
    if (isRefused || !isHeaderName(name) || isTransport(name)) {
      throw new MessagesError('bad_header', { subject: redactor.text(written.trim()).slice(0, 100) });
    }
    headers[name] = value.trim();
  }
  return headers;
}

function authorization({ auth }: Endpoint, key: string | undefined): Record<string, string> {
  if (auth === 'none') return {};
  const trimmed = key?.trim() ?? '';
  if (trimmed === '') throw new MessagesError('no_key');
  return auth === 'x-api-key' ? { 'x-api-key': trimmed } : { authorization: `Bearer ${trimmed}` };
}

/** What the platform sets itself; another value would break the request. */
function isTransport(name: string): boolean {
  return /^(content-type|content-length|host|connection|keep-alive|transfer-encoding|upgrade|expect|te|trailer)$/.test(
    name,
  );
}

/** RFC 9110, 5.6.2: token. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name);
}

/** RFC 9110, 5.5: visible characters, spaces and tabs; Latin-1 at most, since fetch takes byte strings. */
function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
