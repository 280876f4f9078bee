import { readText } from './body';
import type { ClientContext } from './clientContext';
import { cleanCause, isMessagesError, MessagesError } from './errors';
import { isObject, parseJson } from './json';
import type { Watch } from './observe';
import { openResponse, type OpenResponse } from './openResponse';
import { requestIdOf } from './responseError';
import { apiUrl, type ApiPath } from './url';

export interface OpenRequest {
  /** A GET unless there is one. */
  readonly body?: object | undefined;
  /** Begins with `?`. */
  readonly query?: string | undefined;
  /** Milliseconds until the response's headers; the client's own unless set. */
  readonly deadline?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly watch?: Watch | undefined;
}

/** Sends one request, and a line about it to the log. What can be refused without the network is refused first. */
export async function openRequest(
  context: ClientContext,
  path: ApiPath,
  { body, query = '', deadline = context.timeouts.connect, signal, watch }: OpenRequest,
): Promise<OpenResponse> {
  const { endpoint, redactor, now, log } = context;
  const redact = redactor.text;
  const url = apiUrl(endpoint.baseUrl, path) + query;
  const headers = context.headers();
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { method: 'GET', headers };
  watch?.request(url, init, body);
  const started = now();
  const line = (outcome: string) => log(`${init.method} ${url} ${outcome} ${Math.round(now() - started)} ms`);
  try {
    const opened = await openResponse({
      url,
      init,
      fetch: context.currentFetch(),
      redact,
      connect: deadline,
      signal,
      watch,
    });
    line(`${opened.response.status} ${requestIdOf(opened.response.headers, redact) ?? ''}`.trim());
    return opened;
  } catch (error) {
    if (isMessagesError(error)) line(outcomeOf(error, url));
    throw error;
  }
}

function outcomeOf({ kind, details: { status, requestId, subject } }: MessagesError, url: string): string {
  return [kind, status, requestId, subject === url ? undefined : subject].filter((part) => part != null).join(' ');
}

/** Characters of a list of models: a server that never ends one does not fill the memory. */
const longestJson = 8 * 1024 * 1024;

/** Sends a request for a small JSON object. */
export async function requestJson(
  context: ClientContext,
  path: ApiPath,
  request: OpenRequest,
): Promise<Record<string, unknown>> {
  const { endpoint, redactor, timeouts } = context;
  const { response, close } = await openRequest(context, path, request);
  const { status } = response;
  // One deadline for all of it, since it is small.
  const timer = setTimeout(close, timeouts.idle || 120_000);
  try {
    const text = await readText(response, longestJson, request.watch).catch((error: unknown) => {
      if (request.signal?.aborted) throw new MessagesError('aborted');
      throw isMessagesError(error)
        ? error
        : new MessagesError('cut', { status }, { cause: cleanCause(error, redactor.text) });
    });
    const value = parseJson(text);
    if (isObject(value)) return redactor.value(value);
  } finally {
    clearTimeout(timer);
    close();
  }
  throw new MessagesError('not_messages', { status, subject: apiUrl(endpoint.baseUrl, path) });
}
