import type { Endpoint } from './endpoint';
import { createErrorGuard, type ErrorGuard } from './errorGuard';
import type { MessagesError } from './errors';
import { requestHeaders } from './headers';
import { createRedactor, type Redactor } from './redact';

export interface ClientOptions {
  readonly endpoint: Endpoint;
  /** Not needed where the endpoint's auth is `none`. */
  readonly key?: string | undefined;
  /** Other keys that are kept out of all that comes back: those of other endpoints. */
  readonly secrets?: readonly string[];
  readonly fetch?: typeof fetch;
  /** Waits `ms` milliseconds; returns at once when the signal aborts. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  /** Requests leave from a browser (the web worker host). */
  readonly browser?: boolean;
  /** One line a request: method, address, status, request id, time. Never the key, never what was said. */
  readonly log?: (line: string) => void;
  /** Is told of a bug of ours or of a listener, once, when it shows; its cause is what was thrown, without the key. */
  readonly onInternalError?: (error: MessagesError) => void;
  /** Milliseconds; 0 is no deadline. */
  readonly timeouts?: {
    /** Until the response's headers. A reply asked for whole has 290 s at least: its headers come with its text. */
    readonly connect?: number;
    /** Without a byte in a reply. Pings and comments are bytes. */
    readonly idle?: number;
  };
}

/** What all calls of a client share. */
export interface ClientContext {
  readonly endpoint: Endpoint;
  readonly redactor: Redactor;
  readonly guard: ErrorGuard;
  /** Milliseconds; 0 is no deadline. */
  readonly timeouts: { readonly connect: number; readonly idle: number };
  /** Of every request. Throws MessagesError where one of them cannot be sent. */
  headers(): Record<string, string>;
  /** Looked up at each call: VS Code replaces the global fetch when proxy settings change. */
  currentFetch(): typeof fetch;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  random(): number;
  now(): number;
  log(line: string): void;
}

export function createContext(options: ClientOptions): ClientContext {
  const { endpoint, key, timeouts, log } = options;
  const redactor = createRedactor([...(options.secrets ?? []), ...(key === undefined ? [] : [key])]);
  return {
    endpoint,
    redactor,
    guard: createErrorGuard(redactor.text, options.onInternalError),
    timeouts: { connect: timeouts?.connect ?? 120_000, idle: timeouts?.idle ?? 120_000 },
    headers: () => requestHeaders(endpoint, key, { browser: options.browser ?? false, redactor }),
    currentFetch: () => options.fetch ?? globalThis.fetch,
    sleep: options.sleep ?? defaultSleep,
    random: options.random ?? Math.random,
    now: options.now ?? (() => performance.now()),
    log: (line) => log?.(line),
  };
}

function defaultSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
