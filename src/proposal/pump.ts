/** One edit that the pump wants made. */
export interface Step {
  readonly text: string;
  /** Everything written before goes first: it turned out not to be code. */
  readonly replaceAll: boolean;
  /** No step has been applied yet: an undo stop belongs before this one. */
  readonly first: boolean;
  /** Nothing will follow: an undo stop belongs after this one. */
  readonly last: boolean;
}

export interface Port {
  /** `refused`: try again, the document changed meanwhile. `gone`: never again. */
  apply(step: Step): Promise<'done' | 'refused' | 'gone'>;
  /** Whether an edit can be made without costing an undo step; asked only before the end, when the rest must go in. */
  ready(): boolean;
  /** Waits before another attempt. */
  pause(attempt: number): Promise<void>;
}

export interface Pump {
  write(text: string): void;
  /** Takes back everything written so far. */
  reset(): void;
  /** The port may have become ready. */
  wake(): void;
  /** The rest goes in; resolves when it has. */
  finish(): Promise<void>;
  /** What is not in yet is dropped; resolves when no edit is in flight any more. */
  stop(): Promise<void>;
}

/**
 * Streams text into a document: one edit in flight, and what arrives meanwhile becomes the next one, so that the
 * batches adapt to the editor's speed. The last character is held back until the end, because the last edit has to
 * set the undo stop, and an edit of nothing sets none.
 */
export function createPump(port: Port): Pump {
  let buffer = '';
  let clear = false;
  let applied = false;
  let finishing = false;
  let stopped = false;
  let running: Promise<void> | undefined;

  function next(): Step | undefined {
    if (stopped) return undefined;
    const held = finishing ? 0 : heldBack(buffer);
    const text = buffer.slice(0, buffer.length - held);
    const replaceAll = clear && applied;
    if (text === '' && !replaceAll) return undefined;
    if (!finishing && !port.ready()) return undefined;
    return { text, replaceAll, first: !applied, last: finishing };
  }

  async function run(): Promise<void> {
    let attempt = 0;
    for (let step = next(); step; step = next()) {
      buffer = buffer.slice(step.text.length);
      clear = false;
      const result = await port.apply(step);
      if (result === 'done') {
        applied = true;
        attempt = 0;
      } else if (result === 'gone') {
        stopped = true;
      } else {
        // What was to be taken back still is, unless a later reset already dropped this text.
        if (!clear) buffer = step.text + buffer;
        clear = clear || step.replaceAll;
        await port.pause(attempt++);
      }
    }
  }

  function wake(): Promise<void> {
    running ??= run().finally(() => {
      running = undefined;
      // What arrived between the last look and here.
      if (next()) void wake();
    });
    return running;
  }

  async function idle(): Promise<void> {
    while (running) await running;
  }

  return {
    write(text) {
      buffer += text;
      void wake();
    },
    reset() {
      buffer = '';
      clear = true;
      void wake();
    },
    wake: () => void wake(),
    async finish() {
      finishing = true;
      void wake();
      await idle();
    },
    async stop() {
      stopped = true;
      await idle();
    },
  };
}

/** One character: both halves of it where it is a surrogate pair. */
function heldBack(text: string): number {
  if (text === '') return 0;
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xdc00 && last <= 0xdfff && text.length > 1 ? 2 : 1;
}
