import { isEventType } from './eventTypes';
import { MessagesError, type ErrorDetails, type ErrorKind } from './errors';
import { isObject, parseJson } from './json';
import { retryAfterOf, shouldRetryOf } from './retry';
import type { StreamEvent } from './types';

/** What a server said about an error, whatever its dialect. */
export interface ServerError {
  /** `overloaded_error`, `insufficient_quota`, … */
  readonly type?: string;
  /** An HTTP status that came inside the body. */
  readonly code?: number;
  readonly message?: string;
  readonly requestId?: string;
}

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
  redact: (text: string) => string,
): MessagesError {
  const { status, headers } = response;
  const said = readServerError(body);
  const kind = kindOf(status, said);
  const details: ErrorDetails = {
    status,
    requestId: requestIdOf(headers, redact) ?? idText(said.requestId, redact),
    serverMessage: boundedText(said.message, redact),
    retryAfter: retryAfterOf(headers),
    shouldRetry: shouldRetryOf(headers),
  };
  if (kind === 'not_messages') return new MessagesError(kind, { ...details, subject: url });
  if (kind !== 'not_found') return new MessagesError(kind, details);
  return new MessagesError(kind, { ...details, subject: url, missing: isAboutModel(said) ? 'model' : 'address' });
}

/** The error that an event of a stream is, after a 200; undefined when it is none. */
export function eventError(event: StreamEvent, redact: (text: string) => string): MessagesError | undefined {
  // Nearly all of a stream.
  if (event.error === undefined && isEventType(event.type)) return undefined;
  const { type, error, message, msg, response } = event as Record<string, unknown> & { type: string };
  const isOurs = isEventType(type);
  const isBare = !isOurs && typeof (message ?? msg) === 'string' && ('code' in event || type.endsWith('_error'));
  const failed = !isOurs && isObject(response) && isObject(response['error']) ? response['error'] : undefined;
  if (type !== 'error' && !isBare && !failed && !isObject(error) && (isOurs || typeof error !== 'string'))
    return undefined;
  const said = serverErrorOf(failed ?? event);
  return new MessagesError(kindOf(said.code ?? 0, said), {
    requestId: idText(said.requestId, redact),
    serverMessage: boundedText(said.message, redact),
  });
}

/** Whether a JSON body that came with a 200 is an error nevertheless. */
export function isErrorBody(body: Record<string, unknown>): boolean {
  if (Array.isArray(body['content'])) return false;
  if (body['type'] === 'error' || body['error']) return true;
  if (typeof body['content'] === 'string') return false;
  const isBare = 'code' in body || 'status' in body || body['success'] === false;
  return isBare && typeof (body['message'] ?? body['msg']) === 'string';
}

/** `request-id` is Anthropic's name for it; gateways have others. */
export function requestIdOf(headers: Headers, redact: (text: string) => string): string | undefined {
  return idText(headers.get('request-id') ?? headers.get('x-request-id'), redact);
}

/** An id is shown and written into the log like anything else a server says. */
function idText(id: string | null | undefined, redact: (text: string) => string): string | undefined {
  return boundedText(id ?? undefined, redact)?.slice(0, 200) || undefined;
}

/**
 * Text to show behind "Show details": bounded, without control characters, and without the key. That is taken out after
 * the characters that could hide it, and before the bound: of one that it cuts, the beginning would stay.
 */
export function boundedText(text: string | undefined, redact: (text: string) => string): string | undefined {
  if (text === undefined) return undefined;
  return redact(text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, ''))
    .trim()
    .slice(0, 2000);
}

/** Replaces a key wherever a server echoed it. Most echo it masked. */
export function redactor(key: string | undefined): (text: string) => string {
  const forms = keyForms(key);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, keyMark), text);
}

/** What stands in the place of a key. */
export const keyMark = '[key]';

/**
 * A key as a server may echo it: as it is, URL-encoded, JSON-escaped or in base64. None for one so short that it is no
 * secret and would be found in ordinary words.
 */
export function keyForms(key: string | undefined): readonly string[] {
  const plain = key?.trim() ?? '';
  if (plain.length < 4) return [];
  const json = JSON.stringify(plain).slice(1, -1);
  const base64 = /^[\x20-\x7e]*$/.test(plain) ? [btoa(plain)] : [];
  return [...new Set([plain, encodeURIComponent(plain), json, json.replaceAll('/', '\\/'), ...base64])];
}

/** The words of a body that is no JSON; of an HTML page its title and text, without tags, scripts and styles. */
export function plainText(body: string): string {
  const text = body.trim();
  return text.startsWith('<') ? textOfHtml(text) : text;
}

function readServerError(body: string): ServerError {
  const text = body.trim();
  if (text === '') return {};
  const value = parseJson(text) ?? parseJson(firstData(text));
  return value === undefined ? { message: plainText(text) } : serverErrorOf(value);
}

/** Of an error that was sent as an event, or as lines of JSON, the first. */
function firstData(text: string): string {
  return (/^data:(.*)$/m.exec(text)?.[1] ?? /^.*/.exec(text)![0]).trim();
}

/** Levels of wrapping that are looked through: gateways wrap what they got from another, and that from a third. */
const deepestError = 8;

/**
 * The official `{error: {type, message}, request_id}`, OpenAI's `{error: {message, type, code}}`, a bare
 * `{code, message, type}`, Ollama's `{error: "…"}`, FastAPI's `{detail}`, lists of these, and each of them as JSON text
 * in the message of another.
 */
function serverErrorOf(value: unknown, depth = 0): ServerError {
  if (depth > deepestError) return {};
  if (Array.isArray(value)) return serverErrorOf(value[0], depth + 1);
  if (typeof value === 'string') return errorInWords(value, depth);
  if (!isObject(value)) return {};
  const { message, msg, title, error, errors, detail, request_id: requestId } = value;
  const said = wordsOf(message ?? msg ?? title);
  const own = {
    ...kindIn(value),
    ...(said !== undefined && errorInWords(said, depth)),
    ...(typeof requestId === 'string' && { requestId }),
  };
  const inner = error ?? errors ?? detail;
  if (!isObject(inner) && !Array.isArray(inner) && typeof inner !== 'string') return own;
  const found = definedOf(serverErrorOf(inner, depth + 1));
  // `{"error": "Bad Request", "message": "…"}`: a title, and beside it what it is about.
  const isTitle = typeof error === 'string' && (message ?? msg) != null;
  return {
    ...own,
    ...found,
    ...(isTitle && { message: own.message }),
    ...(own.requestId && { requestId: own.requestId }),
  };
}

/** The word and the number for what it is. OpenAI's `code` is a word that says more than its `type`. */
function kindIn({ type, code, status, statusCode }: Record<string, unknown>): ServerError {
  const words = [code, type].filter((word) => typeof word === 'string' && word !== 'error') as string[];
  const numbers = [code, status, statusCode].map((number) => (typeof number === 'object' ? NaN : Number(number)));
  return definedOf({
    type: words.find((word) => Object.hasOwn(kindOfType, word)) ?? words.at(-1),
    code: numbers.find((number) => number >= 400 && number < 600),
  });
}

/** Words; or an error as JSON, alone or behind some words; or HTML. */
function errorInWords(text: string, depth: number): ServerError {
  const at = text.search(/[{["]/);
  const inner = at < 0 ? undefined : parseJson(text.slice(at).trim());
  if (at <= 0 && typeof inner === 'string') return { message: inner };
  if (!isObject(inner) && !Array.isArray(inner)) return { message: plainText(text) };
  const { message, ...found } = serverErrorOf(inner, depth + 1);
  return { message: message === undefined ? text : `${text.slice(0, at)}${message}`, ...found };
}

/** A list of words as one text; what is neither as the JSON that it is. */
function wordsOf(said: unknown): string | undefined {
  if (said == null || typeof said === 'string') return said ?? undefined;
  if (Array.isArray(said) && said.every((one) => typeof one === 'string')) return said.join('; ');
  return JSON.stringify(said);
}

function definedOf(said: ServerError): ServerError {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as ServerError;
}

const kindOfType: Readonly<Record<string, ErrorKind>> = {
  invalid_request_error: 'invalid_request',
  authentication_error: 'authentication',
  billing_error: 'billing',
  permission_error: 'permission',
  not_found_error: 'not_found',
  request_too_large: 'request_too_large',
  rate_limit_error: 'rate_limit',
  timeout_error: 'server_timeout',
  overloaded_error: 'overloaded',
  api_error: 'server',
  // Other dialects.
  exceed_context_size_error: 'invalid_request',
  invalid_api_key: 'authentication',
  insufficient_quota: 'billing',
  insufficient_balance: 'billing',
  model_not_found: 'not_found',
  rate_limit_exceeded: 'rate_limit',
  rate_limit: 'rate_limit',
  overloaded: 'overloaded',
  unavailable_error: 'overloaded',
};

const kindOfStatus: Readonly<Record<number, ErrorKind>> = {
  401: 'authentication',
  402: 'billing',
  403: 'permission',
  404: 'not_found',
  // What a web server that is no Messages API answers to a POST.
  405: 'not_found',
  407: 'permission',
  408: 'server_timeout',
  409: 'server',
  413: 'request_too_large',
  429: 'rate_limit',
  503: 'overloaded',
  504: 'server_timeout',
  524: 'server_timeout',
  529: 'overloaded',
};

/** A status that says something definite counts; the vague ones (400, 500, or none) are read by their type. */
function kindOf(status: number, { type, code, message }: ServerError): ErrorKind {
  // An answer to something else than was asked.
  if (status >= 300 && status < 400) return 'not_messages';
  const ofType = type === undefined || !Object.hasOwn(kindOfType, type) ? undefined : kindOfType[type];
  if (ofType === 'billing' || isAboutMoney(message)) return 'billing';
  const ofStatus = kindOfStatus[status];
  if (ofStatus) return ofStatus;
  if (ofType && !(status >= 400 && status < 500 && ofType === 'server')) return ofType;
  if (status >= 400 && status < 500) return 'invalid_request';
  if (code !== undefined && code !== status) return kindOf(code, { type, message });
  return 'server';
}

/** Accounts that ran dry are told of with 400 and 429 as well; waiting helps with neither. */
function isAboutMoney(message = ''): boolean {
  return /credit balance is too low|insufficient (account )?(balance|credits?|quota|funds)|exceeded your current quota/i.test(
    message,
  );
}

function isAboutModel({ type, message = '' }: ServerError): boolean {
  return (
    type === 'model_not_found' ||
    (type !== undefined && /\bmodel\b/i.test(message)) ||
    /^model\b.*not found/i.test(message)
  );
}

function textOfHtml(html: string): string {
  return html
    .slice(0, 100_000)
    .replace(/<(script|style)\b[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
