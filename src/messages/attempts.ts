import type { ClientContext } from './clientContext';
import { MessagesError } from './errors';
import { watchExchange, type ExchangeObserver, type Watch } from './observe';
import { retryDelay, shouldRetry } from './retry';

/** How a call is watched and bounded. */
export interface CallOptions {
  /** Observes every request of the call, and what comes back. */
  readonly observer?: ExchangeObserver | undefined;
  /** Requests at most; as many as a failure is worth unless set. */
  readonly attempts?: number | undefined;
}

export interface RetryInfo {
  readonly attempt: number;
  readonly delay: number;
  readonly error: MessagesError;
}

export interface Attempts extends CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Whether the caller can still take another attempt. */
  readonly mayRetry?: () => boolean;
  readonly onRetry?: ((info: RetryInfo) => void) | undefined;
}

/**
 * Makes attempts until one succeeds or one fails for good.
 *
 * @throws MessagesError of the last attempt, or `aborted` where the caller gave up between two.
 */
export async function withRetries<T>(
  context: ClientContext,
  attempt: (watch: Watch | undefined) => Promise<T>,
  { signal, observer, attempts: most = Infinity, mayRetry = () => true, onRetry }: Attempts,
): Promise<T> {
  const { guard, random, sleep } = context;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await observed(context, observer, attempt);
    } catch (thrown) {
      const error = guard.asMessagesError(thrown);
      if (attempts >= most || !mayRetry() || !shouldRetry(error, attempts)) throw error;
      const delay = retryDelay(attempts, error.details.retryAfter, random);
      guard.run(() => onRetry?.({ attempt: attempts, delay, error }));
      if (!signal?.aborted) await sleep(delay, signal);
      if (signal?.aborted) throw new MessagesError('aborted');
    }
  }
}

/** Makes one attempt and tells an observer of it. */
async function observed<T>(
  { redactor, guard }: ClientContext,
  observer: ExchangeObserver | undefined,
  attempt: (watch: Watch | undefined) => Promise<T>,
): Promise<T> {
  const watch = observer && watchExchange(observer, { redact: redactor.text, guarded: (call) => guard.run(call) });
  try {
    const result = await attempt(watch);
    watch?.end();
    return result;
  } catch (thrown) {
    const error = guard.asMessagesError(thrown);
    watch?.end(error);
    throw error;
  }
}
