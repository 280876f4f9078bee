import { type LineSource } from '../textmate';
import { type CommentMarkers } from './markers';

/** Signs that open or close a comment in some language, also in one that is embedded here. */
const sign = /\/\/|\/\*|\*\/|<!--|-->|["'#%;]|--|\{-|\(\*|^\s*\*|^=\w|\brem\b/i;
const opens = /\/\*|<!--|\{-|\(\*|#=|<#|"""|'''|--\[\[|\{\{!--|@\*|^=\w/;
const closes = /\*\/|-->|-\}|\*\)|=#|#>|\]\]|\*@|^=cut|^=end/;

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
    if (opens.test(above) || markers.block.some(([start]) => above.includes(start))) return true;
    if (closes.test(above) || markers.block.some(([, end]) => above.includes(end))) return false;
  }
  return false;
}
