import { branchOf, firstLine, inOrder, firstLogVersion, type Conversation, type LogRecord } from './model';
import { chipsOf } from './request';

/**
 * The records of a conversation that goes on from a turn of another one: everything up to a reply, or everything before
 * a question, which is then in the composer with what went along. Undefined for a turn that there is not, or that still
 * streams. The original stays as it is.
 *
 * Turns keep their ids, by which they name each other. What they cost was paid in the original.
 *
 * @param title marks the title of the original
 */
export function forkRecords(
  conversation: Conversation,
  turnId: string,
  { id, at, title }: { readonly id: string; readonly at: number; title(original: string): string },
): LogRecord[] | undefined {
  const turn = conversation.turns.get(turnId);
  if (!turn || turn.state === 'streaming') return undefined;
  const isQuestion = turn.role === 'user';
  const leaf = isQuestion ? turn.parent : turn.id;
  const first = branchOf(conversation, turn.id)[0];
  const { workspace, places, options, instructions } = conversation;
  return inOrder([
    { t: 'open', v: firstLogVersion, id, at, workspace, places },
    ...branchOf(conversation, leaf).flatMap((one): LogRecord[] => {
      const copy = { ...one, copyOf: one.id };
      return [
        { t: 'begin', at, turn: copy },
        { t: 'done', at, turn: copy },
      ];
    }),
    { t: 'title', at, title: title(conversation.title || firstLine(first?.text ?? '')) },
    { t: 'options', at, options },
    ...(instructions === undefined ? [] : [{ t: 'instructions', at, instructions } as const]),
    { t: 'leaf', at, id: leaf },
    ...(isQuestion ? [{ t: 'draft', at, draft: { text: turn.text ?? '', chips: chipsOf(turn) } } as const] : []),
  ]);
}
