/** Replies whose window went away while they streamed. They are kept as far as they came. */
import type { Conversation, LogRecord, Turn } from './model';

/**
 * ms without a record of a streaming reply after which its window writes one that says nothing but that it is there.
 * A model may think for minutes before its first word.
 */
export const heartbeatAfter = 3000;
/** ms without a record after which a window is taken to be gone: when its log is read, and while it is followed. */
export const longestSilence = { whenRead: 5000, whenFollowed: 10_000 } as const;

/** The record of a reply of which nothing has arrived since the one before. `i`: its last block. */
export function heartbeat(id: string, i: number, at: number): LogRecord {
  return { t: 'text', at, id, i };
}

/** The streaming replies that records are about, each with the time of its last one. */
export function signsOfLife(records: readonly LogRecord[]): ReadonlyMap<string, number> {
  const signs = new Map<string, number>();
  for (const record of records) {
    if (record.t === 'text') signs.set(record.id, record.at);
    else if (record.t === 'begin' && record.turn.state === 'streaming') signs.set(record.turn.id, record.at);
  }
  return signs;
}

export function interruptedTurn(turn: Turn): Turn {
  return { ...turn, state: 'failed', error: { kind: 'interrupted' } };
}

/** A turn as it was before it was taken to be interrupted; undefined for any other. */
export function resumedTurn(turn: Turn | undefined): Turn | undefined {
  if (turn?.error?.kind !== 'interrupted') return undefined;
  const { error: _, ...rest } = turn;
  return { ...rest, state: 'streaming' };
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
