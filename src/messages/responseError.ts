import { classify, classifyWords, type Classified } from './classify';
import { isEventType } from './eventTypes';
import { MessagesError, type ErrorDetails, type ErrorKind } from './errors';
import { definedOf, isObject } from './json';
import { boundedText } from './redact';
import { retryAfterOf, shouldRetryOf } from './retry';
import { readServerError, serverErrorOf, type ServerError } from './serverError';
import type { StreamEvent } from './types';
import { waitInWords } from './wait';

type Redact = (text: string) => string;

/**
 * The error for a response that is one.
 *
 * @param url The address asked, which is what a 404 is about.
 * @param redact Takes the key out of text that a server may have echoed.
 */
export function responseError(
  response: { readonly status: number; readonly headers: Headers },
  body: string,
  url: string,
  redact: Redact,
): MessagesError {
  const { status, headers } = response;
  const said = readServerError(body);
  // Cloudflare's own word for it.
  const meaning: Classified = headers.has('cf-mitigated') ? { is: 'firewall' } : classify(status, said);
  return errorOf(meaning, said, url, redact, {
    status,
    requestId: requestIdOf(headers, redact),
    retryAfter: retryAfterOf(headers),
    shouldRetry: shouldRetryOf(headers),
  });
}

/** The error that an event of a stream is, after a 200; undefined when it is none. */
export function eventError(event: StreamEvent, url: string, redact: Redact): MessagesError | undefined {
  // Nearly all of a stream.
  if (event.error === undefined && isEventType(event.type)) return undefined;
  const { type, error, message, msg, response } = event as Record<string, unknown> & { type: string };
  const isOurs = isEventType(type);
  const isBare = !isOurs && typeof (message ?? msg) === 'string' && ('code' in event || type.endsWith('_error'));
  const failed = !isOurs && isObject(response) && isObject(response['error']) ? response['error'] : undefined;
  if (type !== 'error' && !isBare && !failed && !isObject(error) && (isOurs || typeof error !== 'string'))
    return undefined;
  return bodyError(failed ?? event, url, redact);
}

/** The error that a JSON value is which came with a 200. */
export function bodyError(body: object, url: string, redact: Redact): MessagesError {
  const said = serverErrorOf(body);
  return errorOf(classify(0, said), said, url, redact);
}

/** The error that a text is which came where events should; undefined where it might mean anything. */
export function textError(text: string, url: string, redact: Redact): MessagesError | undefined {
  const said = readServerError(text);
  const meaning = classifyWords(said);
  return meaning && errorOf(meaning, said, url, redact);
}

/** Whether a JSON body that came with a 200 is an error nevertheless. */
export function isErrorBody(body: Readonly<Record<string, unknown>>): boolean {
  if (Array.isArray(body['content'])) return false;
  if (body['type'] === 'error' || body['error'] || body['errors']) return true;
  if (typeof body['content'] === 'string' || body['type'] === 'message') return false;
  const isMarked = ['code', 'status', 'error_code', 'errcode', 'base_resp'].some((name) => name in body);
  const hasFailed = isMarked || body['success'] === false || body['ok'] === false;
  return hasFailed && saidMembers.some((name) => typeof body[name] === 'string' || isObject(body[name]));
}

/** Where the words of a bare error are. */
const saidMembers = ['message', 'msg', 'detail', 'error_msg', 'error_message', 'errmsg', 'base_resp'];

/** Anthropic's name for it, and those of gateways. */
const requestIdHeaders = ['request-id', 'x-request-id', 'x-oneapi-request-id', 'x-amzn-requestid', 'apim-request-id'];

export function requestIdOf(headers: Headers, redact: Redact): string | undefined {
  const name = requestIdHeaders.find((header) => headers.get(header));
  return idText(name && headers.get(name)!, redact);
}

function errorOf(
  { is, missing, reason, limits, lasts }: Classified,
  said: ServerError,
  url: string,
  redact: Redact,
  told: ErrorDetails = {},
): MessagesError {
  const passes = passing.has(is) && !lasts;
  return new MessagesError(is, {
    ...told,
    requestId: told.requestId ?? idText(said.requestId ?? idInWords(said.message), redact),
    serverMessage: boundedText(said.message, redact),
    retryAfter: told.retryAfter ?? (passes ? (said.wait ?? waitInWords(said.message ?? '')) : undefined),
    shouldRetry: told.shouldRetry ?? (lasts ? false : undefined),
    ...((is === 'not_found' || is === 'not_messages') && { subject: url }),
    ...definedOf({ missing, reason, limits, isJson: said.isJson }),
  });
}

/** Kinds of which a wait may be told. */
const passing: ReadonlySet<ErrorKind> = new Set(['rate_limit', 'overloaded', 'unavailable']);

/** new-api and its kin write it behind the message: `(request id: 20260901…)`. */
function idInWords(message = ''): string | undefined {
  return /\brequest[ _-]?id:? *([\w.-]{8,100})/i.exec(message)?.[1];
}

/** An id is shown and written into the log like anything else a server says. */
function idText(id: string | undefined, redact: Redact): string | undefined {
  return boundedText(id, redact)?.slice(0, 200) || undefined;
}
