/** Joins the streamed text between two posts. */
export interface Coalescer {
  push(index: number, text: string): void;
  /** Posts what is waiting, now: before anything that must come after it. */
  flush(): void;
}

/**
 * At most one post a frame, with no wait when idle: the first text goes out at once, what follows within the frame
 * goes out together at its end. `schedule` calls back after about a frame.
 */
export function createCoalescer(
  post: (index: number, text: string) => void,
  schedule: (callback: () => void) => void,
): Coalescer {
  let waiting: string[] = [];
  let index = 0;
  let frame = false;

  function flush(): void {
    if (waiting.length === 0) return;
    const text = waiting.join('');
    waiting = [];
    post(index, text);
  }

  function frameOver(): void {
    frame = false;
    if (waiting.length > 0) {
      flush();
      startFrame();
    }
  }

  function startFrame(): void {
    frame = true;
    schedule(frameOver);
  }

  return {
    push(at, text) {
      if (at !== index) flush();
      index = at;
      waiting.push(text);
      if (!frame) {
        flush();
        startFrame();
      }
    },
    flush,
  };
}
