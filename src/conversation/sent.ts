import type { MessagesRequest } from '../messages/types';
import { withBreakpoints } from './caching';
import { branchOf, type Conversation, type SentHead, type Turn } from './model';
import { messagesOf } from './request';
import type { SentRequest } from './requestCode';
import { summaryRequest } from './summary';

/**
 * What to keep of a request beside its reply. The system prompt and the tools are the same turn after turn: they are
 * kept once, so that a turn costs its own bytes.
 */
export function keepSent(conversation: Conversation, parent: string, head: SentHead): NonNullable<Turn['sent']> {
  const before = branchOf(conversation, parent).findLast(({ sent }) => sent !== undefined);
  const known = before && headOf(conversation, before);
  if (!before?.sent || JSON.stringify(known) !== JSON.stringify(head)) return head;
  return 'like' in before.sent ? before.sent : { like: before.id };
}

/** The request behind an assistant's turn, as it was sent; undefined where that is not known. */
export function sentRequest(conversation: Conversation, turn: Turn): Omit<SentRequest, 'keyVariable'> | undefined {
  const head = headOf(conversation, turn);
  const { model, endpoint } = turn;
  if (!head || model === undefined || endpoint === undefined) return undefined;
  const { url, headers, auth, fields, cached } = head;
  const branch = branchOf(conversation, turn.parent);
  const messages = turn.summary
    ? summaryRequest(conversation, turn.summary, branch, { model, endpoint }).messages
    : messagesOf(branch, { model, endpoint });
  const body = { ...fields, messages: fields['messages'] ?? messages } as unknown as MessagesRequest;
  return { url, headers, auth, body: cached ? withBreakpoints(body) : body };
}

function headOf(conversation: Conversation, { sent }: Turn): SentHead | undefined {
  if (!sent || !('like' in sent)) return sent;
  const other = conversation.turns.get(sent.like)?.sent;
  return other && !('like' in other) ? other : undefined;
}
