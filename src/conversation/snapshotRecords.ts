import type { Conversation, LogRecord } from './model';

/** Records that make all of a conversation, for a log that is to have everything. */
export function snapshotRecords(conversation: Conversation, at: number): LogRecord[] {
  const { title, pinned, deleted, options, instructions, turns, leaf, draft } = conversation;
  return [
    ...[...turns.values()].map((turn): LogRecord => {
      // What still streams is written on, checkpoint by checkpoint.
      const isOver = turn.role === 'assistant' && turn.state !== 'streaming';
      return { t: isOver ? 'done' : 'begin', at, turn };
    }),
    ...(title === '' ? [] : [{ t: 'title', at, title } as const]),
    ...(pinned ? [{ t: 'pin', at, pinned } as const] : []),
    ...(deleted ? [{ t: 'delete', at, deleted } as const] : []),
    { t: 'options', at, options },
    ...(instructions === undefined ? [] : [{ t: 'instructions', at, instructions } as const]),
    { t: 'leaf', at, id: leaf },
    { t: 'draft', at, draft },
  ];
}
