/**
 * Work in small steps, with the page answering in between: what is large is shown over several tasks, the latest first,
 * so that the reader at the end of a conversation sees that at once.
 */

/** Does one step; true when none is left. */
export type Step = () => boolean;

/** What one task may take for steps, in ms. To lay out what they made takes about as long again. */
const budget = 64;

const waiting: Step[] = [];
/** When the steps of this task have to end; undefined before its first. */
let end: number | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Does as many steps as there is time for in this task, and the others in later ones. */
export function inSlices(step: Step): void {
  waiting.push(step);
  work();
}

function work(): void {
  end ??= performance.now() + budget;
  try {
    while (waiting.length > 0 && performance.now() < end) {
      if (waiting.at(-1)!()) waiting.pop();
    }
  } finally {
    timer ??= setTimeout(nextTask);
  }
}

function nextTask(): void {
  timer = undefined;
  end = undefined;
  if (waiting.length > 0) work();
}
