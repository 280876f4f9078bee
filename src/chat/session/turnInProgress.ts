/** A reply from its beginning to its end: what is told of it as it comes, and what is written down. */
import type { LogRecord, StoredError, Turn } from '../../conversation/model';
import type { Message, Notice, Update } from '../../messages/types';
import { createCheckpoint } from './checkpoint';
import type { SessionCore } from './core';
import { createReplyEvents } from './replyEvents';
import { createStreamed } from './streamed';
import type { SummaryJob } from './turnRequest';

export interface TurnInProgress {
  readonly id: string;
  /** Writes down that it begins; only the first call counts. */
  begin(changes?: Partial<Turn>): void;
  change(changes: Partial<Turn>): void;
  onUpdate(update: Update, message: Message): void;
  /**
   * Ends it. Throws where the end cannot be shown; then `fail` ends it.
   *
   * @param problems what the person should know beside the notices of the reply itself
   */
  end(end: Partial<Turn>, problems: readonly Notice[]): Turn;
  /** Ends it with an error of Aside's own. What arrived stays. */
  fail(error: StoredError): Turn;
}

/** Begins a turn: it is shown at once, and written down when it is known whom the reply is from. */
export function startTurn(core: SessionCore, parent: string, job?: SummaryJob): TurnInProgress {
  const { deps, guard, journal, live, views, emit } = core;
  const { now } = deps;
  let turn: Turn = { id: deps.newId(), parent, role: 'assistant', at: now(), state: 'streaming', content: [] };
  if (job) turn = { ...turn, summary: job.about };
  const { id } = turn;
  let begun = false;
  let thinking: { from: number; until: number } | undefined;
  const checkpoint = createCheckpoint(id, deps, (records) => void journal.record(...records));
  const streamed = createStreamed();
  const eventsOf = createReplyEvents();

  live.begin(turn);
  views.show(turn);

  return {
    id,
    begin(changes = {}) {
      if (begun) return;
      begun = true;
      turn = { ...turn, ...changes };
      const leaf: LogRecord[] = job ? [{ t: 'leaf', at: now(), id: job.leaf }] : [];
      void journal.record({ t: 'begin', at: now(), turn }, ...leaf);
      checkpoint.begin();
      views.show(turn);
    },
    change: (changes) => void (turn = { ...turn, ...changes }),
    onUpdate(update, message) {
      live.update(message.content);
      checkpoint.update(update);
      if (update.type === 'thinking') thinking = { from: thinking?.from ?? now(), until: now() };
      for (const event of eventsOf(update)) {
        streamed.add(event);
        emit(event);
      }
    },
    end(end, problems) {
      guard('a checkpoint', checkpoint.dispose);
      const notices = [...(end.notices ?? []), ...problems];
      turn = {
        ...turn,
        ...end,
        notices: notices.length > 0 ? notices : undefined,
        thinkingSeconds: thinking && Math.max(1, Math.round((thinking.until - thinking.from) / 1000)),
      };
      // What was said when it began is not said again.
      const { sent, ...rest } = turn;
      void journal.record({ t: 'done', at: now(), turn: sent === journal.turn(id)?.sent ? rest : turn });
      views.showEnd(turn, streamed);
      return turn;
    },
    fail(error) {
      guard('a checkpoint', checkpoint.dispose);
      const { content } = turn.state === 'streaming' ? live.upToDate(turn) : turn;
      turn = { ...turn, content, state: 'failed', error };
      void journal.record({ t: 'done', at: now(), turn });
      views.show(turn);
      return turn;
    },
  };
}
