/** Lets one thing run at a time, and stops it. */
export interface Exclusive {
  busy(): boolean;
  stop(): void;
  /** Does the work, or nothing while something else runs: then it gives undefined. */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | undefined>;
}

/** @param changed is called when `busy` gives something else */
export function createExclusive(changed: () => void): Exclusive {
  let running: AbortController | undefined;
  return {
    busy: () => running !== undefined,
    stop: () => running?.abort(),
    async run(work) {
      if (running) return undefined;
      const stop = new AbortController();
      running = stop;
      changed();
      try {
        return await work(stop.signal);
      } finally {
        // Whatever became of it, the next one can run.
        running = undefined;
        changed();
      }
    },
  };
}
