import type { Turn } from '../conversation/model';

/**
 * In lines of the side panel: one to two screens. What comes first is painted the sooner the less it is, and the view
 * asks for more when it comes near the end of what it has.
 */
const linesAtOnce = 64;
/** Characters in a line of the side panel. */
const lineLength = 60;
/** Lines around a turn's text, at least. */
const margin = 1;

/** Where a message of turns begins that ends before `end`: one to two screens, `limit` turns at most, one at least. */
export function screensBefore(turns: readonly Turn[], end: number, limit: number): number {
  let from = end;
  for (let lines = 0; from > 0 && end - from < limit && lines < linesAtOnce; from--) lines += linesOf(turns[from - 1]!);
  return from;
}

/** Where a message of turns ends, exclusive, that begins with `from`. */
export function screensAfter(turns: readonly Turn[], from: number, limit: number): number {
  let end = from;
  for (let lines = 0; end < turns.length && end - from < limit && lines < linesAtOnce; end++)
    lines += linesOf(turns[end]!);
  return end;
}

/** About how high a turn is; what is folded at first is one line. */
function linesOf({ role, text = '', content }: Turn): number {
  const texts =
    role === 'user' ? [text] : content.map((block) => (block.type === 'text' ? String(block['text'] ?? '') : ''));
  return margin + texts.reduce((lines, one) => lines + 1 + one.length / lineLength + one.split('\n').length - 1, 0);
}
