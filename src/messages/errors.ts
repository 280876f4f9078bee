import type { Message, Notice, ReplyTiming } from './types';

/** What went wrong, so that one place (src/wording/errors.ts) can make a sentence and next steps of it. */
export type ErrorKind =
  | 'aborted' // the caller's signal: not an error to show
  | 'no_key'
  | 'bad_base_url' // cannot be parsed, or http: to another machine
  | 'bad_header' // an authentication header among the extra ones, or a value that no header may have
  | 'model_not_claude' // refused before sending: this endpoint serves Claude only
  | 'network' // no connection: DNS, refused, TLS, CORS
  | 'redirect' // the server wanted to send us elsewhere; never followed
  | 'connect_timeout' // no headers before the deadline
  | 'idle_timeout' // the body went silent
  | 'not_messages' // HTML or anything else that is not the Messages API
  | 'empty_reply' // 200 and nothing, or a reply without a block
  | 'cut' // the stream ended or broke before the reply was complete
  | 'too_long' // one event above the buffer's bound
  | 'invalid_request'
  | 'authentication'
  | 'billing'
  | 'permission'
  | 'firewall' // a page of something that stands before the API
  | 'not_found' // a model, or an address: see `missing`
  | 'request_too_large'
  | 'rate_limit'
  | 'overloaded'
  | 'unavailable' // not right now, without saying that it is overloaded
  | 'server_timeout'
  | 'server' // any other error of the server's
  | 'internal'; // a bug of ours: `cause` is what was thrown

/** Tokens, as far as a server told them when it refused a request for its size. */
export interface TokenLimits {
  /** What the model reads at once. */
  readonly window?: number;
  /** What the request comes to, without `max_tokens`. */
  readonly prompt?: number;
  /** The most that `max_tokens` may be. */
  readonly output?: number;
}

/** Characters of a server's message that are kept, and that are searched for what it means. */
export const longestMessage = 2000;

export interface ErrorDetails {
  readonly status?: number;
  readonly requestId?: string;
  /** The server's own words: text, at most 2,000 characters. */
  readonly serverMessage?: string;
  /** Milliseconds the server asked us to wait. */
  readonly retryAfter?: number;
  /** The server's own word (`x-should-retry`) on whether the same request may succeed later. */
  readonly shouldRetry?: boolean;
  /**
   * The server is the right one and has no such model for this key, or nothing speaks the Messages API at that address. A
   * page of HTML says the latter too. Or it wants a key, and the endpoint is set up without one.
   */
  readonly missing?: 'model' | 'address' | 'key';
  /** The server's words came in JSON: an API has written them, rather than what stands before it. */
  readonly isJson?: true;
  /**
   * What of the request is too much, where that has a next step of its own: all that was said, `max_tokens` (of a
   * `billing` error too: some platforms reserve its price beforehand), or tools at all.
   */
  readonly reason?: 'context' | 'max_tokens' | 'tools';
  readonly limits?: TokenLimits;
  /** Where `max_tokens` is too much: what it may be lowered to. */
  readonly fewerTokens?: number;
  /** Of a `billing` error: the `https:` origin of the endpoint, where the person may have an account. */
  readonly site?: string;
  /** Beside a missing address: the base URL of the same origin that would work. */
  readonly workingBaseUrl?: string;
  /** What had arrived. */
  readonly partial?: Message;
  readonly notices?: readonly Notice[];
  readonly timing?: ReplyTiming;
  /** The name of the endpoint that was asked. */
  readonly endpoint?: string;
  /** What the sentence needs to name: an address, a header, a model, a code such as ECONNREFUSED. */
  readonly subject?: string;
}

/**
 * The one error of the client. Never carries the key, nor do its causes. `message` is for logs; people get a sentence
 * made of `kind`.
 */
export class MessagesError extends Error {
  override readonly name = 'MessagesError';

  constructor(
    readonly kind: ErrorKind,
    readonly details: ErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(
      [kind, details.status, details.subject, details.serverMessage].filter((part) => part != null).join(': '),
      options,
    );
  }
}

/** By name and not by `instanceof`: the bundles each carry a copy of the class. */
export function isMessagesError(error: unknown): error is MessagesError {
  return error instanceof Error && error.name === 'MessagesError' && 'kind' in error;
}

/** The same error with more details. Its stack still says where it began, and its cause why. */
export function withDetails(error: MessagesError, details: ErrorDetails): MessagesError {
  const { kind, cause, stack } = error;
  const more = new MessagesError(kind, { ...error.details, ...details }, cause === undefined ? {} : { cause });
  return Object.assign(more, { stack });
}

/** A copy of what was thrown, and of its causes, without the key: an error of the platform may quote a header. */
export function cleanCause(thrown: unknown, redact: (text: string) => string, depth = 0): Error {
  if (!(thrown instanceof Error)) return new Error(redact(String(thrown)));
  const { name, message, stack, cause } = thrown;
  const inner = cause == null || depth >= deepestCause ? {} : { cause: cleanCause(cause, redact, depth + 1) };
  return Object.assign(new Error(redact(message), inner), { name, stack: stack && redact(stack) });
}

const deepestCause = 8;
