import { type MarkdownIt, type StateBlock, type StateInline } from 'markdown-it';
import { type StandardRules } from './rules';

/**
 * Limits on the cost of parsing. In CommonMark a `*` or `[` can be closed anywhere up to the end of its paragraph, so
 * an unclosed one would force a stream to parse everything after it again with every token. These limits change what
 * such a text means, in a text parsed at once just as in a streamed one: both render the same.
 *
 * - The text of a paragraph, heading or cell is parsed in segments (`segments.ts`). A segment ends after `soft`
 *   characters at the first place where nothing is open, which does not change the result. If something is open
 *   throughout, it ends within `hard` characters, and what was opened at its start can no longer be closed. Emphasis,
 *   code, links and images of nearly `hard` characters are kept, or of a quarter of that if something older is open. A
 *   text of up to `hard` is never cut.
 * - A word longer than `word` is cut and contains no address.
 * - A link destination has at most `longestAddress` characters, a title at most `longestTitle`.
 * - A heading has at most `longestHeading` characters and a table at most `mostColumns` columns. A longer or wider one
 *   is a paragraph.
 * - Lists and quotes are nested at most `deepest` levels. Deeper markers are text.
 */
export interface TextBounds {
  readonly soft: number;
  readonly hard: number;
  readonly word: number;
}

export const textBounds: TextBounds = { soft: 600, hard: 1600, word: 2200 };

/** Browsers and servers accept no more. */
export const longestAddress = 2100;

export const longestTitle = 1000;

const longestHeading = 1000;

/** Wider tables are unreadable and cost thousands of cells per line. */
const mostColumns = 200;

/** In markdown-it's levels: a quote counts one, a list and its item two. */
const deepest = 24;

export function boundWork(md: MarkdownIt, { block: rules }: StandardRules): void {
  boundLabels(md);
  boundDefinitions(md);
  const bound = (
    name: keyof typeof rules,
    alt: string[],
    holds: (state: StateBlock, line: number) => boolean,
  ): void => {
    const rule = rules[name];
    md.block.ruler.at(name, (state, line, end, silent) => holds(state, line) && rule(state, line, end, silent), {
      alt,
    });
  };
  const interrupted = ['paragraph', 'reference', 'blockquote'];
  bound('table', ['paragraph', 'reference'], (state, line) => columnsOf(textOf(state, line)) <= mostColumns);
  bound('heading', interrupted, (state, line) => textOf(state, line).length <= longestHeading);
  bound('list', interrupted, mayBegin);
  bound('blockquote', [...interrupted, 'list'], mayBegin);
}

/** Whether a list or quote may begin. A line that is indented less belongs to one that is open already. */
function mayBegin({ level, sCount, blkIndent }: StateBlock, line: number): boolean {
  return level < deepest || sCount[line]! < blkIndent;
}

function textOf(state: StateBlock, line: number): string {
  return state.src.slice(state.bMarks[line], state.eMarks[line]);
}

/** A lower limit: a line may begin and end with a bar. */
function columnsOf(line: string): number {
  return line.split('|', mostColumns + 3).length - 2;
}

/** Without this, each unclosed bracket is searched to the end of the text, through all the brackets in between. */
function boundLabels(md: MarkdownIt): void {
  const { parseLinkLabel } = md.helpers;
  const lastClosers = new WeakMap<StateInline, number>();
  md.helpers = {
    ...md.helpers,
    parseLinkLabel(state, start, disableNested) {
      const last = lastClosers.get(state) ?? state.src.lastIndexOf(']');
      lastClosers.set(state, last);
      return start < last ? parseLinkLabel(state, start, disableNested) : -1;
    },
  };
}

type Title = ReturnType<MarkdownIt['helpers']['parseLinkTitle']> & { length?: number };

function boundDefinitions(md: MarkdownIt): void {
  const { parseLinkDestination, parseLinkTitle } = md.helpers;
  md.helpers = {
    ...md.helpers,
    parseLinkDestination(text, start, max) {
      const found = parseLinkDestination(text, start, max);
      return found.pos - start > longestAddress ? { ok: false, pos: 0, str: '' } : found;
    },
    parseLinkTitle(text, start, max, before?: Title) {
      const found: Title = parseLinkTitle(text, start, max, before);
      // The raw length: without escapes, a title could become shorter as it grows.
      found.length = (before?.length ?? 0) + (found.ok ? found.pos : max) - start;
      return found.length > longestTitle ? { ...found, ok: false, can_continue: false } : found;
    },
  };
}
