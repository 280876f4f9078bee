import type { Target } from '../messages/modelRules';
import { estimateBlocks, estimateTokens } from '../messages/tokens';
import type { ContentBlock, MessageParam } from '../messages/types';
import { withinBreakpoints } from './caching';
import { branchOf, type Conversation, type SummaryOf, type Turn } from './model';
import type { RequestOptions } from './options';
import { joinedMessages, messagesOf } from './history';
import { branchRequest } from './request';
import { requestContextFor, type RequestContext } from './segments';
import { turnTokens } from './contextWindow';

/** What had to be left out of a conversation so that it can be summarised. */
export interface LeftOut {
  /** Images and documents. */
  readonly attachments: number;
  /** Long texts whose middle is missing. */
  readonly shortened: number;
  /** Messages that are missing. */
  readonly messages: number;
}

/** Texts are cut down to so many tokens each, in steps, until all of it fits. */
const caps = [8000, 4000, 2000, 1000, 500, 250];
/** What a word on what is missing comes to. */
const noteTokens = 12;
/** How many of the last messages stay when whole ones have to go. */
const lastMessages = 4;

/**
 * A branch as the messages of a request for its summary. Where it does not fit into `room` tokens, the bulkiest goes
 * first: attachments, then the middle of long texts, the oldest first, and in the end whole messages from the middle.
 * What is changed is sent as plain text, since thinking and tool calls are only accepted as they were.
 */
export function messagesToSummarise(
  branch: readonly Turn[],
  now: RequestContext,
  room?: number,
): { readonly messages: MessageParam[]; readonly leftOut?: LeftOut } {
  const whole = messagesOf(branch, now);
  if (room === undefined || sizeOf(whole) <= room) return { messages: whole };
  const messages = whole.map(({ role, content }) => ({ role, content: asText(content) }));
  const attachments = dropAttachments(messages, room);
  const shortened = new Set<ContentBlock>();
  for (const cap of caps) shorten(messages, cap, room, shortened);
  const dropped = dropMiddle(messages, room);
  const kept = messages.filter(({ content }) => content.length > 0);
  return {
    messages: kept,
    leftOut: { attachments, shortened: shortened.size, messages: dropped },
  };
}

/** A request for a summary, as `branchRequest` makes one that goes on. `question` is a branch of its own. */
export function summaryRequest(
  options: RequestOptions,
  target: Target,
  conversation: Conversation,
  about: SummaryOf,
  question: readonly Turn[],
  { endpoint, url }: { readonly endpoint: string; readonly url: string | undefined },
): ReturnType<typeof branchRequest> & { readonly leftOut: LeftOut | undefined } {
  const { body, messages: alone, droppedFields } = branchRequest(options, target, question, { endpoint, url });
  const now = requestContextFor({ model: target.model, endpoint }, body, url);
  const { messages, leftOut } = messagesForSummary(conversation, about, question, now);
  return {
    body: body.messages === alone ? withinBreakpoints({ ...body, messages }) : body,
    messages,
    droppedFields,
    leftOut,
  };
}

/** The messages that ask for a summary: what it is about, and the question. */
export function messagesForSummary(
  conversation: Conversation,
  { of, room }: SummaryOf,
  question: readonly Turn[],
  now: RequestContext,
): ReturnType<typeof messagesToSummarise> {
  const branch = branchOf(conversation, of);
  const { messages, leftOut } = messagesToSummarise(branch, now, room);
  if (!leftOut) return { messages: messagesOf([...branch, ...question], now) };
  return { messages: joinedMessages([...messages, ...messagesOf(question, now)]), leftOut };
}

/**
 * The end of a branch that goes on word for word beside its summary: at most two questions with their replies, in at
 * most `room` tokens. Nothing where the last question was not answered.
 */
export function lastExchanges(branch: readonly Turn[], room: number): readonly Turn[] {
  let kept: readonly Turn[] = [];
  let exchanges = 0;
  for (let at = branch.length - 1; at >= 0 && exchanges < 2; at -= 1) {
    const turn = branch[at]!;
    // A tool's results are no question.
    if (turn.role !== 'user' || turn.summary || turn.content.some(({ type }) => type === 'tool_result')) continue;
    const from = branch.slice(at);
    const size = from.reduce((sum, one) => sum + turnTokens(one), 0);
    if (!isAnswered(branch, at) || size > room) break;
    kept = from;
    exchanges += 1;
  }
  return kept;
}

function isAnswered(branch: readonly Turn[], at: number): boolean {
  const answer = branch[at + 1];
  return answer?.role === 'assistant' && answer.content.some(({ type, text }) => type === 'text' && text !== '');
}

type TextMessage = { readonly role: MessageParam['role']; content: ContentBlock[] };

function asText(content: MessageParam['content']): ContentBlock[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return content.flatMap((block): ContentBlock[] => {
    switch (block.type) {
      case 'text':
        return [{ type: 'text', text: String(block['text'] ?? '') }];
      case 'image':
      case 'document':
        return [block];
      case 'thinking':
      case 'redacted_thinking':
        return [];
      case 'tool_result': {
        const inner = block['content'];
        return Array.isArray(inner) ? asText(inner as ContentBlock[]) : inner ? [text(String(inner))] : [];
      }
      default:
        return [text(JSON.stringify(block))];
    }
  });
}

function text(said: string): ContentBlock {
  return { type: 'text', text: said };
}

/** Replaces images and documents by a word on them, the oldest first. Gives how many. */
function dropAttachments(messages: readonly TextMessage[], room: number): number {
  let size = sizeOf(messages);
  let dropped = 0;
  for (const message of messages) {
    message.content = message.content.map((block) => {
      if (block.type === 'text' || size <= room) return block;
      const note = text(`[Left out here: one ${block.type}.]`);
      size += estimateBlocks([note]) - estimateBlocks([block]);
      dropped += 1;
      return note;
    });
  }
  return dropped;
}

/** Takes the middle out of texts above so many tokens, the oldest first. */
function shorten(messages: readonly TextMessage[], cap: number, room: number, shortened: Set<ContentBlock>): void {
  let size = sizeOf(messages);
  for (const message of messages) {
    message.content = message.content.map((block) => {
      if (block.type !== 'text' || size <= room) return block;
      const before = estimateBlocks([block]);
      if (before <= cap) return block;
      const shorter = text(withoutMiddle(String(block['text']), cap / before));
      shortened.delete(block);
      shortened.add(shorter);
      size += estimateBlocks([shorter]) - before;
      return shorter;
    });
  }
}

/** Two thirds of what stays are its beginning. */
function withoutMiddle(whole: string, part: number): string {
  const keep = Math.max(0, Math.floor(whole.length * part) - 60);
  const [head, tail] = [Math.ceil((keep * 2) / 3), Math.floor(keep / 3)];
  const middle = whole.slice(head, whole.length - tail);
  return `${whole.slice(0, head)}\n[Left out here: about ${estimateTokens(middle)} tokens.]\n${whole.slice(whole.length - tail)}`;
}

/** Takes out messages behind the first, the oldest first, and says so there. Gives how many. */
function dropMiddle(messages: TextMessage[], room: number): number {
  const first = messages[0];
  if (!first || sizeOf(messages) <= room) return 0;
  let dropped = 0;
  let size = sizeOf(messages) + noteTokens;
  // Who asks and who answers goes on taking turns: they go in pairs.
  while (size > room && messages.length - dropped > 1 + lastMessages) {
    size -= sizeOf(messages.slice(1 + dropped, 3 + dropped));
    dropped += 2;
  }
  messages.splice(1, dropped);
  if (dropped > 0) first.content = [...first.content, text(`[Left out here: ${dropped} messages.]`)];
  return dropped;
}

function sizeOf(messages: readonly MessageParam[]): number {
  return messages.reduce(
    (sum, { content }) => sum + (typeof content === 'string' ? estimateTokens(content) : estimateBlocks(content)),
    0,
  );
}
