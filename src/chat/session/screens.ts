import type { Turn } from '../../conversation/model';

/** In lines of the side panel: one to two screens. The view asks for more when it comes near the end of what it has. */
const someLines = 64;
/** px in a line of the side panel, at the size of text that VS Code begins with. */
const lineHeight = 18;
/** Characters in a line of the side panel. */
const lineLength = 60;
/** Lines that a turn takes beside its text, at least. */
const margin = 2;

/** Lines that fill a view of so many px: what comes first is painted the sooner the less it is. */
export const linesIn = (height: number): number =>
  Math.min(Math.max(Math.ceil(height / lineHeight), 20), 4 * someLines);

/** Where a message of turns begins that ends before `end`: `lines` or more, `limit` turns at most, one at least. */
export function screensBefore(turns: readonly Turn[], end: number, limit: number, lines = someLines): number {
  let from = end;
  for (let sum = 0; from > 0 && end - from < limit && sum < lines; from--) sum += linesOf(turns[from - 1]!);
  return from;
}

/** Where a message of turns ends, exclusive, that begins with `from`. */
export function screensAfter(turns: readonly Turn[], from: number, limit: number, lines = someLines): number {
  let end = from;
  for (let sum = 0; end < turns.length && end - from < limit && sum < lines; end++) sum += linesOf(turns[end]!);
  return end;
}

/** About how high a turn is; what is folded at first is one line. */
function linesOf({ role, text = '', content }: Turn): number {
  const texts =
    role === 'user' ? [text] : content.map((block) => (block.type === 'text' ? String(block['text'] ?? '') : ''));
  return margin + texts.reduce((lines, one) => lines + 1 + one.length / lineLength + one.split('\n').length - 1, 0);
}
