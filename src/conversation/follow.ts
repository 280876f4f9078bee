import type { Directory } from './directory';
import { decodeLog } from './log';
import type { LogRecord } from './model';

export interface Follower {
  /** Says how far the logs of a conversation were read, by path. */
  readUpTo(id: string, read: ReadonlyMap<string, number>): void;
  /** Tells what other windows write from there on, about a second later. */
  follow(id: string, onRecords: (records: readonly LogRecord[]) => void): { dispose(): void };
}

/** ms between two looks at the logs of a conversation that somebody follows: a checkpoint comes as often. */
const interval = 1000;

/**
 * Watches by looking: a change in a folder is not reported reliably over network file systems, nor at all by VS Code's
 * own file system in a browser. Only conversations on show are looked at.
 */
export function createFollower(
  directory: Directory,
  windowId: string,
  later: (callback: () => void, ms: number) => () => void,
): Follower {
  const positions = new Map<string, Map<string, number>>();

  async function look(id: string): Promise<LogRecord[]> {
    const known = positions.get(id) ?? new Map<string, number>();
    positions.set(id, known);
    const records: LogRecord[] = [];
    for (const { name, size } of await directory.list(id)) {
      const path = `${id}/${name}`;
      const from = known.get(path) ?? 0;
      if (!name.endsWith('.jsonl') || name === `${windowId}.jsonl` || size === from) continue;
      const added = await directory.readLines(path, from);
      if (!added) continue;
      known.set(path, added.next);
      records.push(...decodeLog(added.bytes).records);
    }
    return records;
  }

  return {
    readUpTo: (id, read) => void positions.set(id, new Map(read)),
    follow(id, onRecords) {
      let disposed = false;
      let cancel = later(next, interval);
      function next(): void {
        void look(id)
          // A folder that cannot be read now may be the next time.
          .catch(() => [])
          .then((records) => {
            if (disposed) return;
            if (records.length > 0) onRecords(records);
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
