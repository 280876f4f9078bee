import { isObject, parseJson } from './json';
import type { ContentBlock, StopReason } from './types';

/** Blocks whose deltas are JSON text of an input. */
export function isToolUse(block: ContentBlock): boolean {
  return block.type === 'tool_use' || block.type === 'server_tool_use' || block.type === 'mcp_tool_use';
}

/** Gives the start of a call the members that it must have. Returns what had to be mended. */
export function mendCall(block: ContentBlock): string[] {
  const mended: string[] = [];
  for (const member of ['id', 'name']) {
    const sent = block[member];
    if (typeof sent === 'string') continue;
    // Nobody could answer a call without a name or an id that is text.
    block[member] = typeof sent === 'number' ? `${sent}` : '';
    if (sent != null) mended.push(`tool ${member} is no text`);
  }
  const { input } = block;
  // A few servers send the arguments as JSON text, as OpenAI's API does.
  const parsed = typeof input === 'string' ? parseJson(input) : undefined;
  if (isObject(parsed)) mended.push('tool input as text');
  block['input'] = isObject(parsed) ? parsed : (input ?? {});
  return mended;
}

/**
 * Parses a tool's input once it is whole. One that is not stays behind as `partial_input`, which keeps the tool from
 * being run: half a path or half a command would be a valid one.
 *
 * @param json All that came in deltas; blank when the input came with the block, or never.
 * @param complete The block was ended by the server, rather than by a connection that broke.
 */
export function settleInput(block: ContentBlock, json: string, complete: boolean): 'whole' | 'cut' {
  const isBlank = json.trim() === '';
  if (isBlank && !isToolUse(block)) return 'whole';
  const input = complete ? settledInput(block, isBlank ? undefined : json) : undefined;
  if (input === undefined) {
    flag(block, isBlank ? writtenInput(block) : json);
    return 'cut';
  }
  block['input'] = input;
  delete block['partial_input'];
  return 'whole';
}

/**
 * A tool's input is an object, or nothing at all: a list or a number is none, and the API takes none back. A few servers
 * write the object as JSON text once more.
 *
 * @param json Undefined where the block came with its input.
 */
function settledInput(block: ContentBlock, json: string | undefined): unknown {
  const value = json === undefined ? (block['input'] ?? {}) : parseJson(json);
  if (!isToolUse(block)) return value;
  const input = value === null ? {} : typeof value === 'string' ? parseJson(value) : value;
  return isObject(input) ? input : undefined;
}

/** Whether the tokens ran out before this last block's input began: it has none yet, not an empty one. */
export function flagBeforeLimit(block: ContentBlock, json: string, reason: StopReason | null): boolean {
  const ranOut = reason === 'max_tokens' || reason === 'model_context_window_exceeded';
  if (!ranOut || !isToolUse(block) || json !== '' || 'partial_input' in block) return false;
  // Of a reply that came whole nobody can tell whether what is there is all.
  flag(block, writtenInput(block));
  return true;
}

/** What there is of an input that came with its block, as the text that it would have been. */
function writtenInput(block: ContentBlock): string {
  const input = block['input'];
  if (typeof input === 'string') return input;
  return input == null || isEmptyInput(input) ? '' : JSON.stringify(input);
}

export function isEmptyInput(input: unknown): boolean {
  return isObject(input) && Object.keys(input).length === 0;
}

function flag(block: ContentBlock, json: string): void {
  block['partial_input'] = json;
  block['input'] = {};
}
