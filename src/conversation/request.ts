import { dropUnsupported, shownThinking, type Target } from '../messages/modelRules';
import { defaultMaxTokens, modelInfo } from '../messages/models';
import type { ContentBlock, DroppedField, MessageParam, MessagesRequest } from '../messages/types';
import { withinBreakpoints } from './caching';
import { messagesOf } from './history';
import type { Chip, Turn } from './model';
import { requestFields, type RequestOptions } from './options';
import { requestContextFor } from './segments';

/**
 * The body of a request: the options that are set and that the model accepts, and the branch as messages. `extraBody`
 * is merged in last and as it is, so that a field this version does not know can be sent, and a known one overruled.
 */
export function buildRequest(
  options: RequestOptions,
  target: Target,
  messages: MessageParam[],
): { readonly body: MessagesRequest; readonly droppedFields: readonly DroppedField[] } {
  const { maxTokens, extraBody } = options;
  const set = { ...(maxTokens !== null && { max_tokens: maxTokens }), ...requestFields(options) };
  const { tool_choice, ...rest } = set;
  const chosen = canChoose(tool_choice, extraBody?.['tools'] ?? set.tools);
  const asked = dropUnsupported(chosen ? set : rest, target);
  // Once more with all fields: the room that nobody has set may leave none for a budget.
  const max_tokens = asked.fields.max_tokens ?? roomFor(target, asked.fields.thinking);
  const { fields, droppedFields } = dropUnsupported({ ...asked.fields, max_tokens }, target);
  const body: MessagesRequest = { model: target.model, ...fields, messages, ...extraBody };
  // Effort is a member of this field: whoever adds another member does not mean to take effort away.
  const config = extraBody?.['output_config'];
  if (fields.output_config && isObject(config)) body.output_config = { ...fields.output_config, ...config };
  const vain: DroppedField[] = chosen
    ? []
    : [{ field: `tool_choice: ${String(tool_choice?.['type'])}`, because: 'tools' }];
  return { body: withinBreakpoints(body), droppedFields: [...vain, ...asked.droppedFields, ...droppedFields] };
}

/** A request that goes on with a branch. `messages` are the branch's: the extra fields may have put others in the body. */
export function branchRequest(
  options: RequestOptions,
  target: Target,
  branch: readonly Turn[],
  { endpoint, url }: { readonly endpoint: string; readonly url: string | undefined },
): ReturnType<typeof buildRequest> & { readonly messages: MessageParam[] } {
  // What of the history is sent depends on all the other fields.
  const thinking = shownThinking(options.thinking, target);
  const { body, droppedFields } = buildRequest({ ...options, thinking }, target, []);
  const messages = messagesOf(branch, requestContextFor({ model: target.model, endpoint }, body, url));
  const hasOwn = Object.hasOwn(options.extraBody ?? {}, 'messages');
  return { body: hasOwn ? body : withinBreakpoints({ ...body, messages }), droppedFields, messages };
}

/**
 * `max_tokens` where the person set none: at most half of what the model reads at once, so that there is room for what
 * was said. It must exceed a thinking budget, so the reply has its room on top of it.
 */
function roomFor({ model, info }: Target, thinking: MessagesRequest['thinking']): number {
  const known = modelInfo(model);
  const window = info?.contextWindow ?? known?.contextWindow ?? Infinity;
  const most = Math.max(1, Math.min(info?.maxOutput ?? known?.maxOutput ?? Infinity, Math.floor(window / 2)));
  const room = Math.min(defaultMaxTokens(model), most);
  const budget = thinking?.['budget_tokens'];
  if (typeof budget !== 'number' || budget < room / 2) return room;
  return Math.min(budget + room, most);
}

/** Whether there is a tool for a choice: the API refuses one among none, and one of a name that no tool has. */
function canChoose(choice: MessagesRequest['tool_choice'], tools: unknown): boolean {
  if (choice === undefined) return true;
  const list: readonly unknown[] = Array.isArray(tools) ? tools : [];
  return choice['type'] === 'tool'
    ? list.some((tool) => isObject(tool) && tool['name'] === choice['name'])
    : list.length > 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
