/**
 * One conversation: what is said, what is streaming, and who listens. Every change is a log record, applied and
 * written; a view is told of it. No vscode in here.
 */
import { createGuard } from '../../util/guard';
import type { Conversation } from '../../conversation/model';
import { createAsking } from './asking';
import { createBranches } from './branches';
import type { SessionCore } from './core';
import { createExclusive } from './exclusive';
import { createJournal } from './journal';
import { createListeners } from './listeners';
import { createLiveReply } from './liveReply';
import { createOtherWindows } from './otherWindows';
import { createSummarise } from './summarising';
import { draftView } from './turnView';
import type { Session, SessionDeps } from './types';
import { createViews } from './views';

export { draftView } from './turnView';
export { turnsAtOnce } from './views';

export function createSession(start: Conversation, deps: SessionDeps): Session {
  const guard = createGuard(deps.log);
  const { emit, listen } = createListeners(guard);
  const journal = createJournal(start, deps);
  const live = createLiveReply();
  const views = createViews({ deps, guard, journal, live, emit });
  const core: SessionCore = { deps, guard, journal, live, views, emit };
  const running = createExclusive(() => emit({ type: 'busy' }));
  const branches = createBranches(core, running.busy);
  const asking = createAsking(core, branches, running);
  const summarise = createSummarise(core, running);
  const others = createOtherWindows(core, running.busy);
  const { conversation, record } = journal;

  return {
    id: start.id,
    conversation,
    busy: running.busy,
    retryAt: live.retryAt,
    stop: running.stop,
    send: (text, chips = []) => asking.ask(text, chips, conversation().leaf),
    async retry(id, model) {
      const turn = journal.turn(id);
      if (turn?.summary && journal.turn(turn.summary.of)) return void (await summarise(turn.summary.of));
      const asked = turn?.role === 'user' ? turn.id : turn?.parent;
      if (asked) await asking.reply(asked, model === undefined ? {} : { model });
    },
    edit: asking.edit,
    continueAfter: asking.continueAfter,
    addExchange: asking.addExchange,
    summarise,
    switchSibling: branches.switchSibling,
    showOriginal: branches.showOriginal,
    setDraft(draft) {
      const before = conversation().draft;
      const sameChips = draft.chips === before.chips;
      if (draft.text === before.text && sameChips) return;
      const at = deps.now();
      void record(sameChips ? { t: 'words', at, text: draft.text } : { t: 'draft', at, draft });
      emit({ type: 'draft', draft: draftView(draft) });
    },
    change(change) {
      void record({ ...change, at: deps.now() });
      emit({ type: 'busy' });
    },
    mergeRecords: others.merge,
    lost: journal.lost,
    saveAgain: journal.saveAgain,
    turns: views.turns,
    costs: views.costs,
    snapshot: views.snapshot,
    earlier: views.earlier,
    later: views.later,
    listen,
  };
}
