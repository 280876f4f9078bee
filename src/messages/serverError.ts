import { isPage, plainText } from './html';
import { definedOf, isObject, parseJson } from './json';
import { readLiteral } from './literal';
import { readWait } from './wait';

/** What a server said about an error, whatever its dialect. */
export interface ServerError {
  /** Words for what it is, as the server has them: `insufficient_user_quota`, `overloaded_error`, `NotFoundError`. */
  readonly codes: readonly string[];
  /** An HTTP status that came inside the body. */
  readonly status?: number;
  readonly message?: string;
  readonly requestId?: string;
  /** Milliseconds that the body asks to wait. */
  readonly wait?: number;
  /** The body is a page of HTML: nothing of this API has written it. */
  readonly isPage?: true;
  /** The body is an object in JSON, as an API writes its errors. */
  readonly isJson?: true;
}

const nothing: ServerError = { codes: [] };

/** Levels of wrapping that are looked through: gateways wrap what they got from another, and that from a third. */
const deepestError = 8;
/** Places in a text where an error may begin that are tried. */
const mostBeginnings = 4;
/** Characters of a title such as `Rate limit exceeded`, which names a kind rather than a case. */
const longestTitle = 60;

/**
 * Members by what they hold, in the order in which they count. Names are compared without case, `_` and `-`, so that
 * `errorMsg`, `error_msg` and `ErrorMsg` are one.
 */
const members = {
  message: ['message', 'msg', 'errormessage', 'errormsg', 'errmsg', 'statusmsg', 'errordescription', 'description'],
  /** More about the message, or all there is. */
  detail: ['detail', 'details', 'raw'],
  /** What wraps the error. */
  inner: ['error', 'errors', 'err', 'baseresp', 'innererror', 'cause'],
  code: ['code', 'type', 'status', 'errorcode', 'errcode', 'errortype', 'reason', 'subtype'],
  status: ['code', 'status', 'statuscode', 'httpcode', 'httpstatus', 'errorcode'],
  requestId: ['requestid', 'xrequestid', 'traceid'],
} as const;

/** Reads the body of a response, or what a stream had in place of its events. */
export function readServerError(body: string): ServerError {
  const text = body.trim();
  if (text === '') return nothing;
  if (isPage(text)) return { codes: [], message: plainText(text), isPage: true };
  const value = parseJson(text) ?? parseJson(firstData(text));
  if (value === undefined) return errorInWords(text, 0);
  return { ...serverErrorOf(value), ...(isObject(value) && { isJson: true }) };
}

/** Of an error that was sent as an event, or as lines of JSON, the first. */
function firstData(text: string): string {
  return (/^data:(.*)$/m.exec(text)?.[1] ?? /^.*/.exec(text)![0]).trim();
}

/**
 * Reads the official `{error: {type, message}, request_id}`, OpenAI's `{error: {message, type, code}}`, a bare `{code,
 * message, type}`, Ollama's `{error: "…"}`, FastAPI's `{detail}`, lists of these, and each of them as JSON or in
 * Python's notation in the message of another.
 */
export function serverErrorOf(value: unknown, depth = 0): ServerError {
  if (depth > deepestError) return nothing;
  if (Array.isArray(value)) return serverErrorOf(value[0], depth + 1);
  if (typeof value === 'string') return errorInWords(value, depth);
  return isObject(value) ? errorInObject(value, depth) : nothing;
}

function errorInObject(value: Record<string, unknown>, depth: number): ServerError {
  const get = reader(value);
  const nested = (found: readonly unknown[]): ServerError[] =>
    found.filter(isErrorLike).map((one) => serverErrorOf(one, depth + 1));
  const said = get(members.message);
  const wrapped = get.all(members.inner);
  // `{"error": "Bad Request", "message": "…"}`: a title, and beside it what it is about.
  const title = said === undefined ? undefined : wrapped.find((one) => typeof one === 'string');
  const own = ownMembers(value, get);
  const message = said === undefined ? nothing : saidIn(said, depth + 1);
  const inner = nested(wrapped.filter((one) => one !== title));
  const details = nested([...get.all(members.detail), isObject(value['metadata']) ? value['metadata']['raw'] : null]);
  const words = joined(
    joined(placeOf(value['loc']), (inner.find(hasMessage) ?? message).message),
    details.find(hasMessage)?.message ?? (hasMessage(message) ? undefined : textOf(get(['title']))),
  );
  const named = title !== undefined && title.length <= longestTitle ? [{ codes: [title] }] : [];
  const all = [...named, own, message, ...inner, ...details];
  return {
    ...(Object.assign({}, ...all) as ServerError),
    codes: all.flatMap(({ codes }) => codes),
    // Of the server that was asked, not of one behind it.
    ...definedOf({ requestId: own.requestId }),
    ...definedOf({ message: words }),
  };
}

/** Where in the request FastAPI found a fault: `['body', 'max_tokens']`. */
function placeOf(loc: unknown): string | undefined {
  const path = Array.isArray(loc) ? loc.filter((part) => part !== 'body').join('.') : '';
  return path === '' ? undefined : path;
}

function ownMembers(value: Record<string, unknown>, get: Reader): ServerError {
  const codes = get.all(members.code).filter((code) => typeof code === 'string');
  const statuses = get.all(members.status).map(statusOf);
  return {
    codes: codes.filter((code) => code !== 'error'),
    ...definedOf({
      status: statuses.find((status) => status !== undefined),
      requestId: textOf(get(members.requestId)),
      wait: readWait(value),
    }),
  };
}

/** What stands where a text should: words, a list of them, an error once more, or anything else as the JSON that it is. */
function saidIn(said: unknown, depth: number): ServerError {
  if (typeof said === 'string') return said === '' ? nothing : errorInWords(said, depth);
  if (Array.isArray(said) && said.every((one) => typeof one === 'string')) return errorInWords(said.join('; '), depth);
  const found = serverErrorOf(said, depth);
  return hasMessage(found) ? found : { ...found, message: JSON.stringify(said) };
}

/** `400: …`, `Error code: 404 - …`, `status_code=403, …`. */
const writtenStatus =
  /^(?:[\w. ]{0,30}?(?:error|code|status|http)[\w ]{0,10}[:=/ ]{0,3})?([45]\d\d)(?=\s*(?:$|[:,({[-]))/i;

/** Words; or an error in JSON or in Python's notation, alone or among words; or a page. */
function errorInWords(text: string, depth: number): ServerError {
  if (depth > deepestError) return nothing;
  if (/^\s*</.test(text)) return { codes: [], message: plainText(text) };
  const whole = /^\s*"/.test(text) ? parseJson(text.trim()) : undefined;
  if (typeof whole === 'string') return errorInWords(whole, depth + 1);
  const own = {
    codes: /^(?=.{3,60}$)\w+(?:[_.:-]\w+)+$/.test(text) ? [text] : [],
    ...definedOf({ status: statusOf(writtenStatus.exec(text)?.[1]) }),
  };
  for (const { value, before, after } of literalsIn(text)) {
    const found = serverErrorOf(value, depth + 1);
    const message = joined(joined(before, found.message), after);
    if (hasMessage(found)) return { ...own, ...found, ...definedOf({ message }) };
  }
  return { ...own, message: text };
}

/** The first objects in a text, and lists of them, each with what stands before it and behind. */
function* literalsIn(text: string): Generator<{ value: object; before: string; after: string | undefined }> {
  let from = 0;
  for (let tries = 0; tries < mostBeginnings; tries += 1) {
    const at = from + text.slice(from).search(/[{[]/);
    if (at < from) return;
    const { value, end } = readLiteral(text, at);
    const after = text.slice(end).replace(/^[\s)}\]'"]+/, '');
    if (isObject(value) || (Array.isArray(value) && isObject(value[0]))) {
      yield {
        value,
        before: text.slice(0, at).replace(/\b[bru]?['"]+$/i, ''),
        after: after === '' ? undefined : after,
      };
    }
    from = end;
  }
}

/** Two texts of one error as one: a title before what it is about. One that says the same again is left out. */
function joined(before: string | undefined, after: string | undefined): string | undefined {
  const first = trimmedEnd(before ?? '');
  if (first === '') return after;
  if (after === undefined || first.includes(after)) return before;
  if (after.includes(first)) return after;
  return /[:,.;!?。：，；！？—-]$/.test(first) || after.startsWith('(') ? `${first} ${after}` : `${first}: ${after}`;
}

function hasMessage({ message }: ServerError): boolean {
  return message !== undefined;
}

function isErrorLike(value: unknown): value is string | object {
  return (typeof value === 'string' && value.trim() !== '') || (typeof value === 'object' && value !== null);
}

interface Reader {
  /** The first member of these names that is there. */
  (names: readonly string[]): unknown;
  /** All of them, in the order of the names. */
  all(names: readonly string[]): unknown[];
}

function reader(value: Record<string, unknown>): Reader {
  const values = new Map<string, unknown>();
  for (const [name, member] of Object.entries(value)) {
    const plain = name.toLowerCase().replace(/[_-]/g, '');
    if (member != null && !values.has(plain)) values.set(plain, member);
  }
  const all = (names: readonly string[]): unknown[] =>
    names.filter((name) => values.has(name)).map((name) => values.get(name));
  return Object.assign((names: readonly string[]) => all(names)[0], { all });
}

/** A status of HTTP that is an error, also as text. */
function statusOf(value: unknown): number | undefined {
  const number = typeof value === 'object' ? NaN : Number(value);
  return number >= 400 && number < 600 ? number : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Without the white space and the opening brackets at its end. */
function trimmedEnd(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s(]/.test(text[end - 1]!)) end--;
  return text.slice(0, end);
}
