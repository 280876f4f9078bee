import { type Print } from './hostSuite';

/**
 * Gives tasks that run side by side a `print` each, and keeps their lines apart: the first unfinished one prints live,
 * the others when their turn comes.
 */
export class TurnTaking {
  readonly #turns: Array<{ waiting: string[]; done: boolean }> = [];

  turn(): { print: Print; done(): void } {
    const turn = { waiting: [] as string[], done: false };
    this.#turns.push(turn);
    return {
      print: (text) => {
        turn.waiting.push(text);
        this.#flush();
      },
      done: () => {
        turn.done = true;
        this.#flush();
      },
    };
  }

  #flush(): void {
    for (const turn of this.#turns) {
      for (const text of turn.waiting.splice(0)) console.log(text);
      if (!turn.done) return;
    }
  }
}
