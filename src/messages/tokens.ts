import type { ContentBlock, ToolResultBlock } from './types';

/**
 * Tokens to a UTF-16 unit by script, about: the first range that reaches it counts. Ratios from what is generally known
 * of such tokenizers, rather too much than too little.
 */
const scripts: readonly (readonly [upTo: number, tokens: number])[] = [
  [0x7f, 0.25], // ASCII
  [0x24f, 0.3], // Latin with marks
  [0x8ff, 0.4], // Greek, Cyrillic, Armenian, Hebrew, Arabic and its kin
  [0x10ff, 0.65], // Indic scripts, Thai, Lao, Tibetan, Burmese, Georgian
  [0x11ff, 0.9], // Hangul Jamo
  [0x1dff, 0.65], // Ethiopic, Khmer, Mongolian and others
  [0x2e7f, 0.5], // Vietnamese and ancient Greek; punctuation, arrows, mathematics
  [0xa4cf, 0.9], // CJK radicals to Yi
  [0xabff, 0.65],
  [0xfaff, 0.9], // Hangul; surrogates (emoji and rare ideographs: two units, about two tokens); ideographs
  [0xfeff, 0.4], // Arabic in its shapes
  [0xffff, 0.9], // full-width forms
];

/** Characters in a row from which letters and digits are a hash, a key or base64, rather than a name. */
const longestName = 20;

/**
 * About how many tokens a text costs, without asking the server: four Latin letters make a token, two digits or
 * characters of base64, two or three Cyrillic or Arabic letters, one or two signs of Indic scripts and Thai, and a little
 * less than one CJK character. Enough for a meter and for bounds.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  /** Letters and digits in a row, and how many of them are digits. */
  let run = 0;
  let digits = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at < text.length ? text.charCodeAt(at) : 0x20;
    if (isAlphanumeric(code)) {
      run += 1;
      if (code <= 0x39) digits += 1;
      continue;
    }
    if (run > 0) {
      const isCode = digits === run || (run >= longestName && digits > 0);
      tokens += isCode ? run * 0.5 : run * 0.25 + digits * 0.25;
      run = 0;
      digits = 0;
    }
    if (at < text.length) tokens += tokensOf(code);
  }
  return Math.ceil(tokens);
}

/** A letter or a digit of ASCII. */
function isAlphanumeric(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

function tokensOf(code: number): number {
  return scripts.find(([upTo]) => code <= upTo)![1];
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
