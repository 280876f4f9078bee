import { type Frame, type Locator } from 'playwright-core';
import { named, until, type Workbench } from './workbench';

const patience = 20_000;
const shown = '[data-testid="composer"], [data-testid="empty-no-key"]';

export type TurnState = 'streaming' | 'done' | 'stopped' | 'failed';

/** Aside's panel, by the names that the view promises. */
export class Panel {
  constructor(private readonly workbench: Workbench) {}

  /** The view's frame. Ask anew after a reload or a move: each makes another. */
  frame(): Promise<Frame> {
    return this.workbench.frameWith(shown);
  }

  async find(testId: string): Promise<Locator> {
    return (await this.frame()).locator(`[data-testid="${testId}"]`);
  }

  async waitFor(testId: string, timeout = patience): Promise<Locator> {
    const found = (await this.find(testId)).first();
    await found.waitFor({ timeout });
    return found;
  }

  /** Enters the key from the empty state's button. */
  async enterKey(key: string): Promise<void> {
    await (await this.waitFor('set-key')).click();
    await this.workbench.answer(key);
    // The key is stored by then: a reload right after the input would lose it.
    await (await this.find('empty-no-key')).waitFor({ state: 'detached', timeout: patience });
  }

  /** Begins another conversation, unless this one is empty: nothing would tell then when the command is over. */
  async newChat(): Promise<void> {
    if ((await this.#lastTurn()) === undefined) return;
    await this.workbench.run('Aside: New Chat');
    await until('the conversation is empty', patience, async () => (await this.#lastTurn()) === undefined);
  }

  /** Begins another conversation, also where this one is empty but has a draft, which would stay. */
  async startOver(): Promise<void> {
    const composer = await this.waitFor('composer');
    const isWritten = (await composer.inputValue()) !== '' || (await (await this.find('chip-drop')).count()) > 0;
    if (isWritten && (await this.#lastTurn()) === undefined) {
      await this.ask('Hello');
      await this.reply();
    }
    await this.newChat();
  }

  /** Types a message and sends it with Enter; its reply is the last one from then on. */
  async ask(text: string): Promise<void> {
    const composer = await this.waitFor('composer');
    const before = await this.#lastTurn();
    await composer.click();
    await composer.fill(text);
    await composer.press('Enter');
    await until('the reply begins', patience, async () => {
      const last = await this.#lastTurn();
      return last !== undefined && last !== before;
    });
  }

  /** The id of the last reply. */
  async #lastTurn(): Promise<string | undefined> {
    return (await this.frame()).evaluate(
      () => [...document.querySelectorAll<HTMLElement>('[data-testid="turn-assistant"]')].at(-1)?.dataset['turn'],
    );
  }

  /** Until the last reply is in one of these states; gives its text. */
  async reply(states: readonly TurnState[] = ['done'], timeout = patience): Promise<string> {
    const frame = await this.frame();
    const waiting = frame.waitForFunction(
      (states) => {
        const turn = [...document.querySelectorAll<HTMLElement>('[data-testid="turn-assistant"]')].at(-1);
        const state = turn?.dataset['state'] ?? 'missing';
        // What is large is shown bit by bit.
        const isShown = state === 'failed' || !turn?.querySelector('aside-markdown[aria-busy]');
        const isOver = state === 'failed' || (states as readonly string[]).includes(state);
        return turn && isShown && isOver && { state, text: turn.innerText };
      },
      states,
      { timeout, polling: 40 },
    );
    const found = await named(`the reply is ${states.join(' or ')}`, timeout, waiting);
    const { state, text } = (await found.jsonValue()) as { state: TurnState; text: string };
    if (!states.includes(state)) throw new Error(`The reply failed: ${text}`);
    return text;
  }

  /** Whether the workspace's instructions are there to be taken, and do not go along. */
  async onlyOffersInstructions(): Promise<boolean> {
    return /offered/.test((await (await this.waitFor('instructions')).getAttribute('class')) ?? '');
  }

  async turns(who: 'user' | 'assistant'): Promise<string[]> {
    return (await this.find(`turn-${who}`)).allInnerTexts();
  }

  /** What the view shows. */
  async text(): Promise<string> {
    return (await this.frame()).evaluate(() => document.body.innerText);
  }

  /** Everything that the view holds, hidden parts and values of fields included. */
  async html(): Promise<string> {
    return (await this.frame()).evaluate(() => {
      const values = [...document.querySelectorAll('textarea, input')].map(
        (field) => (field as HTMLInputElement).value,
      );
      return [document.documentElement.outerHTML, ...values, JSON.stringify({ ...sessionStorage })].join('\n');
    });
  }
}
