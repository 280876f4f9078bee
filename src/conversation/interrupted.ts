/** Replies whose window went away while they streamed. They are kept as far as they came. */
import type { Conversation, LogRecord, Turn } from './model';

export function interruptedTurn(turn: Turn): Turn {
  return { ...turn, state: 'failed', error: { kind: 'interrupted' } };
}

/** Ends all streaming replies of a conversation, except those of windows that are still writing. */
export function endInterrupted(conversation: Conversation, alive: ReadonlySet<string>): Conversation {
  const turns = conversation.turns as Map<string, Turn>;
  for (const turn of turns.values()) {
    if (turn.state === 'streaming' && !alive.has(turn.id)) turns.set(turn.id, interruptedTurn(turn));
  }
  return conversation;
}

/** The replies that a log begins. */
export function begunIn(records: readonly LogRecord[]): string[] {
  return records.flatMap((record) => (record.t === 'begin' && record.turn.state === 'streaming' ? record.turn.id : []));
}
