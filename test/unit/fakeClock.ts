/** A clock that the test turns on, with the timers of several windows. */
export interface FakeClock {
  now(): number;
  /** The timers of one window. */
  window(): FakeWindow;
  /** Lets time go by, millisecond by millisecond where something is due, with all that follows from it. */
  pass(ms: number): Promise<void>;
}

export interface FakeWindow {
  later(callback: () => void, ms: number): () => void;
  /** As if the process had been killed: none of its timers comes any more. */
  kill(): void;
  /** As if the process had been stopped for some ms: its timers come so much later. */
  suspend(ms: number): void;
}

interface Timer {
  due: number;
  readonly callback: () => void;
}

export function createFakeClock(start = 1_000_000): FakeClock {
  let time = start;
  const timers = new Set<Timer>();
  /** What comes of promises meanwhile, the store's included. */
  const settle = async () => {
    for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    now: () => time,
    window() {
      const own = new Set<Timer>();
      let killed = false;
      return {
        later(callback, ms) {
          const timer = { due: time + ms, callback };
          if (!killed) timers.add(timer);
          own.add(timer);
          return () => void timers.delete(timer);
        },
        kill() {
          killed = true;
          own.forEach((timer) => timers.delete(timer));
        },
        suspend: (ms) => own.forEach((timer) => (timer.due += ms)),
      };
    },
    async pass(ms) {
      const end = time + ms;
      await settle();
      for (;;) {
        const next = [...timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next) break;
        time = Math.max(time, next.due);
        timers.delete(next);
        next.callback();
        await settle();
      }
      time = end;
    },
  };
}
