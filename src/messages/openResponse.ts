import { cleanCause, MessagesError } from './errors';
import { isObject, parseJson } from './json';
import type { RequestInit, Watch } from './observe';
import { responseError } from './responseError';

export interface Exchange {
  readonly url: string;
  readonly init: RequestInit;
  readonly fetch: typeof fetch;
  readonly redact: (text: string) => string;
  /** Milliseconds until the response's headers; 0 is no deadline. */
  readonly connect: number;
  readonly signal: AbortSignal | undefined;
  /** Is told of the response, and of the body of one that is an error. */
  readonly watch?: Watch | undefined;
}

export interface OpenResponse {
  readonly response: Response;
  /** Ends the exchange: what was not read is never transferred. */
  close(): void;
}

/**
 * Sends one request and returns its response as soon as its headers are there, if it is a good one.
 *
 * @throws MessagesError for anything else: no connection, a redirect (never followed: the key is for this origin), an
 *   error status, no headers before the deadline, or the caller's abort.
 */
export async function openResponse(exchange: Exchange): Promise<OpenResponse> {
  // Taken out, since a browser's fetch refuses to be called as a method.
  const { url, init, signal, fetch, watch, redact } = exchange;
  if (signal?.aborted) throw new MessagesError('aborted');
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal?.addEventListener('abort', abort);
  const close = () => {
    signal?.removeEventListener('abort', abort);
    controller.abort();
  };
  let timedOut = false;
  const timer =
    exchange.connect > 0
      ? setTimeout(() => {
          timedOut = true;
          controller.abort();
        }, exchange.connect)
      : undefined;
  const send = async () => fetch(url, { ...init, redirect: 'manual', credentials: 'omit', signal: controller.signal });
  try {
    // Raced, since a fetch that stands in for the platform's may not listen to the signal.
    const response = await Promise.race([send(), rejectedOn(controller.signal)]).catch((error: unknown) => {
      if (timedOut) throw new MessagesError('connect_timeout', { subject: `${exchange.connect}` });
      throw isOtherProtocol(error)
        ? new MessagesError('not_messages', { subject: url }, { cause: cleanCause(error, redact) })
        : connectionError(error, 'network', redact);
    });
    // From here on the server has answered.
    clearTimeout(timer);
    watch?.response(response);
    refuseRedirect(response, redact);
    if (!response.ok) throw responseError(response, await readErrorText(response, watch), url, redact);
    return { response, close };
  } catch (error) {
    close();
    if (signal?.aborted) throw new MessagesError('aborted');
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The error for something the platform's fetch threw.
 *
 * @param otherwise What it means when it is no deadline of the platform's own.
 */
export function connectionError(
  error: unknown,
  otherwise: 'network' | 'cut',
  redact: (text: string) => string,
): MessagesError {
  const code = codeOf(error);
  const because = { cause: cleanCause(error, redact) };
  // Node's fetch has deadlines that no setting reaches: 10 s to connect, 300 s without headers or bytes.
  if (code === 'UND_ERR_HEADERS_TIMEOUT') return new MessagesError('connect_timeout', { subject: '300000' }, because);
  if (code === 'UND_ERR_BODY_TIMEOUT') return new MessagesError('idle_timeout', { subject: '300000' }, because);
  // Electron's fetch throws where the standard returns a response.
  if (/redirect/i.test(error instanceof Error ? error.message : '')) {
    return new MessagesError('redirect', {}, because);
  }
  return new MessagesError(otherwise, { subject: code }, because);
}

/** Whether something answered, but not in HTTP, or with headers beyond all measure. */
function isOtherProtocol(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: unknown };
  const { name } = (cause ?? {}) as { name?: unknown };
  return name === 'HTTPParserError' || /^HPE_|_HEADERS_OVERFLOW$/.test(codeOf(error) ?? '');
}

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED`, …: fetch hides the cause behind "fetch failed". */
function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 4) return undefined;
  const { code, cause, errors, message } = error as Record<string, unknown>;
  if (typeof code === 'string' && code !== '') return code;
  const inner = codeOf(cause, depth + 1) ?? (Array.isArray(errors) ? codeOf(errors[0], depth + 1) : undefined);
  // Electron puts it into the message: `net::ERR_CONNECTION_REFUSED`.
  return inner ?? (typeof message === 'string' ? /\bnet::(ERR_[A-Z_]+)/.exec(message)?.[1] : undefined);
}

function refuseRedirect(response: Response, redact: (text: string) => string): void {
  const { status, type, redirected, headers } = response;
  const isRedirect =
    type === 'opaqueredirect' ||
    redirected ||
    [301, 302, 303, 307, 308].includes(status) ||
    (status === 300 && headers.has('location'));
  if (!isRedirect) return;
  const location = redact(headers.get('location') ?? (redirected ? response.url : ''));
  // Its origin only: the rest may hold a token. A browser hides even that.
  const target = URL.canParse(location, response.url || undefined)
    ? new URL(location, response.url || undefined)
    : undefined;
  throw new MessagesError('redirect', { status: status || undefined, subject: target?.origin });
}

function rejectedOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

/** ms for the body of an error: it is only there to be quoted, and somebody waits for the sentence. */
const errorTextDeadline = 5000;

/** An error's body, as far as it comes in time and in 64 KB; or as soon as it is whole, when the server keeps it open. */
export async function readErrorText(response: Response, watch?: Watch): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const timer = setTimeout(() => void reader.cancel().catch(() => undefined), errorTextDeadline);
  const decoder = new TextDecoder();
  let text = '';
  try {
    while (text.length < 65_536) {
      const { done, value } = await reader.read();
      if (done) break;
      watch?.bytes(value);
      text += decoder.decode(value, { stream: true });
      if (text.trimEnd().endsWith('}') && isObject(parseJson(text))) break;
    }
  } catch {
    // What came has to do.
  } finally {
    clearTimeout(timer);
  }
  void reader.cancel().catch(() => undefined);
  return text;
}
