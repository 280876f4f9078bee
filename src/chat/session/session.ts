/**
 * One conversation: what is said, what is streaming, and who listens. Every change is a log record, applied and
 * written; a view is told of it. No vscode in here.
 */
import {
  applyRecord,
  inOrder,
  branchOf,
  leafBelow,
  siblingsOf,
  type Chip,
  type Conversation,
  type LogRecord,
  type StoredDraft,
  firstLogVersion,
  type Turn,
} from '../../conversation/model';
import type { OptionOverrides } from '../../conversation/options';
import { chipsOf, contentOf, keptChips } from '../../conversation/request';
import { interruptedTurn } from '../../conversation/interrupted';
import { snapshotRecords } from '../../conversation/snapshotRecords';
import type { Draft, TurnView } from '../../protocol';
import { isPaused } from './replyTurn';
import { screensAfter, screensBefore } from './screens';
import type { Streamed } from './streamed';
import { streamTurn, type Ahead, type Stage } from './streamTurn';
import { copiesOf, withoutSummary, type SummaryEnd } from './summary';
import type { Listener, Session, SessionDeps, SessionEvent } from './types';
import { chipView, turnView } from './turnView';

/** How often a reply that the server pauses goes on by itself. One that never ends would cost without end. */
const mostPauses = 20;
/** ms without a word of a reply in another window after which it is taken to have ended with that window. */
const longestSilence = 10_000;
/** Turns in one message at most. */
export const turnsAtOnce = 30;

export function createSession(start: Conversation, deps: SessionDeps): Session {
  const { store, wording, now, newId } = deps;
  const listeners = new Set<Listener>();
  let conversation = start;
  /** Whether this window's log has its first record. */
  let opened = false;
  /** Whether what came before is to be written again. */
  let isLost = false;
  let cancelWaiting: (() => void) | undefined;
  let running: AbortController | undefined;
  const ahead: Ahead = {};
  const stage: Stage = { deps, ahead, conversation: () => conversation, record, emit, show, showEnd };

  function emit(event: SessionEvent): void {
    for (const listener of listeners) listener(event);
  }

  function record(...changes: LogRecord[]): Promise<void> {
    const { id, clock, workspace = deps.workspace } = conversation;
    const first: LogRecord[] = opened && !isLost ? [] : [{ t: 'open', v: firstLogVersion, id, at: now(), workspace }];
    const again = isLost ? snapshotRecords(conversation, now()) : [];
    const records = inOrder([...first, ...again, ...changes], clock);
    for (const one of records) conversation = applyRecord(conversation, one);
    // What a newer version has written may mean what this one does not know.
    if (conversation.newer) return Promise.resolve();
    opened = true;
    isLost = false;
    return store.append(id, records);
  }

  function mergeRecords(records: readonly LogRecord[]): void {
    const { leaf, draft } = conversation;
    const before = branchOf(conversation);
    const known = new Map(before.map((turn) => [turn.id, turn]));
    for (const one of records) conversation = applyRecord(conversation, one);
    // Who reads or asks here stays on the branch; that it grows is welcome. The draft is what is being typed here.
    const grows = leaf === null || branchOf(conversation).some(({ id }) => id === leaf);
    conversation = { ...conversation, draft, leaf: grows && !running ? conversation.leaf : leaf };
    const after = branchOf(conversation);
    const come = after.filter(({ id }) => !known.has(id));
    if (come.length > turnsAtOnce) emit(snapshot(turnsAtOnce));
    else {
      const begun = new Set(records.flatMap((one) => (one.t === 'begin' ? one.turn.parent : [])));
      for (const turn of after) {
        const changed = known.get(turn.id) !== turn;
        // A turn beside it counts the branches anew.
        if (turn.id !== ahead.turn && (changed || begun.has(turn.parent))) show(turn);
      }
    }
    emit({ type: 'busy' });
    waitForOthers();
  }

  /** A reply that streams in another window ends there, or that window was closed: then it has been interrupted. */
  function waitForOthers(): void {
    cancelWaiting?.();
    const others = () => branchOf(conversation).filter((turn) => turn.state === 'streaming' && turn.id !== ahead.turn);
    cancelWaiting = others().length === 0 ? undefined : deps.later(giveUp, longestSilence);
    function giveUp(): void {
      for (const turn of others()) {
        const ended = interruptedTurn(turn);
        (conversation.turns as Map<string, Turn>).set(turn.id, ended);
        show(ended);
      }
    }
  }

  const turnOf = (id: string): Turn | undefined => conversation.turns.get(id);
  /** A turn as far as it has come. */
  const upToDate = (turn: Turn): Turn =>
    turn.id === ahead.turn && ahead.content ? { ...turn, content: ahead.content } : turn;
  const view = (turn: Turn): TurnView =>
    turnView(conversation, turn, wording, upToDate(turn).content, deps.costs().prices);

  function show(turn: Turn): void {
    emit({ type: 'turn', turn: view(turn) });
  }

  /** The turns that are shown. */
  function shownBranch(): Turn[] {
    const branch = branchOf(conversation);
    const written = conversation.turns.get(ahead.summary ?? '');
    return written ? [...branch, written] : branch;
  }

  /** What streamed is not told again; a block that turned out otherwise is. */
  function showEnd(turn: Turn, streamed: Streamed): void {
    const shown = view(turn);
    const others = streamed.unlike(shown.blocks);
    if (others === undefined) return show(turn);
    for (const index of others) emit({ type: 'block', index, block: shown.blocks[index]! });
    emit({ type: 'turn', turn: shown, streamed: true });
  }

  /** Goes to another leaf: what is not on its branch leaves the views, what is new comes in. */
  function moveTo(leaf: string | null): void {
    const before = branchOf(conversation);
    void record({ t: 'leaf', at: now(), id: leaf });
    const after = branchOf(conversation);
    const [was, is] = [new Set(before), new Set(after)];
    const gone = before.filter((turn) => !is.has(turn));
    const come = after.filter((turn) => !was.has(turn));
    if (come.length > turnsAtOnce) return emit(snapshot(turnsAtOnce));
    if (gone.length > 0) emit({ type: 'removed', ids: gone.map((turn) => turn.id) });
    come.forEach(show);
  }

  function snapshot(limit: number, around?: string, lines?: number): ReturnType<Session['snapshot']> {
    const branch = shownBranch();
    const at = branch.findIndex(({ id }) => id === around);
    const end = at < 0 ? branch.length : screensAfter(branch, at, limit, lines);
    const from = screensBefore(branch, at < 0 ? end : at, limit, lines);
    return {
      type: 'conversation',
      id: conversation.id,
      title: conversation.title,
      turns: branch.slice(from, end).map(view),
      earlier: from,
      later: branch.length - end,
      draft: draftView(conversation.draft),
    };
  }

  async function ask(text: string, chips: readonly Chip[], parent: string | null): Promise<void> {
    if (running) return;
    if (conversation.leaf !== parent) moveTo(parent);
    const turn: Turn = {
      id: newId(),
      parent,
      role: 'user',
      at: now(),
      state: 'done',
      content: contentOf(text, chips),
      text,
      chips: keptChips(chips),
    };
    void record({ t: 'begin', at: now(), turn });
    show(turn);
    await reply(turn.id);
  }

  /** Replies to the turn `parent`. A server that pauses is sent back what it said, and goes on in a turn after it. */
  async function reply(parent: string, over: OptionOverrides = {}): Promise<void> {
    if (running) return;
    const stop = new AbortController();
    running = stop;
    if (conversation.leaf !== parent) moveTo(parent);
    emit({ type: 'busy' });
    try {
      let turn = await streamTurn(stage, parent, over, stop.signal);
      for (let pauses = 0; isPaused(turn) && pauses < mostPauses && !stop.signal.aborted; pauses += 1) {
        turn = await streamTurn(stage, turn.id, over, stop.signal);
      }
    } finally {
      // Whatever became of it, the next question can be asked.
      running = undefined;
      emit({ type: 'busy' });
    }
  }

  async function summarise(of: string, limit?: number): Promise<SummaryEnd> {
    if (running) return { kind: 'stopped' };
    const stop = new AbortController();
    running = stop;
    emit({ type: 'busy' });
    let end = await writeSummary(of, limit, stop.signal);
    // What was estimated to fit did not: once more, with less of it.
    if (end.kind === 'tooLong') end = await writeSummary(of, end.limit, stop.signal);
    running = undefined;
    emit({ type: 'busy' });
    return end;
  }

  async function writeSummary(of: string, limit: number | undefined, signal: AbortSignal): Promise<SummaryEnd> {
    const { leaf } = conversation;
    const about = { of };
    // The question counts as failed until its summary is there: whatever comes between leaves no trace but its cost.
    const question: Turn = {
      ...{ id: newId(), parent: null, role: 'user', at: now(), state: 'failed', summary: about },
      ...{ content: contentOf(wording.summaryPrompt, []), text: wording.summaryPrompt },
    };
    void record({ t: 'begin', at: now(), turn: question }, { t: 'leaf', at: now(), id: leaf });
    const turn = await streamTurn(stage, question.id, {}, signal, { about, limit, leaf });
    ahead.summary = undefined;
    const wrong = withoutSummary(turn, wording, limit ?? turn.summary?.room);
    if (wrong) {
      emit({ type: 'removed', ids: [turn.id] });
      return wrong;
    }
    const copies = copiesOf(branchOf(conversation, of), turn, deps);
    void record(
      { t: 'done', at: now(), turn: { ...question, state: 'done' } },
      ...copies.flatMap((one): LogRecord[] => [
        { t: 'begin', at: now(), turn: one },
        { t: 'done', at: now(), turn: one },
      ]),
      { t: 'leaf', at: now(), id: copies.at(-1)?.id ?? turn.id },
    );
    emit(snapshot(turnsAtOnce));
    return { kind: 'done' };
  }

  waitForOthers();

  return {
    id: start.id,
    conversation: () => conversation,
    busy: () => running !== undefined,
    turns: () => shownBranch().map(upToDate),
    retryAt: () => ahead.retryAt,
    send: (text, chips = []) => ask(text, chips, conversation.leaf),
    stop: () => running?.abort(),
    async retry(id, model) {
      const turn = turnOf(id);
      if (turn?.summary && turnOf(turn.summary.of)) return void (await summarise(turn.summary.of));
      const asked = turn?.role === 'user' ? turn.id : turn?.parent;
      if (asked) await reply(asked, model === undefined ? {} : { model });
    },
    async edit(id, text) {
      const turn = turnOf(id);
      if (turn?.role === 'user') await ask(text, chipsOf(turn), turn.parent);
    },
    async continueAfter(id) {
      const turn = turnOf(id ?? '') ?? turnOf(conversation.leaf ?? '');
      // What a server paused it takes up again by itself; anything else it has to be asked for.
      if (turn && isPaused(turn)) await reply(turn.id);
      else await ask(wording.continuePrompt, [], turn?.id ?? null);
    },
    addExchange(question, answer) {
      const at = now();
      const asked: Turn = {
        id: newId(),
        parent: conversation.leaf,
        role: 'user',
        at,
        state: 'done',
        content: contentOf(question, []),
        text: question,
      };
      const content = [{ type: 'text', text: answer }];
      const answered: Turn = { id: newId(), parent: asked.id, role: 'assistant', at, state: 'done', content };
      void record(
        { t: 'begin', at, turn: asked },
        { t: 'begin', at, turn: answered },
        { t: 'done', at, turn: answered },
      );
      show(asked);
      show(answered);
    },
    switchSibling(id, by) {
      const turn = turnOf(id);
      if (!turn || running) return;
      const siblings = siblingsOf(conversation, turn);
      const other = siblings[siblings.indexOf(turn) + by];
      if (other) moveTo(leafBelow(conversation, other.id));
    },
    summarise,
    showOriginal(id) {
      const { summary: about } = turnOf(id) ?? {};
      if (about && !running && turnOf(about.of)) moveTo(leafBelow(conversation, about.of));
    },
    costs: () => ({
      type: 'costs',
      costs: Object.fromEntries(shownBranch().map((turn) => [turn.id, view(turn).cost])),
    }),
    setDraft(draft) {
      const sameChips = draft.chips === conversation.draft.chips;
      if (draft.text === conversation.draft.text && sameChips) return;
      void record(sameChips ? { t: 'words', at: now(), text: draft.text } : { t: 'draft', at: now(), draft });
      emit({ type: 'draft', draft: draftView(draft) });
    },
    change(change) {
      void record({ ...change, at: now() });
      emit({ type: 'busy' });
    },
    mergeRecords,
    lost: () => void (isLost = true),
    async saveAgain() {
      isLost = true;
      await record();
    },
    snapshot,
    earlier(first, count) {
      const branch = shownBranch();
      const end = Math.max(
        0,
        branch.findIndex(({ id }) => id === first),
      );
      const from = screensBefore(branch, end, count);
      return { type: 'earlier', turns: branch.slice(from, end).map(view), earlier: from };
    },
    later(last, count) {
      const branch = shownBranch();
      const from = branch.findIndex(({ id }) => id === last) + 1 || branch.length;
      const end = screensAfter(branch, from, count);
      return { type: 'later', turns: branch.slice(from, end).map(view), later: branch.length - end };
    },
    listen(listener) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
}

export function draftView({ text, chips }: StoredDraft): Draft {
  return { text, chips: chips.map(chipView) };
}
