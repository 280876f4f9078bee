/** One state of the text that is wanted in the document. */
export interface Wanted {
  readonly text: string;
  /** Nothing has been shown yet: an undo stop belongs before this one. */
  readonly first: boolean;
  /** Nothing will follow: an undo stop belongs after this one. */
  readonly last: boolean;
}

export interface LatestPort {
  /** `refused`: try again, the document changed meanwhile. `gone`: never again. */
  apply(wanted: Wanted): Promise<'done' | 'unchanged' | 'refused' | 'gone'>;
  /** Whether an edit can be made without costing an undo step. */
  ready(): boolean;
  pause(attempt: number): Promise<void>;
}

export interface Latest {
  show(text: string): void;
  /** The editor may have become ready. */
  wake(): void;
  /** The last state; resolves when it is in. */
  finish(text: string): Promise<void>;
  /** No further state; resolves when no edit is in flight any more. */
  stop(): Promise<void>;
}

/** Brings a document to the latest of many states: one edit in flight, states that were overtaken are left out. */
export function createLatest(port: LatestPort): Latest {
  let next: string | undefined;
  let finishing = false;
  let stopped = false;
  let shown = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    let attempt = 0;
    while (next !== undefined && !stopped && (finishing || port.ready())) {
      const text = next;
      next = undefined;
      const result = await port.apply({ text, first: !shown, last: finishing });
      if (result === 'done') shown = true;
      if (result === 'gone') stopped = true;
      if (result === 'refused') {
        next ??= text;
        await port.pause(attempt++);
      } else {
        attempt = 0;
      }
    }
  }

  function wake(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (next !== undefined && !stopped && (finishing || port.ready())) wake();
    });
  }

  async function idle(): Promise<void> {
    while (running) await running;
  }

  return {
    show(text) {
      next = text;
      wake();
    },
    wake,
    async finish(text) {
      next = text;
      finishing = true;
      wake();
      await idle();
    },
    async stop() {
      stopped = true;
      await idle();
    },
  };
}
