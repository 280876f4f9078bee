import { defaultMaxTokens } from '../messages/models';
import type { ContentBlock, MessageParam, MessagesRequest, ThinkingBlock, ToolUseBlock } from '../messages/types';
import type { Chip, Turn } from './model';
import { requestFields, type RequestOptions } from './options';

/** Where a conversation goes on: thinking is signed for the circumstances it was produced in. */
export interface Circumstances {
  readonly model: string;
  readonly endpoint: string;
}

/**
 * The body of a request: the options that are set, and the branch as messages. `extraBody` is merged in last, so that
 * a field this version does not know can be sent, and a known one overruled.
 */
export function buildRequest(options: RequestOptions, model: string, messages: MessageParam[]): MessagesRequest {
  return {
    model,
    max_tokens: options.maxTokens ?? defaultMaxTokens(model),
    ...requestFields(options),
    messages,
    ...options.extraBody,
  };
}

/**
 * The turns of a branch as messages. Assistant turns go back verbatim, except for what a server would refuse: turns
 * without content, thinking that was cut before its signature came, thinking of another model or endpoint, and tool
 * calls whose input was cut. A tool call that nobody answered is answered as not run.
 */
export function messagesOf(branch: readonly Turn[], now: Circumstances): MessageParam[] {
  const messages: MessageParam[] = [];
  let unanswered: ToolUseBlock[] = [];
  for (const turn of branch) {
    if (turn.role === 'assistant') {
      const content = turn.content.filter((block) => canBeSent(block, turn, now));
      if (content.length === 0) continue;
      messages.push({ role: 'assistant', content });
      unanswered = content.filter((block): block is ToolUseBlock => block.type === 'tool_use');
    } else {
      const answers = unanswered.map(({ id }) => ({
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

function canBeSent(block: ContentBlock, turn: Turn, now: Circumstances): boolean {
  const whole = turn.state === 'done';
  switch (block.type) {
    case 'text':
      return String(block['text']).trim() !== '';
    case 'thinking':
    case 'redacted_thinking':
      if (turn.model !== now.model || turn.endpoint !== now.endpoint) return false;
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

/** A question with what goes along, as content blocks: each chip a block of its own, the question last. */
export function contentOf(text: string, chips: readonly Chip[]): ContentBlock[] {
  return [
    ...chips.map((chip) => ({ type: 'text', text: `${chip.label}\n\n${fenced(chip.code, chip.languageId)}` })),
    { type: 'text', text },
  ];
}

/** Code in a fence that is longer than any run of backticks inside it. */
export function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n$/, '')}\n${fence}`;
}
