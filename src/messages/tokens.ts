import type { ContentBlock, ToolResultBlock } from './types';

/**
 * About how many tokens a text costs, without asking the server: four Latin characters, or a little less than one CJK
 * character, make a token. Good to a fifth or so; enough for a meter and for bounds.
 */
export function estimateTokens(text: string): number {
  let wide = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Hangul Jamo; CJK radicals to Yi; Hangul syllables; compatibility ideographs; full-width forms; surrogates
    // (emoji and rare ideographs: two units, about two tokens).
    if (
      code >= 0x1100 &&
      (code <= 0x11ff ||
        (code >= 0x2e80 && code <= 0xa4cf) ||
        (code >= 0xac00 && code <= 0xdfff) ||
        (code >= 0xf900 && code <= 0xfaff) ||
        (code >= 0xff00 && code <= 0xffef))
    ) {
      wide++;
    }
  }
  return Math.ceil((text.length - wide) / 4 + wide * 0.9);
}

/** An image, whatever its size: servers scale it down to about as much. */
const imageTokens = 1600;
/** Bytes of a PDF to a token, about: what a page of text comes to. */
const pdfBytes = 25;

/** About how many tokens the blocks of a message come to. Signatures and the like cost nothing. */
export function estimateBlocks(blocks: readonly ContentBlock[]): number {
  return blocks.reduce((sum, block) => sum + estimateBlock(block), 0);
}

function estimateBlock(block: ContentBlock): number {
  switch (block.type) {
    case 'text':
      return estimateTokens(String(block['text'] ?? ''));
    case 'thinking':
      return estimateTokens(String(block['thinking'] ?? ''));
    case 'redacted_thinking':
      return 0;
    case 'image':
      return imageTokens;
    case 'document': {
      const { type, data } = (block['source'] ?? {}) as { type?: unknown; data?: unknown };
      const text = typeof data === 'string' ? data : '';
      return type === 'base64' ? Math.ceil((0.75 * text.length) / pdfBytes) : estimateTokens(text);
    }
    case 'tool_result': {
      const { content } = block as ToolResultBlock;
      return Array.isArray(content) ? estimateBlocks(content) : estimateTokens(content ?? '');
    }
    default:
      return estimateTokens(JSON.stringify(block));
  }
}
