import { heartbeat, heartbeatAfter } from '../../conversation/interrupted';
import type { LogRecord } from '../../conversation/model';
import type { ContentBlock, Update } from '../../messages/types';

interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  later(callback: () => void, ms: number): () => void;
}

export interface Checkpoint {
  /** The turn is written: from now on other windows hear of it every few seconds. */
  begin(): void;
  update(update: Update): void;
  dispose(): void;
}

/** ms until what has arrived of a reply is written: with the writing itself, no more than a second of it can be lost. */
const checkpointAfter = 900;

/**
 * Collects what arrives of a reply and hands it over as records, within a second after it came. While nothing comes, a
 * record says so, or other windows would take the reply for one that was interrupted.
 */
export function createCheckpoint(id: string, { now, later }: Clock, write: (records: LogRecord[]) => void): Checkpoint {
  const blocks = new Map<number, ContentBlock>();
  const texts = new Map<number, string>();
  let lastBlock = 0;
  let cancelFlush: (() => void) | undefined;
  let cancelHeartbeat: (() => void) | undefined;

  function flush(): void {
    cancelFlush = undefined;
    const at = now();
    const indexes = [...new Set([...blocks.keys(), ...texts.keys()])].sort((a, b) => a - b);
    lastBlock = indexes.at(-1) ?? lastBlock;
    write(indexes.map((i) => ({ t: 'text', at, id, i, block: blocks.get(i), x: texts.get(i) })));
    blocks.clear();
    texts.clear();
    waitForSilence();
  }

  function waitForSilence(): void {
    cancelHeartbeat?.();
    cancelHeartbeat = later(() => {
      // What is on its way to the log says the same.
      if (!cancelFlush) write([heartbeat(id, lastBlock, now())]);
      waitForSilence();
    }, heartbeatAfter);
  }

  return {
    begin: waitForSilence,
    update(update) {
      if (update.type === 'block') blocks.set(update.index, { ...update.block });
      else if (update.type === 'text' || update.type === 'thinking' || update.type === 'input') {
        texts.set(update.index, (texts.get(update.index) ?? '') + update.text);
      } else return;
      cancelFlush ??= later(flush, checkpointAfter);
    },
    dispose() {
      cancelFlush?.();
      cancelHeartbeat?.();
    },
  };
}
