/** Questions and their replies. */
import type { Chip, Turn } from '../../conversation/model';
import type { OptionOverrides } from '../../conversation/options';
import { chipsOf, contentOf, keptChips } from '../../conversation/request';
import type { Branches } from './branches';
import type { SessionCore } from './core';
import type { Exclusive } from './exclusive';
import { isPaused } from './replyTurn';
import { streamTurn } from './streamTurn';
import type { Session } from './types';

export interface Asking extends Pick<Session, 'edit' | 'continueAfter' | 'addExchange'> {
  ask(text: string, chips: readonly Chip[], parent: string | null): Promise<void>;
  /** Replies to the turn `parent`. A server that pauses is sent back what it said, and goes on in a turn after it. */
  reply(parent: string, over?: OptionOverrides): Promise<void>;
}

/** How often a reply that the server pauses goes on by itself. One that never ends would cost without end. */
const mostPauses = 20;

export function createAsking(core: SessionCore, { moveTo }: Branches, running: Exclusive): Asking {
  const { deps, journal, views } = core;
  const leaf = () => journal.conversation().leaf;

  function question(text: string, parent: string | null): Turn {
    const content = contentOf(text, []);
    return { id: deps.newId(), parent, role: 'user', at: deps.now(), state: 'done', content, text };
  }

  async function ask(text: string, chips: readonly Chip[], parent: string | null): Promise<void> {
    if (running.busy()) return;
    if (leaf() !== parent) moveTo(parent);
    const turn = { ...question(text, parent), content: contentOf(text, chips), chips: keptChips(chips) };
    void journal.record({ t: 'begin', at: deps.now(), turn });
    views.show(turn);
    await reply(turn.id);
  }

  async function reply(parent: string, over: OptionOverrides = {}): Promise<void> {
    if (running.busy()) return;
    if (leaf() !== parent) moveTo(parent);
    await running.run(async (signal) => {
      let turn = await streamTurn(core, parent, over, signal);
      for (let pauses = 0; isPaused(turn) && pauses < mostPauses && !signal.aborted; pauses += 1) {
        turn = await streamTurn(core, turn.id, over, signal);
      }
    });
  }

  return {
    ask,
    reply,
    async edit(id, text) {
      const turn = journal.turn(id);
      if (turn?.role === 'user') await ask(text, chipsOf(turn), turn.parent);
    },
    async continueAfter(id) {
      const turn = journal.turn(id) ?? journal.turn(leaf());
      // What a server paused it takes up again by itself; anything else it has to be asked for.
      if (turn && isPaused(turn)) await reply(turn.id);
      else await ask(deps.wording.continuePrompt, [], turn?.id ?? null);
    },
    addExchange(text, answer) {
      const asked = question(text, leaf());
      const { at } = asked;
      const content = [{ type: 'text', text: answer }];
      const answered: Turn = { id: deps.newId(), parent: asked.id, role: 'assistant', at, state: 'done', content };
      void journal.record(
        { t: 'begin', at, turn: asked },
        { t: 'begin', at, turn: answered },
        { t: 'done', at, turn: answered },
      );
      views.show(asked);
      views.show(answered);
    },
  };
}
