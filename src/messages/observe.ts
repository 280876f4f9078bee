import type { MessagesError } from './errors';
import { createKeyMask, isSecret } from './keyMask';

/** A request as it leaves. Where the key travels stands `[key]`. */
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
  /** In lower case and in order; without the value of a cookie, and without the path of another address. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
}

/**
 * Is told of requests and of what comes back, in the order in which it happens and at the moment in which it does. The
 * key is in none of it, also where a server echoes it. What throws in here does no harm to the reply.
 */
export interface ExchangeObserver {
  onRequest(request: ObservedRequest): void;
  onResponse(response: ObservedResponse): void;
  /** Bytes of the body, without any encoding that they had on the way. They are only lent: copy what is to be kept. */
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
  {
    key,
    redact,
    guarded,
  }: { key: string | undefined; redact: (text: string) => string; guarded: (call: () => void) => void },
): Watch {
  const mask = createKeyMask(key);
  const tell = (bytes: Uint8Array) => bytes.length > 0 && guarded(() => observer.onBytes(bytes));
  return {
    request(url, init, sent) {
      // Somebody may have written it into the text.
      const hide = isSecret(key) ? redact : (text: string) => text;
      guarded(() => observer.onRequest(observedRequest(url, init, sent, hide)));
    },
    response({ status, statusText, headers }) {
      const told = [...headers].map(([name, value]) => [name, redact(withoutSecrets(name, value))] as const);
      guarded(() => observer.onResponse({ status, statusText: redact(statusText), headers: told }));
    },
    bytes: (bytes) => void tell(mask.feed(bytes)),
    end(error) {
      tell(mask.end());
      guarded(() => observer.onEnd(error));
    },
  };
}

/** A request to tell of, without the proof of who asks. */
function observedRequest(
  url: string,
  { method, headers, body = '' }: RequestInit,
  sent: object | undefined,
  hide: (text: string) => string,
): ObservedRequest {
  const masked = { ...headers };
  if ('authorization' in masked) masked['authorization'] = 'Bearer [key]';
  if ('x-api-key' in masked) masked['x-api-key'] = '[key]';
  const text = hide(body);
  const shown = text === body ? sent : (JSON.parse(text) as object);
  return { method, url, headers: masked, body: shown, size: body.length };
}

/** A cookie may be as good as a key, and so may the address to which a server sends one on: its origin has to do. */
function withoutSecrets(name: string, value: string): string {
  if (name === 'set-cookie') return `${value.split('=', 1)[0]}=[cookie]`;
  if (name !== 'location') return value;
  return URL.canParse(value) ? `${new URL(value).origin}/[path]` : '[path]';
}
