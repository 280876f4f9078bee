import type { Directory } from './directory';
import { decodeLog } from './log';
import type { Guard } from '../util/guard';
import type { LogRecord } from './model';

export interface Follower {
  /** Says how far the logs of a conversation were read, by path. */
  readUpTo(id: string, read: ReadonlyMap<string, number>): void;
  /** A log is there now. */
  expect(path: string): void;
  /**
   * Tells what other windows write from there on, about a second later, and once when logs that were there are gone:
   * somebody has deleted them.
   */
  follow(id: string, onRecords: (records: readonly LogRecord[]) => void, onGone?: () => void): { dispose(): void };
}

export interface FollowerDeps {
  readonly directory: Directory;
  readonly windowId: string;
  readonly guard: Guard;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  later(callback: () => void, ms: number): () => void;
}

/** ms between two looks at the logs of a conversation that somebody follows: a checkpoint comes as often. */
const interval = 1000;

/**
 * Watches by looking: a change in a folder is not reported reliably over network file systems, nor at all by VS Code's
 * own file system in a browser. Only conversations on show are looked at.
 */
export function createFollower({ directory, windowId, later, guard }: FollowerDeps): Follower {
  /** By conversation, then by path. */
  const positions = new Map<string, Map<string, number>>();

  function positionsIn(id: string): Map<string, number> {
    const known = positions.get(id) ?? new Map<string, number>();
    positions.set(id, known);
    return known;
  }

  async function look(id: string): Promise<{ records: LogRecord[]; gone: boolean }> {
    const known = positionsIn(id);
    const expected = [...known.keys()];
    const listed = await directory.list(id);
    const there = new Set(listed.map(({ name }) => `${id}/${name}`));
    const gone = expected.filter((path) => !there.has(path));
    gone.forEach((path) => known.delete(path));
    let records: LogRecord[] = [];
    for (const { name, size } of listed) {
      const path = `${id}/${name}`;
      const from = known.get(path) ?? 0;
      if (!name.endsWith('.jsonl') || name === `${windowId}.jsonl` || size === from) continue;
      const added = await directory.readLines(path, from);
      if (!added) continue;
      known.set(path, added.next);
      records = records.concat(decodeLog(added.bytes).records);
    }
    return { records, gone: gone.length > 0 };
  }

  return {
    readUpTo: (id, read) => void positions.set(id, new Map(read)),
    expect(path) {
      const known = positionsIn(path.split('/')[0]!);
      if (!known.has(path)) known.set(path, 0);
    },
    follow(id, onRecords, onGone) {
      let disposed = false;
      let cancel = later(next, interval);
      function next(): void {
        void look(id)
          // A folder that cannot be read now may be the next time.
          .catch(() => ({ records: [], gone: false }))
          .then(({ records, gone }) => {
            if (disposed) return;
            if (records.length > 0) guard('records of another window', () => onRecords(records));
            if (gone) guard('the logs are gone', () => onGone?.());
            cancel = later(next, interval);
          });
      }
      return {
        dispose() {
          disposed = true;
          cancel();
        },
      };
    },
  };
}
