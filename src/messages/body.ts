import { isMessagesError, MessagesError } from './errors';
import { connectionError } from './exchange';
import type { Watch } from './observe';

export interface ReadBody {
  readonly body: ReadableStream<Uint8Array>;
  readonly onChunk: (bytes: Uint8Array) => void;
  /** Is told of each chunk before it is read. */
  readonly watch?: Watch | undefined;
  /**
   * Milliseconds that the body may still go on, once what matters of it is there; asked after each chunk. Most servers
   * end it at once; the others are not waited for, at the cost of a socket.
   */
  readonly grace: () => number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds without a byte before giving up; 0 is no deadline. */
  readonly idle: number;
  readonly now: () => number;
}

/**
 * Reads a body to its end with a plain reader.
 *
 * @throws MessagesError `aborted`, `idle_timeout`, `cut` (the connection broke), or what `onChunk` throws. The body is
 *   cancelled then.
 */
export async function readBody({ body, onChunk, watch: observing, grace, signal, idle, now }: ReadBody): Promise<void> {
  const reader = body.getReader();
  let settle: ((outcome: MessagesError | 'over') => void) | undefined;
  let outcome: MessagesError | 'over' | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let graceTimer: ReturnType<typeof setTimeout> | undefined;
  let given: number | undefined;
  let lastByte = now();

  function stop(with_: MessagesError | 'over'): void {
    outcome ??= with_;
    settle?.(outcome);
  }
  const abort = () => stop(new MessagesError('aborted'));

  /** One timer that looks at a clock: cheaper than a new timer for each chunk, and right after a laptop's sleep. */
  function watch(wait: number): void {
    timer = setTimeout(() => {
      const left = idle - (now() - lastByte);
      if (left > 0) watch(left);
      else stop(new MessagesError('idle_timeout', { subject: `${idle}` }));
    }, wait);
  }

  /** Raced by hand: `Promise.race` against one long-lived promise would keep a reaction for every chunk. */
  function read(): Promise<Awaited<ReturnType<typeof reader.read>> | MessagesError | 'over'> {
    return new Promise((resolve, reject) => {
      settle = resolve;
      reader.read().then(resolve, reject);
    });
  }

  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  if (idle > 0) watch(idle);
  try {
    for (;;) {
      // Set by an abort during the chunk before, too.
      const result = outcome ?? (await read());
      if (result === 'over') return;
      if (isMessagesError(result)) throw result;
      if (result.done) return;
      lastByte = now();
      observing?.bytes(result.value);
      onChunk(result.value);
      const wait = grace();
      if (wait === undefined || wait === given) continue;
      given = wait;
      clearTimeout(graceTimer);
      graceTimer = setTimeout(() => stop('over'), wait);
    }
  } catch (error) {
    throw isMessagesError(error) ? error : connectionError(error, 'cut');
  } finally {
    clearTimeout(timer);
    clearTimeout(graceTimer);
    signal?.removeEventListener('abort', abort);
    // Nothing happens when it has ended. Not awaited: a body that hangs would hang this too.
    reader.cancel().catch(() => undefined);
  }
}

/** What a body turns out to be, whatever its content type says. */
export type BodyKind = 'events' | 'json' | 'html';

/** Tells by the first byte that is no blank and no BOM; undefined when there is none yet. */
export function sniff(bytes: Uint8Array): BodyKind | undefined {
  const first = bytes.find((byte) => byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf);
  if (first === undefined) return undefined;
  if (first === 0x3c) return 'html';
  return first === 0x7b || first === 0x5b ? 'json' : 'events';
}
