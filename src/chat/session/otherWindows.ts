/** What other windows write to the conversation, and the replies that stream in them. */
import { interruptedTurn } from '../../conversation/interrupted';
import { branchOf, type LogRecord, type Turn } from '../../conversation/model';
import type { SessionCore } from './core';
import { turnsAtOnce } from './views';

export interface OtherWindows {
  /** Takes in records that are written already, and shows what they change. */
  merge(records: readonly LogRecord[]): void;
  /** Waits for the replies that stream elsewhere. */
  watch(): void;
}

/** ms without a word of a reply in another window after which it is taken to have ended with that window. */
const longestSilence = 10_000;

export function createOtherWindows(core: SessionCore, busy: () => boolean): OtherWindows {
  const { deps, journal, live, views, emit } = core;
  let cancelWaiting: (() => void) | undefined;

  const branch = () => branchOf(journal.conversation());

  function merge(records: readonly LogRecord[]): void {
    const before = branch();
    journal.merge(records, busy());
    showMerged(before, records);
    emit({ type: 'busy' });
    watch();
  }

  function showMerged(before: readonly Turn[], records: readonly LogRecord[]): void {
    const known = new Map(before.map((turn) => [turn.id, turn]));
    const after = branch();
    if (after.filter(({ id }) => !known.has(id)).length > turnsAtOnce) return views.showAll();
    const begun = new Set(records.flatMap((one) => (one.t === 'begin' ? one.turn.parent : [])));
    for (const turn of after) {
      const changed = known.get(turn.id) !== turn;
      // A turn beside it counts the branches anew.
      if (!live.isLive(turn.id) && (changed || begun.has(turn.parent))) views.show(turn);
    }
  }

  const streamingElsewhere = () => branch().filter(({ id, state }) => state === 'streaming' && !live.isLive(id));

  /** A reply that streams in another window ends there, or that window was closed: then it has been interrupted. */
  function watch(): void {
    cancelWaiting?.();
    cancelWaiting = streamingElsewhere().length === 0 ? undefined : deps.later(giveUp, longestSilence);
  }

  function giveUp(): void {
    for (const turn of streamingElsewhere()) {
      const ended = interruptedTurn(turn);
      journal.conclude(ended);
      views.show(ended);
    }
  }

  return { merge, watch };
}
