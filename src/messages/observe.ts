import type { MessagesError } from './errors';
import { shownHeader } from './responseHeaders';

/**
 * A request as it leaves. Where the key travels stands `[key]`; what was said may repeat it, and is read through
 * `redactedRecording`.
 */
export interface ObservedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What was sent as JSON. Nobody changes it any more. */
  readonly body: object | undefined;
  /** Characters of that JSON. */
  readonly size: number;
}

export interface ObservedResponse {
  /** 0 where a browser does not tell. */
  readonly status: number;
  readonly statusText: string;
  /** In lower case and in order; without the values that are as good as a key: see `shownHeader`. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
}

/**
 * Is told of requests and of what comes back, in the order in which it happens and at the moment in which it does. What
 * throws in here does no harm to the reply.
 */
export interface ExchangeObserver {
  onRequest(request: ObservedRequest): void;
  onResponse(response: ObservedResponse): void;
  /**
   * Bytes of the body as they came, without any encoding that they had on the way: a server may have echoed the key in
   * them. They are only lent: copy what is to be kept.
   */
  onBytes(bytes: Uint8Array): void;
  /** The request is over, with an error or with a complete reply. */
  onEnd(error: MessagesError | undefined): void;
}

/** What `fetch` gets beside the address. */
export interface RequestInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

/** One request on its way, told to an observer. */
export interface Watch {
  /** @param sent what the body was made of */
  request(url: string, init: RequestInit, sent: object | undefined): void;
  response(response: Response): void;
  bytes(bytes: Uint8Array): void;
  end(error?: MessagesError): void;
}

/**
 * What tells an observer of one request.
 *
 * @param guarded runs the observer's functions and lets nothing out that they throw
 */
export function watchExchange(
  observer: ExchangeObserver,
  { redact, guarded }: { redact: (text: string) => string; guarded: (call: () => void) => void },
): Watch {
  return {
    request(url, init, sent) {
      guarded(() => observer.onRequest(observedRequest(url, init, sent)));
    },
    response({ status, statusText, headers }) {
      const told = [...headers].map(([name, value]) => [redact(name), shownHeader(name, redact(value))] as const);
      guarded(() => observer.onResponse({ status, statusText: redact(statusText), headers: told }));
    },
    bytes: (bytes) => void (bytes.length > 0 && guarded(() => observer.onBytes(bytes))),
    end(error) {
      guarded(() => observer.onEnd(error));
    },
  };
}

/** A request to tell of, without the proof of who asks. */
function observedRequest(
  url: string,
  { method, headers, body = '' }: RequestInit,
  sent: object | undefined,
): ObservedRequest {
  const masked = { ...headers };
  if ('authorization' in masked) masked['authorization'] = 'Bearer [key]';
  if ('x-api-key' in masked) masked['x-api-key'] = '[key]';
  return { method, url, headers: masked, body: sent, size: body.length };
}
