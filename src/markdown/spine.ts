import { type MarkdownIt, type StateBlock, type Token } from 'markdown-it';
import { type ParseEnv } from './env';

/**
 * Settling a part of a block that is still open. A block such as a list is a chain of open containers, the spine, and
 * only the end of the innermost one can still change. What comes before a cut is let go; the rest is parsed behind a
 * `head`, a few lines that open the same containers again: so it is markdown-it that reads every line in its context,
 * and no second parser has to agree with it. A quote or list item is opened with a heading, which nothing can continue;
 * a list with an item of one paragraph, which also tells whether the list is still tight; a table with a header of as
 * many columns; a paragraph with a character of its own, after which a line is text whatever it begins with.
 *
 * A cut is made only where the lines above it cannot mean anything else by what comes below, and is taken back when
 * the tail no longer begins with the head's tokens: a list turned loose, or a paragraph turned into a heading.
 */
export type Level =
  | { readonly type: 'blockquote_open' }
  | { readonly type: 'bullet_list_open' | 'ordered_list_open'; readonly marker: string; readonly loose: boolean }
  | { readonly type: 'list_item_open'; readonly marker: string; readonly width: number; readonly hidden?: boolean }
  | { readonly type: 'table_open'; readonly aligns: readonly string[] }
  | { readonly type: 'fence'; readonly indent: number; readonly openers: readonly string[] }
  | { readonly type: 'code_block' }
  | TextLevel;

export interface TextLevel {
  readonly type: 'paragraph_open';
  readonly mark: string;
  /** The cut depends on this many characters after it. If the text turns out to be shorter, the cut is taken back. */
  readonly known: number;
}

/** Marks in the HTML of a tail, between blocks. Nodes before `from` are shown already; nodes before `to` are final. */
export const blockMarks = { from: '<!--from-->', to: '<!--to-->' } as const;

/** Marks in text and code. With a comment there, DOMPurify removes elements whose text looks like markup. */
export const textMarks = { from: '<wbr class="from">', to: '<wbr class="to">' } as const;

/** Whether the HTML of a block has a `to` mark. */
export function isMarked(html: string): boolean {
  return html.includes(blockMarks.to) || html.includes(textMarks.to);
}

/** The last character of a head before the rest of a text that was cut, and of a word that was cut. */
export const restMark = '\uE000';
export const restOfWordMark = '\uE001';

const placeholder = '# x';

export function trackStarts(md: MarkdownIt): void {
  md.block.ruler.before('table', 'start', (state: StateBlock, line: number) => {
    const { starts } = state.env as ParseEnv;
    starts?.set(`${state.level}:${line}`, { blockIndent: state.blkIndent, indent: state.sCount[line]! });
    return false;
  });
  md.renderer.rules.mark = (tokens, index) => {
    const { content, meta } = tokens[index]!;
    const next = tokens[index + 1];
    // A block after a tight paragraph begins on a line of its own, in what markdown-it renders.
    const newline =
      meta?.afterTight && next?.block && next.nesting !== -1 && !next.hidden && !md.renderer.rules[next.type];
    return newline ? `${content}\n` : content;
  };
}

/** The tokens of head and tail with the mark where the tail begins; undefined when the tail does not fit the head. */
export function markTail(tokens: Token[], spine: readonly Level[]): Token[] | undefined {
  let at = 0;
  const skip = (...types: string[]): boolean => types.every((type) => tokens[at]?.type === type && (at += 1) > 0);
  let afterTight = false;
  for (const level of spine) {
    switch (level.type) {
      case 'blockquote_open':
      case 'list_item_open':
        if (!skip(level.type, 'heading_open', 'inline', 'heading_close')) return undefined;
        afterTight = level.type === 'list_item_open' && level.hidden === true;
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        if (!skip(level.type, 'list_item_open')) return undefined;
        if (tokens[at]?.hidden === level.loose) return undefined;
        if (!skip('paragraph_open', 'inline', 'paragraph_close', 'list_item_close')) return undefined;
        break;
      case 'table_open':
        if (!skip('table_open', 'thead_open', 'tr_open')) return undefined;
        if (!level.aligns.every(() => skip('th_open', 'inline', 'th_close'))) return undefined;
        if (!skip('tr_close', 'thead_close', 'tbody_open')) return undefined;
        break;
      case 'fence':
      case 'code_block': {
        const token = tokens[at];
        if (token?.type !== level.type) return undefined;
        token.meta = { ...token.meta, from: level.type === 'fence' ? level.openers.length - 1 : 1 };
        return tokens;
      }
      case 'paragraph_open':
        return skip('paragraph_open') && isRest(tokens[at]!, level) ? tokens : undefined;
    }
  }
  return [...tokens.slice(0, at), mark(blockMarks.from, afterTight), ...tokens.slice(at)];
}

export function headOf(spine: readonly Level[]): string {
  let head = '';
  let indent = '';
  for (const level of spine) {
    switch (level.type) {
      case 'blockquote_open':
        indent += '> ';
        head += `${indent}${placeholder}\n`;
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        head += `${indent}${level.marker} x\n${level.loose ? `${indent}\n` : ''}`;
        break;
      case 'list_item_open': {
        // At most four spaces after the marker: five would begin indented code.
        const lead = Math.max(0, level.width - level.marker.length - 4);
        head += `${indent}${`${' '.repeat(lead)}${level.marker}`.padEnd(level.width)}${placeholder}\n`;
        indent += ' '.repeat(level.width);
        break;
      }
      case 'table_open':
        head += `${indent}|${'x|'.repeat(level.aligns.length)}\n${indent}|${level.aligns.join('|')}|\n`;
        break;
      case 'fence':
        for (const opener of level.openers) head += `${indent}${' '.repeat(level.indent)}${opener}\n`;
        break;
      case 'code_block':
        head += `${indent}    x\n`;
        break;
      case 'paragraph_open':
        head += indent + level.mark;
        break;
    }
  }
  return head;
}

/** Whether a text is the rest of one that was cut, and long enough for the cut to hold. */
export function isRest({ content, children }: Token, { mark, known }: TextLevel): boolean {
  return (
    children?.[0]?.type === 'segment' && children[0].content === textMarks.from && content.length - mark.length >= known
  );
}

export function mark(content: string, afterTight = false): Token {
  return {
    ...{ type: 'mark', tag: '', attrs: null, map: null, nesting: 0, level: 0, children: null, content },
    ...{ markup: '', info: '', meta: { afterTight }, block: true, hidden: true },
  } as unknown as Token;
}
