import type { ContentBlock, StopReason } from './types';

/** Blocks whose deltas are JSON text of an input. */
export function isToolUse(block: ContentBlock): boolean {
  return block.type === 'tool_use' || block.type === 'server_tool_use' || block.type === 'mcp_tool_use';
}

/**
 * Parses a tool's input once it is whole. One that is not stays behind as `partial_input`, which keeps the tool from
 * being run: half a path or half a command would be a valid one.
 *
 * @param json All that came in deltas; empty when the input came with the block, or never.
 * @param complete The block was ended by the server, rather than by a connection that broke.
 */
export function settleInput(block: ContentBlock, json: string, complete: boolean): 'whole' | 'cut' {
  if (json === '' && (complete || !isToolUse(block))) return 'whole';
  const input = complete ? parseJson(json) : undefined;
  if (input === undefined) {
    flag(block, json);
    return 'cut';
  }
  block['input'] = input;
  delete block['partial_input'];
  return 'whole';
}

/** Whether the tokens ran out before this last block's input began: it has none yet, not an empty one. */
export function flagBeforeLimit(block: ContentBlock, json: string, reason: StopReason | null): boolean {
  const ranOut = reason === 'max_tokens' || reason === 'model_context_window_exceeded';
  if (!ranOut || !isToolUse(block) || json !== '' || 'partial_input' in block) return false;
  const { input } = block as { input?: unknown };
  // Of a reply that came whole nobody can tell whether what is there is all.
  flag(block, isEmptyInput(input) ? '' : JSON.stringify(input));
  return true;
}

export function isEmptyInput(input: unknown): boolean {
  return isObject(input) && Object.keys(input).length === 0;
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flag(block: ContentBlock, json: string): void {
  block['partial_input'] = json;
  block['input'] = {};
}
