/** What other windows write to the conversation, and the replies that stream in them. */
import { interruptedTurn, longestSilence, resumedTurn, signsOfLife } from '../../conversation/interrupted';
import { branchOf, type LogRecord, type Turn } from '../../conversation/model';
import type { SessionCore } from './core';
import { turnsAtOnce } from './views';

export interface OtherWindows {
  /** Takes in records that are written already, and shows what they change. */
  merge(records: readonly LogRecord[]): void;
}

export function createOtherWindows(core: SessionCore, busy: () => boolean): OtherWindows {
  const { deps, journal, live, views, emit } = core;
  /** Of replies that stream elsewhere: ends the waiting for their next record. */
  const waiting = new Map<string, () => void>();
  const begun = journal.conversation().clock;
  /** Of such replies: the time of their last record. */
  const heard = new Map<string, number>();

  const branch = () => branchOf(journal.conversation());

  function merge(records: readonly LogRecord[]): void {
    const before = branch();
    const signs = signsOfLife(records);
    for (const [id, at] of signs) resume(id, at);
    journal.merge(records, busy());
    showMerged(before, records);
    emit({ type: 'busy' });
    for (const id of waiting.keys()) if (!streamsElsewhere(id)) stopWaiting(id);
    for (const id of signs.keys()) if (streamsElsewhere(id)) waitFor(id);
  }

  function showMerged(before: readonly Turn[], records: readonly LogRecord[]): void {
    const known = new Map(before.map((turn) => [turn.id, turn]));
    const after = branch();
    if (after.filter(({ id }) => !known.has(id)).length > turnsAtOnce) return views.showAll();
    const parents = new Set(records.flatMap((one) => (one.t === 'begin' ? one.turn.parent : [])));
    for (const turn of after) {
      const changed = known.get(turn.id) !== turn;
      // A turn beside it counts the branches anew.
      if (!live.isLive(turn.id) && (changed || parents.has(turn.parent))) views.show(turn);
    }
  }

  const streamsElsewhere = (id: string) => journal.turn(id)?.state === 'streaming' && !live.isLive(id);

  /** A reply that streams in another window ends there, or that window was closed: then it has been interrupted. */
  function waitFor(id: string): void {
    stopWaiting(id);
    waiting.set(
      id,
      deps.later(() => giveUp(id), longestSilence.whenFollowed),
    );
  }

  function stopWaiting(id: string): void {
    waiting.get(id)?.();
    waiting.delete(id);
  }

  function giveUp(id: string): void {
    stopWaiting(id);
    const turn = journal.turn(id);
    if (!turn || !streamsElsewhere(id)) return;
    const ended = interruptedTurn(turn);
    journal.conclude(ended);
    if (branch().includes(ended)) views.show(ended);
  }

  /** A window that is heard of again was not gone: its computer slept, or it runs a version without heartbeats. */
  function resume(id: string, at: number): void {
    const isNews = at > (heard.get(id) ?? begun);
    if (isNews) heard.set(id, at);
    const turn = resumedTurn(journal.turn(id));
    if (isNews && turn) journal.conclude(turn);
  }

  for (const id of journal.conversation().turns.keys()) if (streamsElsewhere(id)) waitFor(id);

  return { merge };
}
