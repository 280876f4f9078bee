import type { ContentBlock, MessageParam, ThinkingBlock, ToolUseBlock } from '../messages/types';
import type { Turn } from './model';
import { segmentStart, type RequestContext } from './segments';

/** A message while it is put together. */
interface Draft {
  readonly role: MessageParam['role'];
  readonly content: readonly ContentBlock[];
}

/**
 * The turns of a branch as messages. Assistant turns go back verbatim, except for what a server would refuse: turns
 * without content, thinking of an earlier segment, which was signed for other circumstances, what a reply that was cut
 * short left unfinished, thinking behind the text that it led to, and calls of the server's own tools without their
 * results. Turns of the same role that follow one another are one message: some servers refuse two. A tool call that
 * nobody answered is answered as not run.
 */
export function messagesOf(branch: readonly Turn[], now: RequestContext): MessageParam[] {
  const start = segmentStart(branch, now);
  const isPaused = branch.at(-1)?.stopReason === 'pause_turn';
  let drafts = joined(branch.map((turn, index) => ({ role: turn.role, content: sendable(turn, index >= start) })));
  for (;;) {
    const paired = joined(pairs(drafts, isPaused));
    // What had nothing but an answer to no call is gone, and its neighbours are one.
    if (paired.length === drafts.length) return paired.map(messageOf);
    drafts = paired;
  }
}

/** Messages of which some may follow one of the same role. */
export function joinedMessages(messages: readonly MessageParam[]): MessageParam[] {
  const drafts = messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
  }));
  return joined(drafts).map(messageOf);
}

function messageOf({ role, content }: Draft): MessageParam {
  return { role, content: role === 'user' ? plain(content) : [...content] };
}

/** The messages with an answer to each call, and a call to each answer. */
function pairs(drafts: readonly Draft[], isPaused: boolean): Draft[] {
  const isServerPaired = serverPairs(drafts);
  return drafts.map((draft, index) => {
    if (draft.role === 'user') return { ...draft, content: answered(draft.content, drafts[index - 1]?.content ?? []) };
    // What paused goes back as it is, to be gone on with.
    if (isPaused && index === drafts.length - 1) return draft;
    return { ...draft, content: withoutLastThinking(draft.content.filter(isServerPaired)) };
  });
}

/** The messages with those of one role that follow one another as one, and none that is empty, or before the first user's. */
function joined(drafts: readonly Draft[]): Draft[] {
  const messages: Draft[] = [];
  for (const { role, content } of drafts) {
    const last = messages.at(-1);
    if (content.length === 0 || (!last && role === 'assistant')) continue;
    if (last?.role === role) messages[messages.length - 1] = { role, content: [...last.content, ...content] };
    else messages.push({ role, content });
  }
  return messages;
}

function sendable(turn: Turn, inSegment: boolean): ContentBlock[] {
  if (turn.role === 'user') return turn.content.filter((block) => !isBlankText(block));
  const content = turn.content.filter((block) => canBeSent(block, turn, inSegment));
  if (turn.stopReason === 'pause_turn') return content;
  // One that used up its tokens may have done nothing but think.
  const isWhole = turn.state === 'done' && turn.stopReason !== 'max_tokens';
  return isWhole ? thinkingFirst(content) : content;
}

function canBeSent(block: ContentBlock, turn: Turn, inSegment: boolean): boolean {
  const whole = turn.state === 'done';
  switch (block.type) {
    case 'text':
      return !isBlankText(block);
    case 'thinking':
    case 'redacted_thinking':
      // A summary stands behind other messages than those that it was thought after.
      // Thoughts that came as text, in a tag, are none that the server knows as thinking.
      if ('tag' in block || !inSegment || turn.model === undefined || turn.summary) return false;
      return whole || isSigned(block);
    case 'tool_use':
    case 'server_tool_use':
    case 'mcp_tool_use':
      return whole && !('partial_input' in block) && Boolean(block['id']) && Boolean(block['name']);
    default:
      return true;
  }
}

/**
 * The blocks with thinking where this API has it: before the text that it led to. Converters tell of it when it comes,
 * which may be behind. Signed thinking is only moved from the end, where the API takes none: it is signed for its place.
 */
function thinkingFirst(content: readonly ContentBlock[]): ContentBlock[] {
  const runs: ContentBlock[][] = [[]];
  for (const block of content) {
    if (isThinking(block) || block.type === 'text') runs.at(-1)!.push(block);
    else runs.push([block], []);
  }
  const isAtEnd = content.length > 0 && isThinking(content.at(-1)!);
  const placed = runs.map((run, index) => {
    const isLast = index === runs.length - 1;
    const isMisplaced = run.some(
      (block, at) => isThinking(block) && !isSigned(block) && !run.slice(0, at).every(isThinking),
    );
    if (!isMisplaced && !(isLast && isAtEnd)) return run;
    return [...run.filter(isThinking), ...run.filter((block) => !isThinking(block))];
  });
  return placed.flat();
}

/** "The final block in an assistant message cannot be thinking." */
function withoutLastThinking(content: readonly ContentBlock[]): ContentBlock[] {
  return content.slice(0, content.findLastIndex((block) => !isThinking(block)) + 1);
}

/**
 * Tells of a block of a reply whether it may go back as far as the server's own tools are concerned: a call with its
 * result, or with a call of ours that it waits for, and a result with its call.
 */
function serverPairs(drafts: readonly Draft[]): (block: ContentBlock) => boolean {
  const blocks = drafts.filter(({ role }) => role === 'assistant').flatMap(({ content }) => content);
  const calls = new Set(blocks.filter(isServerCall).map(({ id }) => id));
  const results = new Set(blocks.map((block) => block['tool_use_id']));
  const callers = new Set(blocks.map((block) => (block['caller'] as { tool_id?: unknown } | undefined)?.tool_id));
  return (block) => {
    if (isServerCall(block)) return results.has(block['id']) || callers.has(block['id']);
    return !('tool_use_id' in block) || calls.has(block['tool_use_id']);
  };
}

/** A user's message behind a reply: first an answer to each of its calls and to nothing else, then what was said. */
function answered(content: readonly ContentBlock[], reply: readonly ContentBlock[]): ContentBlock[] {
  const calls = reply.filter((block): block is ToolUseBlock => block.type === 'tool_use');
  const results = calls.map(({ id }) => content.find((block) => isResult(block) && block['tool_use_id'] === id));
  const notRun = calls
    .filter((_, index) => !results[index])
    .map(({ id }) => ({
      type: 'tool_result',
      tool_use_id: id,
      is_error: true,
      content: 'Not run: this client has no such tool.',
    }));
  return [...notRun, ...results.filter((block) => block !== undefined), ...content.filter((block) => !isResult(block))];
}

/** A single text travels as a string, as the platform's own example has it; anything more as blocks. */
function plain(content: readonly ContentBlock[]): string | ContentBlock[] {
  const [first] = content;
  return content.length === 1 && first?.type === 'text' && Object.keys(first).length === 2
    ? String(first['text'])
    : [...content];
}

function isThinking({ type }: ContentBlock): boolean {
  return type === 'thinking' || type === 'redacted_thinking';
}

function isSigned(block: ContentBlock): boolean {
  return block.type === 'redacted_thinking' || Boolean((block as ThinkingBlock).signature);
}

function isServerCall({ type }: ContentBlock): boolean {
  return type === 'server_tool_use' || type === 'mcp_tool_use';
}

function isResult({ type }: ContentBlock): boolean {
  return type === 'tool_result';
}

function isBlankText(block: ContentBlock): boolean {
  return block.type === 'text' && String(block['text']).trim() === '';
}
