import type { LogRecord } from '../../conversation/model';
import type { ContentBlock, Update } from '../../messages/types';

interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  later(callback: () => void, ms: number): () => void;
}

/** ms until what has arrived of a reply is written: with the writing itself, no more than a second of it can be lost. */
const checkpointAfter = 900;

/** Collects what arrives of a reply and hands it over as records, within a second after it came. */
export function createCheckpoint(id: string, { now, later }: Clock, write: (records: LogRecord[]) => void) {
  const blocks = new Map<number, ContentBlock>();
  const texts = new Map<number, string>();
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel = undefined;
    const at = now();
    const indexes = [...new Set([...blocks.keys(), ...texts.keys()])].sort((a, b) => a - b);
    write(indexes.map((i) => ({ t: 'text', at, id, i, block: blocks.get(i), x: texts.get(i) })));
    blocks.clear();
    texts.clear();
  }

  return {
    update(update: Update): void {
      if (update.type === 'block') blocks.set(update.index, { ...update.block });
      else if (update.type === 'text' || update.type === 'thinking' || update.type === 'input') {
        texts.set(update.index, (texts.get(update.index) ?? '') + update.text);
      } else return;
      cancel ??= later(flush, checkpointAfter);
    },
    dispose: () => cancel?.(),
  };
}
