import { isMessagesError, MessagesError } from './errors';
import { connectionError } from './openResponse';
import type { Watch } from './observe';

export interface ReadBody {
  readonly body: ReadableStream<Uint8Array>;
  readonly onChunk: (bytes: Uint8Array) => void;
  /** Is told of each chunk before it is read. */
  readonly watch?: Watch | undefined;
  /**
   * Milliseconds that the body may still go on, once what matters of it is there; asked after each chunk, and counted
   * from the first that told so. Most servers end it at once; the others are not waited for, at the cost of a socket.
   */
  readonly grace: () => number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Milliseconds without a byte before giving up; 0 is no deadline. */
  readonly idle: number;
  readonly now: () => number;
  /** Takes the key out of what the platform says of a connection that broke. */
  readonly redact: (text: string) => string;
}

/**
 * Reads a body to its end with a plain reader.
 *
 * @throws MessagesError `aborted`, `idle_timeout`, `cut` (the connection broke), or what `onChunk` throws. The body is
 *   cancelled then.
 */
export async function readBody(options: ReadBody): Promise<void> {
  const { body, onChunk, watch: observing, grace, signal, idle, now, redact } = options;
  const reader = body.getReader();
  /** How it ended: with what was thrown, or with nothing. */
  const outcomes: { readonly thrown?: unknown }[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let graceTimer: ReturnType<typeof setTimeout> | undefined;
  let given: number | undefined;
  let lastByte = now();
  /** What is thrown meanwhile is the connection's; anything else is a bug, and stays what it is. */
  let reading = false;
  const burst = createBurst(take, fail);

  function stop(outcome: { readonly thrown?: unknown }): void {
    outcomes.push(outcome);
    // Ends a read that is waiting, at once. Not awaited: a body that hangs would hang this too.
    reader.cancel().catch(() => undefined);
  }
  function fail(thrown: unknown): void {
    stop({ thrown });
  }
  const abort = () => fail(new MessagesError('aborted'));
  const isStopped = () => outcomes.length > 0;

  function take(chunk: Uint8Array): void {
    if (isStopped()) return;
    onChunk(chunk);
    const wait = grace();
    if (wait === given) return;
    given = wait;
    clearTimeout(graceTimer);
    if (wait !== undefined) graceTimer = setTimeout(() => stop({}), wait);
  }

  /** One timer that looks at a clock: cheaper than a new timer for each chunk, and right after a laptop's sleep. */
  function watch(wait: number): void {
    timer = setTimeout(() => {
      const left = idle - (now() - lastByte);
      if (left > 0) watch(left);
      else fail(new MessagesError('idle_timeout', { subject: `${idle}` }));
    }, wait);
  }

  signal?.addEventListener('abort', abort);
  if (signal?.aborted) abort();
  if (idle > 0) watch(idle);
  try {
    // Set by an abort during the chunk before, too.
    while (!isStopped()) {
      reading = true;
      const { done, value } = await reader.read();
      reading = false;
      if (done || isStopped()) break;
      lastByte = now();
      observing?.bytes(value);
      burst.add(value);
    }
    burst.flush();
  } catch (error) {
    // What came before the connection broke.
    burst.flush();
    fail(reading && !isMessagesError(error) ? connectionError(error, 'cut', redact) : error);
  } finally {
    burst.end();
    clearTimeout(timer);
    clearTimeout(graceTimer);
    signal?.removeEventListener('abort', abort);
    // Nothing happens when it has ended.
    reader.cancel().catch(() => undefined);
  }
  const [outcome] = outcomes;
  if (outcome && 'thrown' in outcome) throw outcome.thrown;
}

/** Bytes that are not left waiting for more. */
const longestBurst = 64 * 1024;

/**
 * Puts chunks together that come in one go: a server that sends each event by itself, and a host that was busy
 * meanwhile, make hundreds of them, and each costs more to take than its text does. What comes after a pause is taken
 * at once; only what follows it closely waits, and no longer than a timer of 0 ms takes.
 *
 * @param fail is told of what `take` throws
 */
function createBurst(take: (bytes: Uint8Array) => void, fail: (error: unknown) => void) {
  let chunks: Uint8Array[] = [];
  let size = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function flush(): void {
    if (size === 0) return;
    const bytes = chunks.length === 1 ? chunks[0]! : concatenated(chunks, size);
    chunks = [];
    size = 0;
    try {
      take(bytes);
    } catch (error) {
      fail(error);
    }
  }

  return {
    flush,
    add(chunk: Uint8Array): void {
      chunks.push(chunk);
      size += chunk.byteLength;
      if (timer !== undefined && size < longestBurst) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        flush();
      }, 0);
      flush();
    },
    end: () => clearTimeout(timer),
  };
}

function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/**
 * A body as text.
 *
 * @throws MessagesError `too_long` beyond so many characters; whatever the platform throws when the connection breaks.
 */
export async function readText(response: Response, longest: number, watch?: Watch): Promise<string> {
  if (!response.body) return '';
  const reader = response.body.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    watch?.bytes(value);
    text += decoder.decode(value, { stream: true });
    if (text.length > longest) throw new MessagesError('too_long', { subject: `${longest}` });
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
