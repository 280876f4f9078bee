import { dropUnsupported, type Target } from '../messages/modelRules';
import { defaultMaxTokens, modelInfo } from '../messages/models';
import type {
  ContentBlock,
  DroppedField,
  MessageParam,
  MessagesRequest,
  ThinkingBlock,
  ToolUseBlock,
} from '../messages/types';
import type { Chip, Turn } from './model';
import { requestFields, type RequestOptions } from './options';
import { requestContextFor, segmentStart, type RequestContext } from './segments';

/**
 * The body of a request: the options that are set and that the model accepts, and the branch as messages. `extraBody`
 * is merged in last and as it is, so that a field this version does not know can be sent, and a known one overruled.
 */
export function buildRequest(
  options: RequestOptions,
  target: Target,
  messages: MessageParam[],
): { readonly body: MessagesRequest; readonly droppedFields: readonly DroppedField[] } {
  const { maxTokens } = options;
  const set = { ...(maxTokens !== null && { max_tokens: maxTokens }), ...requestFields(options) };
  const { fields, droppedFields } = dropUnsupported(set, target);
  const body: MessagesRequest = {
    model: target.model,
    max_tokens: roomFor(target, fields.thinking),
    ...fields,
    messages,
    ...options.extraBody,
  };
  // Effort is a member of this field: whoever adds another member does not mean to take effort away.
  const config = options.extraBody?.['output_config'];
  if (fields.output_config && isObject(config)) body.output_config = { ...fields.output_config, ...config };
  return { body, droppedFields };
}

/** A request that goes on with a branch. `messages` are the branch's: the extra fields may have put others in the body. */
export function branchRequest(
  options: RequestOptions,
  target: Target,
  branch: readonly Turn[],
  { endpoint, url }: { readonly endpoint: string; readonly url: string | undefined },
): ReturnType<typeof buildRequest> & { readonly messages: MessageParam[] } {
  // What of the history is sent depends on all the other fields.
  const { body, droppedFields } = buildRequest(options, target, []);
  const messages = messagesOf(branch, requestContextFor({ model: target.model, endpoint }, body, url));
  const hasOwn = Object.hasOwn(options.extraBody ?? {}, 'messages');
  return { body: hasOwn ? body : { ...body, messages }, droppedFields, messages };
}

/** `max_tokens` where the person set none. It must exceed a thinking budget, so the reply has its room on top of it. */
function roomFor({ model, info }: Target, thinking: MessagesRequest['thinking']): number {
  const most = info?.maxOutput ?? modelInfo(model)?.maxOutput ?? Infinity;
  const room = Math.min(defaultMaxTokens(model), most);
  const budget = thinking?.['budget_tokens'];
  if (typeof budget !== 'number' || budget < room / 2) return room;
  return Math.min(budget + room, most);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The turns of a branch as messages. Assistant turns go back verbatim, except for what a server would refuse: turns
 * without content, thinking of an earlier segment, which was signed for other circumstances, and what a reply that was
 * cut short left unfinished: thinking without its signature or without anything after it, and tool calls with their
 * results. A tool call that nobody answered is answered as not run.
 */
export function messagesOf(branch: readonly Turn[], now: RequestContext): MessageParam[] {
  const messages: MessageParam[] = [];
  let unanswered: ToolUseBlock[] = [];
  const start = segmentStart(branch, now);
  for (const [index, turn] of branch.entries()) {
    if (turn.role === 'assistant') {
      const content = sendable(turn, index >= start);
      if (content.length === 0) continue;
      const last = messages.at(-1);
      // A reply that paused, and what it went on with: one message to the server.
      if (last?.role === 'assistant') last.content = [...(last.content as ContentBlock[]), ...content];
      else messages.push({ role: 'assistant', content });
      unanswered.push(...content.filter((block): block is ToolUseBlock => block.type === 'tool_use'));
    } else {
      const answered = new Set(turn.content.map((block) => block['tool_use_id']));
      const open = unanswered.filter(({ id }) => !answered.has(id));
      const answers = open.map(({ id }) => ({
        type: 'tool_result',
        tool_use_id: id,
        is_error: true,
        content: 'Not run: this client has no such tool.',
      }));
      unanswered = [];
      messages.push({ role: 'user', content: plain([...answers, ...turn.content]) });
    }
  }
  return messages;
}

function sendable(turn: Turn, inSegment: boolean): ContentBlock[] {
  const content = turn.content.filter((block) => canBeSent(block, turn, inSegment));
  // One that used up its tokens may have done nothing but think.
  if (turn.state === 'done' && turn.stopReason !== 'max_tokens') return content;
  // A result is refused without the call it belongs to.
  const kept = new Set(content);
  const dropped = new Set(turn.content.filter((block) => !kept.has(block)).map(({ id }) => id));
  const whole = content.filter((block) => !('tool_use_id' in block && dropped.has(block['tool_use_id'])));
  // "The final block in an assistant message cannot be thinking."
  const end = whole.findLastIndex(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  return whole.slice(0, end + 1);
}

function canBeSent(block: ContentBlock, turn: Turn, inSegment: boolean): boolean {
  const whole = turn.state === 'done';
  switch (block.type) {
    case 'text':
      return String(block['text']).trim() !== '';
    case 'thinking':
    case 'redacted_thinking':
      // A summary stands behind other messages than those that it was thought after.
      if (!inSegment || turn.model === undefined || turn.summary) return false;
      return whole || block.type === 'redacted_thinking' || Boolean((block as ThinkingBlock).signature);
    case 'tool_use':
    case 'server_tool_use':
      return whole && !('partial_input' in block);
    default:
      return true;
  }
}

/** A single text travels as a string, as the platform's own example has it; anything more as blocks. */
function plain(content: ContentBlock[]): string | ContentBlock[] {
  const [first] = content;
  return content.length === 1 && first?.type === 'text' && Object.keys(first).length === 2
    ? String(first['text'])
    : content;
}

/**
 * A question with what goes along, as content blocks: each chip a block of its own, the question last. An empty
 * question is left out when something goes along, since servers refuse empty texts.
 */
export function contentOf(text: string, chips: readonly Chip[]): ContentBlock[] {
  return [
    ...chips.map((chip): ContentBlock => {
      if (chip.block) return chip.block;
      return { type: 'text', text: `${chip.label}\n\n${fenced(chip.code, chip.languageId)}` };
    }),
    ...(text.trim() === '' && chips.length > 0 ? [] : [{ type: 'text', text }]),
  ];
}

/** Chips as a turn keeps them: what is a block of its content is not there twice. */
export function keptChips(chips: readonly Chip[]): readonly Chip[] {
  return chips.map(({ block, ...chip }) => (block ? { ...chip, attached: true } : chip));
}

/** The chips of a turn as they were when it was sent. */
export function chipsOf({ chips = [], content }: Pick<Turn, 'chips' | 'content'>): readonly Chip[] {
  return chips.map(({ attached, ...chip }, index) => (attached ? { ...chip, block: content[index] } : chip));
}

/** Code in a fence that is longer than any run of backticks inside it. */
export function fenced(code: string, language: string): string {
  let longest = 2;
  for (const [run] of code.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n$/, '')}\n${fence}`;
}
