import { isHeaderName } from '../messages/headers';
import type { MessagesRequest } from '../messages/types';
import { isWebAddress } from '../messages/url';
import { withBreakpoints } from './caching';
import { branchOf, type Conversation, type SentHead, type Turn } from './model';
import { messagesOf } from './history';
import type { SentRequest } from './requestCode';
import { requestContextFor, headOf } from './segments';
import { messagesForSummary } from './summary';

/** Fields that are long, and the same turn after turn. */
const longFields = ['system', 'tools'];
/** Characters of JSON from which a field is kept once. */
const isLong = 200;

/**
 * What to keep of a request beside its reply. What was asked for before on the branch is kept once, and when something
 * else changes, the system prompt and the tools are: a turn costs its own bytes.
 */
export function keepSent(conversation: Conversation, parent: string, head: SentHead): NonNullable<Turn['sent']> {
  const known = branchOf(conversation, parent)
    .filter(({ sent }) => sent && !('like' in sent))
    .flatMap((turn) => {
      const before = headOf(conversation.turns, turn);
      return before ? [{ turn, head: before }] : [];
    })
    .reverse();
  const text = JSON.stringify(head);
  const equal = known.find((before) => textOf(before.head) === text);
  if (equal) return { like: equal.turn.id };
  const fields: Record<string, unknown> = { ...head.fields };
  const from: Record<string, string> = {};
  for (const name of longFields) {
    const value = JSON.stringify(fields[name]);
    if (value === undefined || value.length < isLong) continue;
    const before = known.find((one) => JSON.stringify(one.head.fields[name]) === value);
    if (!before) continue;
    // In its place, so that the fields keep their order.
    fields[name] = null;
    from[name] = (before.turn.sent as SentHead).from?.[name] ?? before.turn.id;
  }
  return Object.keys(from).length === 0 ? head : { ...head, fields, from };
}

/** The request behind an assistant's turn, as it was sent; undefined where that is not known. */
export function sentRequest(conversation: Conversation, turn: Turn): Omit<SentRequest, 'keyVariable'> | undefined {
  const head = headOf(conversation.turns, turn);
  const { model, endpoint } = turn;
  if (!head || model === undefined || endpoint === undefined) return undefined;
  const { url, auth, fields, cached } = head;
  // A file that was imported may say anything: a shell would take some of it for options.
  if (!isWebAddress(url)) return undefined;
  const headers = Object.fromEntries(
    Object.entries(head.headers)
      .filter(([, value]) => typeof value === 'string')
      .filter(([name]) => isHeaderName(name)),
  );
  const branch = branchOf(conversation, turn.parent);
  // A part of a conversation that was taken in alone: what came before it was sent, too.
  if (branch[0] && branch[0].parent !== null) return undefined;
  const now = requestContextFor({ model, endpoint }, fields, url);
  const messages = turn.summary
    ? messagesForSummary(conversation, turn.summary, branch, now).messages
    : messagesOf(branch, now);
  const body = { ...fields, messages: fields['messages'] ?? messages } as unknown as MessagesRequest;
  return { url, headers, auth, body: cached ? withBreakpoints(body) : body };
}

const texts = new WeakMap<SentHead, string>();

function textOf(head: SentHead): string {
  const text = texts.get(head) ?? JSON.stringify(head);
  texts.set(head, text);
  return text;
}
