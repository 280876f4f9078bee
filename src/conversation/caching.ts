import { isMessagesError } from '../messages/errors';
import type { ContentBlock, MessageParam, MessagesRequest, TextBlock } from '../messages/types';

/** Tokens a prefix must have to be cached at all; some models want more, none less (the API's documentation). */
const leastTokens = 1024;
/** A breakpoint finds what was cached up to so many blocks before it. */
const lookback = 20;
/** Breakpoints a request may have. */
const mostBreakpoints = 4;

const marker = { type: 'ephemeral' } as const;

/**
 * The request with cache breakpoints, so that the server bills what it has read before at a tenth: one at the end of the
 * conversation, which moves with it; one after the system prompt, which other branches and conversations share; and one
 * where the last request ended, when so much was said since that the first would not find it. Never more than the API
 * takes, those that the person set included, and none on a prefix that is too short to be cached.
 */
export function withBreakpoints(request: MessagesRequest): MessagesRequest {
  if (!canHaveBreakpoints(request)) return request;
  let left = mostBreakpoints - countBreakpoints(request);
  const system = withSystemBreakpoint(request);
  const messages = [...request.messages];
  const mark = (at: number): void => {
    const message = messages[at];
    const marked = message && left > 0 ? withMark(message) : undefined;
    if (!marked) return;
    messages[at] = marked;
    left -= 1;
  };
  if (estimate([request.tools, request.system, messages]) >= leastTokens) {
    const end = messages.length - 1;
    mark(end);
    const before = endOfLastRequest(messages);
    if (blocksBetween(messages, before, end) >= lookback) mark(before);
  }
  return { ...request, ...(system && left > 0 && { system }), messages };
}

/**
 * The request without the breakpoints that are more than it may have: those that the person set, or that came with what
 * was said. The first ones go, since what they end is within what later ones end.
 */
export function withinBreakpoints(request: MessagesRequest): MessagesRequest {
  if (!canHaveBreakpoints(request)) return request;
  let surplus = countBreakpoints(request) - mostBreakpoints;
  if (surplus <= 0) return request;
  const without = <T extends object>(block: T): T => {
    const content = (block as { content?: unknown }).content;
    const inner = isListOfObjects(content) ? { content: (content as object[]).map(without) } : {};
    if (surplus <= 0 || !isMarked(block)) return { ...block, ...inner };
    surplus -= 1;
    const { cache_control: _, ...rest } = block as T & { cache_control?: unknown };
    return { ...(rest as T), ...inner };
  };
  const { tools, system, messages } = request;
  return {
    ...request,
    ...(tools && { tools: tools.map(without) }),
    ...(Array.isArray(system) && { system: system.map(without) }),
    messages: messages.map((message) => (typeof message.content === 'string' ? message : without(message))),
  };
}

/** The extra fields of a request may put anything in these places: that goes out as it is. */
function canHaveBreakpoints({ tools, system, messages }: MessagesRequest): boolean {
  const isTextOrBlocks = (value: unknown): boolean => typeof value === 'string' || isListOfObjects(value);
  return (
    isListOfObjects(tools ?? []) &&
    isTextOrBlocks(system ?? []) &&
    isListOfObjects(messages) &&
    messages.every(({ content }) => isTextOrBlocks(content))
  );
}

function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null);
}

/** Whether a server that does not know breakpoints refused a request for them alone. */
export function refusesBreakpoints(error: unknown): boolean {
  return (
    isMessagesError(error) &&
    error.kind === 'invalid_request' &&
    (error.details.serverMessage ?? '').includes('cache_control')
  );
}

function withSystemBreakpoint({ tools, system }: MessagesRequest): TextBlock[] | undefined {
  const blocks: TextBlock[] =
    typeof system === 'string' ? (system === '' ? [] : [{ type: 'text', text: system }]) : (system ?? []);
  const last = blocks.at(-1);
  if (!last || isMarked(last) || estimate([tools, system]) < leastTokens) return undefined;
  return blocks.with(-1, { ...last, cache_control: marker });
}

/** The message with a breakpoint on its last block that can have one; undefined when none can, or one has. */
function withMark({ role, content }: MessageParam): MessageParam | undefined {
  const blocks: ContentBlock[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const at = blocks.findLastIndex(canBeMarked);
  const block = blocks[at];
  if (!block || isMarked(block)) return undefined;
  return { role, content: blocks.with(at, { ...block, cache_control: marker }) };
}

function canBeMarked(block: ContentBlock): boolean {
  if (block.type === 'thinking' || block.type === 'redacted_thinking') return false;
  return block.type !== 'text' || String(block['text']).trim() !== '';
}

function isMarked(block: object): boolean {
  return 'cache_control' in block && block.cache_control !== null;
}

/** Index of the message that was the last one when the reply before was asked for; -1 when there was none. */
function endOfLastRequest(messages: readonly MessageParam[]): number {
  const reply = messages.findLastIndex(({ role }) => role === 'assistant');
  return reply - 1;
}

function blocksBetween(messages: readonly MessageParam[], from: number, to: number): number {
  if (from < 0) return 0;
  return messages
    .slice(from + 1, to + 1)
    .reduce((count, { content }) => count + (typeof content === 'string' ? 1 : content.length), 0);
}

function countBreakpoints(request: MessagesRequest): number {
  const { tools, system, messages } = request;
  const count = (block: object): number => {
    const content = (block as { content?: unknown }).content;
    const inner = isListOfObjects(content) ? (content as object[]) : [];
    return inner.reduce((sum: number, one) => sum + count(one), isMarked(block) ? 1 : 0);
  };
  // The request's own mark asks the server to set one.
  const blocks: object[] = [...(tools ?? []), ...(typeof system === 'string' ? [] : (system ?? [])), ...messages];
  return blocks.reduce((sum: number, block) => sum + count(block), isMarked(request) ? 1 : 0);
}

/** Tokens, roughly: four bytes each. */
function estimate(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length / 4;
}
