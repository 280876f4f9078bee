import { type MarkdownIt, type StateBlock } from 'markdown-it';
import { type StandardRules } from './rules';

/** Reads the lines of a fenced code block, one after the other, up to its closing fence. */
export interface FenceReader {
  /** Returns whether a line closes the block. @param line Without its indentation, which is less than four columns. */
  closes(line: string): boolean;
  /** The opening lines of the blocks within the block that are open, the outermost first. */
  readonly open: readonly string[];
}

/**
 * A block of Markdown has code blocks of its own, and models write all of the fences with the same three marks. In such
 * a block a fence with a label therefore opens a block, which the next bare fence closes. CommonMark would end the outer
 * one there. All other blocks end as in CommonMark.
 *
 * @param marker The characters that open the fence.
 * @param info What follows them.
 */
export function createFenceReader(marker: string, info: string): FenceReader {
  const char = marker[0]!;
  const outer = { size: marker.length, nests: isMarkdown(info), opener: '' };
  const fences = [outer];
  const fence = new RegExp(`^(${char}{3,})(.*)$`);
  return {
    get open() {
      return fences.slice(1).map(({ opener }) => opener);
    },
    closes(line) {
      const match = fence.exec(line);
      const last = fences.at(-1)!;
      if (!match || match[1]!.length < last.size) return false;
      const rest = match[2]!.trim();
      if (rest !== '') {
        const opens = last.nests && !(char === '`' && rest.includes(char));
        if (opens) fences.push({ size: match[1]!.length, nests: isMarkdown(rest), opener: line });
        return false;
      }
      if (last === outer) return true;
      fences.pop();
      return false;
    },
  };
}

/** Makes a fenced block of Markdown contain the fenced blocks in it. */
export function nestedFences(md: MarkdownIt, { block }: StandardRules): void {
  md.block.ruler.at(
    'fence',
    (state, line, end, silent) => {
      if (!block.fence(state, line, end, silent)) return false;
      if (!silent && isMarkdown(state.tokens.at(-1)!.info)) extendFence(state, line, end);
      return true;
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  );
}

/** What is open within a code block from one of its lines on. */
export interface OpenFences {
  /** Counted from the first line of the content. */
  readonly from: number;
  readonly open: readonly string[];
}

/** Reads the block that begins in `line`, which CommonMark may end too early, up to its own end. */
function extendFence(state: StateBlock, line: number, end: number): void {
  const token = state.tokens.at(-1)!;
  const reader = createFenceReader(token.markup, token.info);
  const changes: OpenFences[] = [];
  let next = line + 1;
  let isClosed = false;
  for (; next < end && !isClosed; next += 1) {
    const start = state.bMarks[next]! + state.tShift[next]!;
    const indent = state.sCount[next]! - state.blkIndent;
    // Only a blank line may be indented less than the container.
    if (indent < 0 && start < state.eMarks[next]!) break;
    if (indent >= 4 || state.src[start] !== token.markup[0]) continue;
    isClosed = reader.closes(state.src.slice(start, state.eMarks[next]));
    changes.push({ from: next - line, open: reader.open });
  }
  state.line = next;
  token.content = state.getLines(line + 1, isClosed ? next - 1 : next, state.sCount[line]!, true);
  token.map = [line, next];
  token.meta = { ...token.meta, fences: changes };
}

function isMarkdown(info: string): boolean {
  return /^\s*(?:md|markdown|mdx)(?![^\s{:,])/i.test(info);
}
