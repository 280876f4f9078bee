/** Writes the logs of one window, in order, and once more what the disk has refused. */
import { concatBytes } from './bytes';
import type { Directory } from './directory';
import { logSafely, type ErrorLog, type Guard } from '../util/guard';
import { createLogEncoder } from './log';
import type { LogRecord } from './model';

export interface LogWriter {
  /** Writes records to the log of a conversation. Never rejects, see `Store.append`. */
  append(id: string, records: readonly LogRecord[]): Promise<void>;
  /** Tries everything once more that was not written yet. Never rejects. */
  flush(): Promise<void>;
  /** Resolves when the writes that have begun are over. */
  idle(): Promise<void>;
  /** What the disk has refused of a conversation's log: not in its file yet, or only in part. */
  refused(id: string): readonly Uint8Array[];
  /** Forgets what waits for a conversation that was deleted. */
  forget(id: string): void;
}

export interface LogWriterDeps {
  readonly directory: Directory;
  readonly windowId: string;
  readonly guard: Guard;
  readonly log: ErrorLog | undefined;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  later(callback: () => void, ms: number): () => void;
  /** What was not written, reported once until everything is written again. */
  onWriteError(error: unknown): void;
  /** Called after records were written, with the size by which their log has grown. */
  onWritten(id: string, records: readonly LogRecord[], grown: number): Promise<void>;
}

/** Lines of a log that wait to be written. */
interface Waiting {
  readonly lines: readonly Uint8Array[];
  readonly records: readonly LogRecord[];
}

const lineBreak = new Uint8Array([10]);
/** ms until what the disk refused is tried again. */
const retryAfter = 10_000;

export function createLogWriter(deps: LogWriterDeps): LogWriter {
  const { directory, windowId, guard, log } = deps;
  const waiting = new Map<string, Waiting>();
  /** Each knows what its log has already. */
  const encoders = new Map<string, (record: LogRecord) => Uint8Array>();
  let writing: Promise<void> = Promise.resolve();
  let reported = false;
  let cancelRetry: (() => void) | undefined;

  function report(error: unknown): void {
    if (!reported) guard('a write error cannot be reported', () => deps.onWriteError(error));
    reported = true;
  }

  /** What cannot be encoded is left out and reported: the other records are written. */
  function encoded(id: string, records: readonly LogRecord[]): Waiting {
    const encode = encoders.get(id) ?? createLogEncoder(id);
    encoders.set(id, encode);
    const lines: Uint8Array[] = [];
    const written: LogRecord[] = [];
    for (const record of records) {
      try {
        lines.push(encode(record));
        written.push(record);
      } catch (error) {
        logSafely(log, `a record (${record.t}) cannot be written`, error);
        report(error);
      }
    }
    return { lines, records: written };
  }

  /** Each write follows the one before, whatever became of that. */
  function flush(): Promise<void> {
    writing = writing.then(writeAll).catch((error: unknown) => logSafely(log, 'writing', error));
    return writing;
  }

  async function writeAll(): Promise<void> {
    guard('a retry cannot be cancelled', () => cancelRetry?.());
    cancelRetry = undefined;
    for (const id of [...waiting.keys()]) await write(id);
    if (waiting.size === 0) reported = false;
    else cancelRetry = deps.later(() => void flush(), retryAfter);
  }

  async function write(id: string): Promise<void> {
    const { lines, records } = waiting.get(id) ?? nothing;
    waiting.delete(id);
    if (lines.length === 0) return;
    let grown: number;
    try {
      grown = await directory.append(`${id}/${windowId}.jsonl`, concatBytes(lines));
    } catch (error) {
      // The disk may have taken a part of it: the line it ends in has to be closed before all is written again.
      const closed = lines[0] === lineBreak ? lines : [lineBreak, ...lines];
      waiting.set(id, together({ lines: closed, records }, waiting.get(id)));
      return report(error);
    }
    try {
      await deps.onWritten(id, records, grown);
    } catch (error) {
      logSafely(log, `conversation ${id} is written and not in the catalog`, error);
    }
  }

  return {
    append(id, records) {
      waiting.set(id, together(waiting.get(id) ?? nothing, encoded(id, records)));
      return flush();
    },
    flush,
    idle: () => writing,
    refused: (id) => waiting.get(id)?.lines ?? [],
    forget(id) {
      waiting.delete(id);
      encoders.delete(id);
    },
  };
}

const nothing: Waiting = { lines: [], records: [] };

function together(first: Waiting, then: Waiting = nothing): Waiting {
  return { lines: [...first.lines, ...then.lines], records: [...first.records, ...then.records] };
}
