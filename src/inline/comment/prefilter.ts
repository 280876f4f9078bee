import { type LineSource } from '../../textmate';
import { type CommentMarkers } from './markers';

/** Signs that open or close a comment in some language, also in one that is embedded here. */
const sign = /\/\/|\/\*|\*\/|<!--|-->|["'#%;]|--|\{-|\(\*|^\s*\*|^=\w|\brem\b/i;
const opens = /\/\*|<!--|\{-|\(\*|#=|<#|"""|'''|--\[\[|\{\{!--|@\*|^=\w/g;
const closes = /\*\/|-->|-\}|\*\)|=#|#>|\]\]|\*@|^=cut|^=end/g;

/** Lines that are read backwards to find the start of a block comment. */
const lookBack = 500;

/**
 * Whether a line may belong to a comment: a cheap look that says no only where a comment would show a sign of itself,
 * so that moving through code does not load and run a grammar. May say yes to code.
 */
export function mayBeComment(source: LineSource, n: number, markers: CommentMarkers): boolean {
  if (markers.line.length + markers.block.length === 0) return true;
  const text = source.lineAt(n);
  if (sign.test(text)) return true;
  const lower = text.toLowerCase();
  if (markers.line.some((marker) => lower.includes(marker.toLowerCase()))) return true;
  for (let m = n - 1; m >= 0 && m >= n - lookBack; m--) {
    const above = source.lineAt(m);
    const open = Math.max(last(above, opens), ...markers.block.map(([start]) => above.lastIndexOf(start)));
    const close = Math.max(last(above, closes), ...markers.block.map(([, end]) => above.lastIndexOf(end)));
    // The same sign opens and closes in some languages.
    if (open >= 0 && open >= close) return true;
    if (close >= 0) return false;
  }
  return false;
}

function last(text: string, pattern: RegExp): number {
  let at = -1;
  for (const match of text.matchAll(pattern)) at = match.index;
  return at;
}
