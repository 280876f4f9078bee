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
  type SentHead,
  type StoredDraft,
  type StoredError,
  logVersion,
  type Turn,
} from '../conversation/model';
import type { Instructions } from '../conversation/instructions';
import type { CostSettings } from '../conversation/cost';
import type { OptionOverrides, RequestOptions } from '../conversation/options';
import { chipsOf, contentOf, keptChips } from '../conversation/request';
import { interruptedTurn, type Store } from '../conversation/store';
import { wholeRecords } from '../conversation/whole';
import type { MessagesClient } from '../messages/client';
import type { Recorder } from '../messages/recorder';
import type { Target } from '../messages/modelRules';
import type { ModelInfo } from '../messages/types';
import type { Draft, HostMessage, TurnView } from '../protocol';
import { isPaused } from './replyTurn';
import { screensAfter, screensBefore } from './screens';
import type { Streamed } from './streamed';
import { streamTurn, type Ahead, type Stage } from './streamTurn';
import { copiesOf, withoutSummary, type SummaryEnd } from './summary';
import { chipView, turnView, type Wording } from './turnView';

/** Where the next request goes. */
export interface Connection {
  readonly client: MessagesClient;
  readonly endpoint: string;
  readonly target: Target;
  /** The endpoint's model for what is small, where it lists one. */
  readonly cheapest?: ModelInfo | undefined;
  readonly options: RequestOptions;
  /** Sentences about settings that are not sent. */
  readonly problems: readonly string[];
  /** Where requests go and with which headers, without the key; undefined where that cannot be told. */
  readonly address: Pick<SentHead, 'url' | 'headers' | 'auth'> | undefined;
  /** Whether to mark what the server may cache. */
  readonly caching: boolean;
  /** The server took the marks for a mistake: no more of them. */
  cachingRefused(): void;
}

export interface SessionDeps {
  readonly store: Store;
  readonly wording: Wording;
  costs(): CostSettings;
  /** What a model reads at once, in tokens, as far as that is known by now. */
  windowOf(model: string): number | undefined;
  /** @param options what the conversation sets over the settings */
  connect(options: OptionOverrides): Promise<Connection>;
  storedError(error: unknown): StoredError | undefined;
  /** Records the requests of a reply and what comes back, under the id of its turn. */
  record?(turn: string): Recorder;
  /** The name of the workspace that is open. */
  readonly workspace?: string | undefined;
  /** The workspace's instructions; undefined where nobody wants them. */
  readonly instructions?: (() => Promise<Instructions | undefined>) | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  later(callback: () => void, ms: number): () => void;
  newId(): string;
}

/** What can be changed of a conversation beside what is said in it. */
export type Change =
  /** `auto`: as long as nobody has chosen one. */
  | { readonly t: 'title'; readonly title: string; readonly auto?: true }
  | { readonly t: 'options'; readonly options: OptionOverrides }
  | { readonly t: 'instructions'; readonly instructions: Instructions | null }
  | { readonly t: 'pin'; readonly pinned: boolean }
  | { readonly t: 'delete'; readonly deleted: boolean };

/** What listeners get: messages for views as they are, and text of the streaming reply still uncoalesced. */
export type SessionEvent = HostMessage | { readonly type: 'busy' };
export type Listener = (event: SessionEvent) => void;

export interface Session {
  readonly id: string;
  readonly conversation: () => Conversation;
  readonly busy: () => boolean;
  /** The turns of the active branch, the streaming one as far as it has come. */
  turns(): readonly Turn[];
  /** While the client waits before it tries again: until when, in ms since the epoch. */
  readonly retryAt: () => number | undefined;
  /** Resolves when the reply is over, whatever its end. */
  send(text: string, chips?: readonly Chip[]): Promise<void>;
  stop(): void;
  /**
   * A new reply to what the turn replied to (or to the turn itself, when it is the person's). Another model replies
   * this once only.
   */
  retry(turn: string, model?: string): Promise<void>;
  /** Asks again in other words: a new branch beside the turn. */
  edit(turn: string, text: string): Promise<void>;
  /** Gets the rest of a reply that stopped early: the turn `id`, or the last one. */
  goOn(id?: string): Promise<void>;
  /** Takes in an exchange that happened elsewhere, such as prose that came where code was wanted. */
  addExchange(question: string, answer: string): void;
  switchSibling(turn: string, by: -1 | 1): void;
  /**
   * Asks for a summary of the branch that ends with `of`, and goes on from it in a branch of its own, with the last
   * exchanges word for word. Whatever goes wrong leaves the conversation as it was.
   *
   * @param limit what the server said it reads at once, in tokens, where it did
   */
  summarise(of: string, limit?: number): Promise<SummaryEnd>;
  /** Goes back to the conversation that a summary is about. */
  showOriginal(turn: string): void;
  /** What the shown turns cost, where prices have changed. */
  costs(): Extract<HostMessage, { type: 'costs' }>;
  setDraft(draft: StoredDraft): void;
  /** Sets its options, renames, pins, deletes or brings it back. */
  change(change: Change): void;
  /** Takes in what other windows wrote to the conversation. */
  takeIn(records: readonly LogRecord[]): void;
  /** Its logs are not on the disk any more: with the next change all of it is written again. */
  lost(): void;
  /** The same at once. */
  saveAgain(): Promise<void>;
  /**
   * The message that shows the conversation from scratch: at most `limit` turns, around one or at the end, and not many
   * more lines than are wanted.
   */
  snapshot(limit: number, around?: string, lines?: number): Extract<HostMessage, { type: 'conversation' }>;
  /** At most `count` turns before `first`, the oldest that is shown. */
  earlier(first: string | undefined, count: number): Extract<HostMessage, { type: 'earlier' }>;
  /** At most `count` turns after `last`, the newest that is shown. */
  later(last: string | undefined, count: number): Extract<HostMessage, { type: 'later' }>;
  listen(listener: Listener): { dispose(): void };
}

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
    const first: LogRecord[] = opened && !isLost ? [] : [{ t: 'open', v: logVersion, id, at: now(), workspace }];
    const again = isLost ? wholeRecords(conversation, now()) : [];
    const records = inOrder([...first, ...again, ...changes], clock);
    for (const one of records) conversation = applyRecord(conversation, one);
    // What a newer version has written may mean what this one does not know.
    if (conversation.newer) return Promise.resolve();
    opened = true;
    isLost = false;
    return store.append(id, records);
  }

  function takeIn(records: readonly LogRecord[]): void {
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
      ...{ content: contentOf(wording.summarise, []), text: wording.summarise },
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
    async goOn(id) {
      const turn = turnOf(id ?? '') ?? turnOf(conversation.leaf ?? '');
      // What a server paused it takes up again by itself; anything else it has to be asked for.
      if (turn && isPaused(turn)) await reply(turn.id);
      else await ask(wording.goOn, [], turn?.id ?? null);
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
    takeIn,
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
