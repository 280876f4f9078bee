/** Cheap looks at a line, before a grammar is loaded and run for it. They may take code for a comment. */
import { type LineSource } from '../../textmate';
import { defaultMarkers, type CommentMarkers } from './markers';

/** Signs that open or close a comment in some language, also in one that is embedded here. */
const anySign = /\/\/|\/\*|\*\/|<!--|-->|["'#%;]|--|\{-|\(\*|^\s*\*|^=\w|\brem\b/i;

/** The same where code has them seldom: not in `i--` and `a % b`, around a string, or behind a statement. */
const rareSign =
  /\/\/|\/\*|\*\/|<!--|-->|\{-|\(\*|"""|'''|^\s*\*|^=\w|^#!|\brem\b|^\s*%|^\s*--(?!-)|(^|\s)(--[\s[]|#\s|;)/i;
/** Where `//` is a comment, this is a directive, a private member or the like. */
const hashSign = /^\s*#/;
const foreignSign = /(^|\s)[#%]|^\s*'/;

/** Languages in whose files other languages have their comments. */
const mixed = new Set(['html', 'latex', 'markdown', 'php', 'svelte', 'tex', 'vue']);
/** What has no comments. A language that merely has no markers in the table may have any. */
const withoutComments = new Set(['plaintext', 'scminput', 'search-result']);

const opens = /\/\*|<!--|\{-|\(\*|#=|<#|"""|'''|--\[\[|\{\{!--|@\*|^=\w/g;
const closes = /\*\/|-->|-\}|\*\)|=#|#>|\]\]|\*@|^=cut|^=end/g;

/** Lines that are read backwards to find the start of a block comment. */
const lookBack = 500;

/**
 * Whether a line may belong to a comment: says no only where a comment would show a sign of itself. A language without
 * markers may have any comments.
 */
export function mayBeComment(
  source: LineSource,
  n: number,
  markers: CommentMarkers,
  signs: readonly RegExp[] = [anySign],
): boolean {
  if (markers.line.length + markers.block.length === 0) return true;
  const text = source.lineAt(n);
  if (signs.some((sign) => sign.test(text))) return true;
  const lower = text.toLowerCase();
  if ([...markers.line, ...markers.block.flat()].some((marker) => lower.includes(marker.toLowerCase()))) return true;
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

/** The same by the language alone, where no configuration was read. Takes less code for a comment. */
export function mayBeCommentIn(languageId: string, source: LineSource, n: number): boolean {
  if (withoutComments.has(languageId)) return false;
  const markers = defaultMarkers(languageId);
  const others = mixed.has(languageId) ? [foreignSign] : markers.line.includes('//') ? [] : [hashSign];
  return mayBeComment(source, n, markers, [rareSign, ...others]);
}

function last(text: string, pattern: RegExp): number {
  let at = -1;
  for (const match of text.matchAll(pattern)) at = match.index;
  return at;
}
