import type { ContentBlock } from '../messages/types';

/**
 * What stands between two text blocks of a reply that follow each other. As a rule nothing: a server cuts a text where
 * what it cites changes, often in the middle of a sentence. Only where one has come to its end and the next begins
 * without a space, as after a tool that was left out, they are paragraphs.
 */
export function joint(before: string, after: string): '' | '\n\n' {
  return /(?:[.!?:]|```)$/.test(before) && /^[\w#*>`[|-]/.test(after) ? '\n\n' : '';
}

/** Two such texts as one. */
export function joined(before: string, after: string): string {
  return `${before}${joint(before, after)}${after}`;
}

/** The text of a reply as Markdown, without thinking and tools. */
export function replyText(content: readonly ContentBlock[]): string {
  /** What follows each other directly, as one. */
  const texts = [''];
  for (const block of content) {
    if (block.type !== 'text') texts.push('');
    else if (typeof block['text'] === 'string') texts.push(joined(texts.pop()!, block['text']));
  }
  return texts
    .map((text) => text.trim())
    .filter(Boolean)
    .join('\n\n');
}
