/** What views are told of a conversation: single turns as they change, and screens of them. */
import type { Guard } from '../../util/guard';
import { branchOf, type Turn } from '../../conversation/model';
import type { TurnView } from '../../protocol';
import type { Journal } from './journal';
import type { LiveReply } from './liveReply';
import { screensAfter, screensBefore } from './screens';
import type { Streamed } from './streamed';
import { bareView, draftView, turnView } from './turnView';
import type { Session, SessionDeps, SessionEvent } from './types';

/** Turns in one message at most. */
export const turnsAtOnce = 30;

export interface ViewsDeps {
  readonly deps: SessionDeps;
  readonly guard: Guard;
  readonly journal: Journal;
  readonly live: LiveReply;
  emit(event: SessionEvent): void;
}

export interface Views extends Pick<Session, 'snapshot' | 'earlier' | 'later' | 'costs' | 'turns'> {
  show(turn: Turn): void;
  /** Of a turn that is over, shows what has not been told while it streamed. Throws where the turn cannot be shown. */
  showEnd(turn: Turn, streamed: Streamed): void;
  /** Shows the turns that are on the branch now and were not before, and takes the others away. */
  showMove(before: readonly Turn[]): void;
  /** Shows the conversation from scratch. */
  showAll(): void;
}

export function createViews({ deps, guard, journal, live, emit }: ViewsDeps): Views {
  const { wording, costs } = deps;

  const wholeView = (turn: Turn): TurnView =>
    turnView(journal.conversation(), turn, wording, live.upToDate(turn).content, costs().prices);

  /** One turn that cannot be shown as it is does not hide the others. */
  const view = (turn: Turn): TurnView =>
    guard(`turn ${turn.id} cannot be shown`, () => wholeView(turn)) ?? bareView(live.upToDate(turn), guard, wording);

  /** The turns that are shown. */
  function shownBranch(): Turn[] {
    const branch = branchOf(journal.conversation());
    const summary = journal.turn(live.summary());
    return summary ? [...branch, summary] : branch;
  }

  function show(turn: Turn): void {
    emit({ type: 'turn', turn: view(turn) });
  }

  function snapshot(limit: number, around?: string, lines?: number): ReturnType<Session['snapshot']> {
    const { id, title, draft } = journal.conversation();
    const branch = shownBranch();
    const at = branch.findIndex((turn) => turn.id === around);
    const end = at < 0 ? branch.length : screensAfter(branch, at, limit, lines);
    const from = screensBefore(branch, at < 0 ? end : at, limit, lines);
    return {
      type: 'conversation',
      id,
      title,
      turns: branch.slice(from, end).map(view),
      earlier: from,
      later: branch.length - end,
      draft: draftView(draft),
    };
  }

  return {
    show,
    showEnd(turn, streamed) {
      const shown = wholeView(turn);
      const others = streamed.unlike(shown.blocks);
      if (others === undefined) return emit({ type: 'turn', turn: shown });
      // What streamed is not told again; a block that turned out otherwise is.
      for (const index of others) emit({ type: 'block', index, block: shown.blocks[index]! });
      emit({ type: 'turn', turn: shown, streamed: true });
    },
    showMove(before) {
      const after = branchOf(journal.conversation());
      const [was, is] = [new Set(before), new Set(after)];
      const gone = before.filter((turn) => !is.has(turn));
      const come = after.filter((turn) => !was.has(turn));
      if (come.length > turnsAtOnce) return emit(snapshot(turnsAtOnce));
      if (gone.length > 0) emit({ type: 'removed', ids: gone.map((turn) => turn.id) });
      come.forEach(show);
    },
    showAll: () => emit(snapshot(turnsAtOnce)),
    snapshot,
    turns: () => shownBranch().map(live.upToDate),
    costs: () => ({
      type: 'costs',
      costs: Object.fromEntries(shownBranch().map((turn) => [turn.id, view(turn).cost])),
    }),
    earlier(first, count) {
      const branch = shownBranch();
      const shown = branch.findIndex(({ id }) => id === first);
      const end = Math.max(0, shown);
      const from = screensBefore(branch, end, count);
      return { type: 'earlier', turns: branch.slice(from, end).map(view), earlier: from };
    },
    later(last, count) {
      const branch = shownBranch();
      const from = branch.findIndex(({ id }) => id === last) + 1 || branch.length;
      const end = screensAfter(branch, from, count);
      return { type: 'later', turns: branch.slice(from, end).map(view), later: branch.length - end };
    },
  };
}
