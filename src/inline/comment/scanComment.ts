import { type LineSource } from '../../textmate';
import { blockText, lineText, type Comment, type Place } from './comment';
import { type CommentMarkers } from './markers';

/** Lines above the cursor that are read to find out whether it is inside a block comment. */
const lookBack = 2000;

/**
 * The comment at a position where no grammar tells: a scan for the language's markers that knows strings, but not the
 * language. Used for languages without a grammar in this host, and beyond the size that is tokenised.
 */
export function scanCommentAt(source: LineSource, cursor: Place, markers: CommentMarkers): Comment | undefined {
  const found: Found[] = [];
  const top = Math.max(0, cursor.line - lookBack);
  const signs = new RegExp(
    ['["\'`]', ...[...markers.line, ...markers.block.map(([one]) => one)].map(escape)].join('|'),
    'g',
  );
  let open: Open | undefined;
  for (let n = top; n < source.lineCount; n++) {
    if (n > cursor.line && !open && !continues(found, n, cursor.line)) break;
    open = scanLine(source.lineAt(n), n, open, markers, signs, found);
  }
  if (open?.kind === 'block') {
    const last = source.lineCount - 1;
    found.push({ kind: 'block', start: open.start, end: { line: last, character: source.lineAt(last).length } });
  }
  const index = found.findIndex((one) => contains(source, one, cursor));
  if (index < 0) return undefined;
  let { start, end } = found[index]!;
  const kind = found[index]!.kind;
  if (kind === 'line' && alone(source, found[index]!)) {
    for (let i = index - 1; i >= 0 && joins(source, found[i]!, start.line - 1); i--) start = found[i]!.start;
    for (let i = index + 1; i < found.length && joins(source, found[i]!, end.line + 1); i++) end = found[i]!.end;
  }
  return describe(source, kind, start, end, markers);
}

interface Found {
  readonly kind: 'line' | 'block';
  readonly start: Place;
  readonly end: Place;
}

type Open =
  | { readonly kind: 'block'; readonly start: Place; readonly until: string }
  | { readonly kind: 'string'; readonly until: string };

/** Finds what ends on this line and returns what stays open after it. */
function scanLine(
  text: string,
  n: number,
  open: Open | undefined,
  markers: CommentMarkers,
  signs: RegExp,
  found: Found[],
): Open | undefined {
  let at = 0;
  let state = open;
  while (at <= text.length) {
    if (state) {
      const close = state.kind === 'string' ? endOfString(text, at, state.until) : text.indexOf(state.until, at);
      if (close < 0) return spansLines(state) ? state : undefined;
      at = close + state.until.length;
      if (state.kind === 'block') found.push({ kind: 'block', start: state.start, end: { line: n, character: at } });
      state = undefined;
      continue;
    }
    // On to the next place where a comment or a string may start.
    signs.lastIndex = at;
    at = signs.exec(text)?.index ?? text.length;
    const block = markers.block.find(([start]) => text.startsWith(start, at));
    const line = markers.line.find((marker) => startsMarker(text, at, marker));
    if (block && (!line || block[0].length >= line.length)) {
      // A docstring stands alone; behind code the same quotes make a string.
      const isString = /^["'`]/.test(block[0]) && /\S/.test(text.slice(0, at));
      state = isString
        ? { kind: 'string', until: block[1] }
        : { kind: 'block', start: { line: n, character: at }, until: block[1] };
      at += block[0].length;
    } else if (line) {
      found.push({
        kind: 'line',
        start: { line: n, character: at },
        end: { line: n, character: text.trimEnd().length },
      });
      return undefined;
    } else if (/["'`]/.test(text[at] ?? '')) {
      // An apostrophe inside a word is one: don't, Rust's 'a, a digit separator.
      const quote = text[at]!;
      const apostrophe = quote === "'" && (/\w/.test(text[at - 1] ?? '') || endOfString(text, at + 1, quote) < 0);
      at++;
      if (!apostrophe) state = { kind: 'string', until: quote };
    } else {
      at++;
    }
  }
  return state && spansLines(state) ? state : undefined;
}

function escape(marker: string): string {
  return marker.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function spansLines(open: Open): boolean {
  return open.kind === 'block' || open.until === '`' || open.until.length > 1;
}

function startsMarker(text: string, at: number, marker: string): boolean {
  if (!text.startsWith(marker, at)) return false;
  // `#` in `$#` or in `a#b`, and `%` in `50%2`, are no comments; `//` after a colon is an address.
  const before = text[at - 1];
  if (marker === '//' && before === ':') return false;
  // PHP's attributes.
  if (marker === '#' && text[at + 1] === '[') return false;
  return before === undefined || marker.length > 1 || /[\s;{}()[\],]/.test(before);
}

function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text.startsWith(quote, at)) return at;
  }
  return -1;
}

function continues(found: readonly Found[], n: number, cursorLine: number): boolean {
  const last = found.at(-1);
  return n === cursorLine + 1 ? last?.end.line === cursorLine : last?.kind === 'line' && last.end.line === n - 1;
}

function contains(source: LineSource, one: Found, cursor: Place): boolean {
  const after =
    cursor.line > one.start.line || (cursor.line === one.start.line && cursor.character >= one.start.character);
  const before = cursor.line < one.end.line || (cursor.line === one.end.line && cursor.character <= one.end.character);
  if (after && before) return true;
  return cursor.line >= one.start.line && cursor.line <= one.end.line && alone(source, one);
}

function alone(source: LineSource, one: Found): boolean {
  const before = source.lineAt(one.start.line).slice(0, one.start.character);
  return before.trim() === '' && source.lineAt(one.end.line).slice(one.end.character).trim() === '';
}

function joins(source: LineSource, one: Found, line: number): boolean {
  return one.kind === 'line' && one.start.line === line && alone(source, one);
}

function describe(source: LineSource, kind: Found['kind'], start: Place, end: Place, markers: CommentMarkers): Comment {
  const lines: string[] = [];
  for (let n = start.line; n <= end.line; n++) {
    lines.push(
      source.lineAt(n).slice(n === start.line ? start.character : 0, n === end.line ? end.character : undefined),
    );
  }
  const firstLine = source.lineAt(start.line);
  return {
    kind,
    start,
    end,
    text: kind === 'line' ? lineText(lines, markers) : blockText(lines, 'block', markers),
    indent: /^[ \t]*/.exec(firstLine)![0],
    trailing: firstLine.slice(0, start.character).trim() !== '',
  };
}
