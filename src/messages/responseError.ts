import { MessagesError, type ErrorDetails, type ErrorKind } from './errors';
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
    requestId: requestIdOf(headers) ?? said.requestId,
    serverMessage: said.message && boundedText(redact(said.message)),
    retryAfter: retryAfterOf(headers),
    shouldRetry: shouldRetryOf(headers),
  };
  if (kind !== 'not_found') return new MessagesError(kind, details);
  return new MessagesError(kind, { ...details, subject: url, missing: isAboutModel(said) ? 'model' : 'address' });
}

/** The error that an event of a stream is, after a 200; undefined when it is none. */
export function eventError(event: StreamEvent, redact: (text: string) => string): MessagesError | undefined {
  if (eventTypes.has(event.type)) return undefined;
  const { type, error, message } = event as Record<string, unknown> & { type: string };
  const isBare = typeof message === 'string' && ('code' in event || type.endsWith('_error'));
  if (type !== 'error' && !isBare && (typeof error !== 'object' || error === null)) return undefined;
  const said = serverErrorOf(event);
  return new MessagesError(kindOf(said.code ?? 0, said), {
    requestId: said.requestId,
    serverMessage: said.message && boundedText(redact(said.message)),
  });
}

/** Whether a JSON body that came with a 200 is an error nevertheless. */
export function isErrorBody(body: Record<string, unknown>): boolean {
  return (body['type'] === 'error' || Boolean(body['error'])) && !Array.isArray(body['content']);
}

/** `request-id` is Anthropic's name for it; gateways have others. */
export function requestIdOf(headers: Headers): string | undefined {
  return headers.get('request-id') ?? headers.get('x-request-id') ?? undefined;
}

/**
 * Text to show behind "Show details": bounded, without control characters. The key is taken out before: of one that the
 * bound cuts, the beginning would stay.
 */
export function boundedText(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
    .trim()
    .slice(0, 2000);
}

/**
 * Replaces a key wherever a server echoed it: as it is, URL-encoded, JSON-escaped or in base64. Most echo it masked.
 */
export function redactor(key: string | undefined): (text: string) => string {
  const forms = keyForms(key);
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, '[key]'), text);
}

/** The forms in which a server may echo a key; none where there is no key that could be told from ordinary words. */
export function keyForms(key: string | undefined): string[] {
  const plain = key?.trim() ?? '';
  // Shorter than that it is no secret, and would be found in ordinary words.
  if (plain.length < 4) return [];
  const ascii = /^[\x20-\x7e]*$/.test(plain);
  const forms = [plain, encodeURIComponent(plain), JSON.stringify(plain).slice(1, -1), ...(ascii ? [btoa(plain)] : [])];
  return [...new Set(forms)];
}

/** The words of a body that is no JSON; of an HTML page its title and text, without tags, scripts and styles. */
export function plainText(body: string): string {
  const text = body.trim();
  return text.startsWith('<') ? textOfHtml(text) : text;
}

const eventTypes: ReadonlySet<string> = new Set([
  'message_start',
  'content_block_start',
  'content_block_delta',
  'content_block_stop',
  'message_delta',
  'message_stop',
  'message',
  'ping',
]);

function readServerError(body: string): ServerError {
  const text = body.trim();
  if (text === '') return {};
  if (/^[{["]/.test(text)) {
    try {
      return serverErrorOf(JSON.parse(text));
    } catch {
      // Not JSON after all.
    }
  }
  return { message: plainText(text) };
}

/**
 * The official `{error: {type, message}, request_id}`, OpenAI's `{error: {message, type, code}}`, a bare
 * `{code, message, type}`, Ollama's `{error: "…"}`, FastAPI's `{detail}`, and lists of these.
 */
function serverErrorOf(value: unknown): ServerError {
  if (Array.isArray(value)) return serverErrorOf(value[0]);
  if (typeof value === 'string') return { message: value };
  if (typeof value !== 'object' || value === null) return {};
  const body = value as Record<string, unknown>;
  const requestId = typeof body['request_id'] === 'string' ? body['request_id'] : undefined;
  const inner = body['error'] ?? body['errors'] ?? body['detail'];
  if (inner != null && inner !== true) return { ...serverErrorOf(inner), ...(requestId && { requestId }) };
  const { code, message, msg, type } = body;
  const said = message ?? msg;
  const number = Number(code ?? body['status']);
  return {
    type: typeof type === 'string' && type !== 'error' ? type : typeof code === 'string' ? code : undefined,
    code: number >= 100 && number < 600 ? number : undefined,
    message: typeof said === 'string' ? said : said == null ? undefined : JSON.stringify(said),
    requestId,
  };
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
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<[^>]*>?/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
