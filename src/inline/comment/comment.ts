import { type Token, type TokenizedLine } from '../../textmate';
import { withoutBlankEnds } from '../../util/blankEnds';
import { type CommentMarkers } from './markers';

export interface Place {
  /** Zero-based line. */
  readonly line: number;
  /** UTF-16 offset in the line. */
  readonly character: number;
}

export interface Comment {
  readonly kind: 'line' | 'block' | 'docstring';
  /** From the first marker's first character to the end of the last marker. */
  readonly start: Place;
  readonly end: Place;
  /** What it says, without markers and common indentation; lines joined with "\n". */
  readonly text: string;
  /** The leading white space of the comment's first line. */
  readonly indent: string;
  /** Whether code precedes it on its first line. */
  readonly trailing: boolean;
}

/** Lines with their tokens, made on demand. */
export interface TokenView {
  readonly lineCount: number;
  line(n: number): TokenizedLine;
}

/** A comment longer than this, in lines each way from the cursor, is cut there. */
const maxReach = 400;

/**
 * The comment at a position, told by the grammar's scopes; undefined where there is none. Consecutive line comments
 * that have their lines to themselves are one. A cursor anywhere on a line that holds only a comment is on it.
 */
export function commentAt(view: TokenView, cursor: Place, markers: CommentMarkers): Comment | undefined {
  const here = view.line(cursor.line);
  const span = spanAt(here, cursor.character);
  if (!span) return undefined;
  const kind = kindOf(view, cursor.line, span, markers);
  const ends = kind === 'line' ? lineComments(view, cursor.line, span, markers) : blockComment(view, cursor.line, span);
  return describe(view, ends.start, ends.end, kind, markers);
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export function isCommentScope(scope: string): boolean {
  return /^comment(\.|$)/.test(scope) || /^string\.(.+\.)?docstring(\.|$)/.test(scope);
}

function isComment(scopes: readonly string[]): boolean {
  return scopes.some(isCommentScope);
}

/** The comments of one line, without the white space around them. An empty line inside a comment is an empty span. */
function spansOf(line: TokenizedLine): Span[] {
  if (line.text.trim() === '') return isComment(line.carried) ? [{ start: 0, end: line.text.length }] : [];
  const spans: { start: number; end: number }[] = [];
  let before: Token | undefined;
  for (const token of line.tokens) {
    if (!isComment(token.scopes)) {
      before = undefined;
      continue;
    }
    // Two comments that touch: `/* a *//* b */`.
    const touches = before !== undefined && !(hasPart(before, 'end') && hasPart(token, 'begin'));
    if (touches) spans.at(-1)!.end = token.end;
    else spans.push({ start: token.start, end: token.end });
    before = token;
  }
  return spans.flatMap(({ start, end }) => {
    const text = line.text.slice(start, end);
    if (text.trim() === '') return [];
    return [{ start: start + text.length - text.trimStart().length, end: end - (text.length - text.trimEnd().length) }];
  });
}

function hasPart(token: Token, part: 'begin' | 'end'): boolean {
  return token.scopes.some((scope) => scope.startsWith(`punctuation.definition.comment.${part}`));
}

function spanAt(line: TokenizedLine, character: number): Span | undefined {
  const spans = spansOf(line);
  const at = spans.find((span) => span.start <= character && character <= span.end);
  if (at) return at;
  const only = spans.length === 1 ? spans[0]! : undefined;
  return only && alone(line, only) ? only : undefined;
}

/** Whether a span has its line to itself. */
function alone(line: TokenizedLine, span: Span): boolean {
  return line.text.slice(0, span.start).trim() === '' && line.text.slice(span.end).trim() === '';
}

function kindOf(view: TokenView, n: number, span: Span, markers: CommentMarkers): Comment['kind'] {
  const line = view.line(n);
  const scopes = line.tokens.find((token) => token.end > span.start)?.scopes ?? line.carried;
  if (scopes.some((scope) => scope.startsWith('string.'))) return 'docstring';
  if (isComment(line.carried) && line.text.slice(0, span.start).trim() === '') return 'block';
  const text = line.text.slice(span.start, span.end);
  if (markers.block.some(([start]) => text.startsWith(start))) return 'block';
  if (markers.line.some((marker) => startsWithMarker(text, marker))) return 'line';
  if (scopes.some((scope) => scope.startsWith('comment.line'))) return 'line';
  return scopes.some((scope) => scope.startsWith('comment.block')) || isOpenAfter(view, n) ? 'block' : 'line';
}

function isOpenAfter(view: TokenView, n: number): boolean {
  return n + 1 < view.lineCount && isComment(view.line(n + 1).carried);
}

interface Ends {
  readonly start: Place;
  readonly end: Place;
}

function lineComments(view: TokenView, n: number, span: Span, markers: CommentMarkers): Ends {
  const belongs = (m: number): Span | undefined => {
    if (m < 0 || m >= view.lineCount) return undefined;
    const line = view.line(m);
    const spans = spansOf(line);
    const one = spans.length === 1 && line.text.trim() !== '' ? spans[0]! : undefined;
    return one && alone(line, one) && kindOf(view, m, one, markers) === 'line' ? one : undefined;
  };
  let first = { line: n, character: span.start };
  let last = { line: n, character: span.end };
  if (!alone(view.line(n), span)) return { start: first, end: last };
  for (let m = n - 1; m >= n - maxReach; m--) {
    const above = belongs(m);
    if (!above) break;
    first = { line: m, character: above.start };
  }
  for (let m = n + 1; m <= n + maxReach; m++) {
    const below = belongs(m);
    if (!below) break;
    last = { line: m, character: below.end };
  }
  return { start: first, end: last };
}

function blockComment(view: TokenView, n: number, span: Span): Ends {
  let first = { line: n, character: span.start };
  let last = { line: n, character: span.end };
  const startsHere = view.line(n).text.slice(0, span.start).trim() !== '' || !isComment(view.line(n).carried);
  if (!startsHere) {
    for (let m = n - 1; m >= 0 && m >= n - maxReach; m--) {
      const line = view.line(m);
      const above = spansOf(line).at(-1);
      if (!above) break;
      first = { line: m, character: above.start };
      const wholeLine = line.text.slice(0, above.start).trim() === '';
      if (!isComment(line.carried) || !wholeLine) break;
    }
  }
  const endsHere = view.line(n).text.slice(span.end).trim() !== '' || !isOpenAfter(view, n);
  if (!endsHere) {
    for (let m = n + 1; m < view.lineCount && m <= n + maxReach; m++) {
      const line = view.line(m);
      if (!isComment(line.carried)) break;
      const below = spansOf(line)[0];
      if (!below || line.text.slice(0, below.start).trim() !== '') break;
      last = { line: m, character: below.end };
      if (line.text.slice(below.end).trim() !== '' || !isOpenAfter(view, m)) break;
    }
  }
  return { start: first, end: last };
}

function describe(
  view: Pick<TokenView, 'line'>,
  start: Place,
  end: Place,
  kind: Comment['kind'],
  markers: CommentMarkers,
): Comment {
  const lines: string[] = [];
  for (let n = start.line; n <= end.line; n++) {
    const text = view.line(n).text;
    lines.push(
      text.slice(
        n === start.line ? start.character : 0,
        n === end.line ? Math.min(end.character, text.length) : undefined,
      ),
    );
  }
  const firstLine = view.line(start.line).text;
  return {
    kind,
    start,
    end,
    text: kind === 'line' ? lineText(lines, markers) : blockText(lines, kind, markers),
    indent: /^[ \t]*/.exec(firstLine)![0],
    trailing: firstLine.slice(0, start.character).trim() !== '',
  };
}

/** A marker that is a word, such as `REM`, needs something that is no letter behind it. */
function startsWithMarker(text: string, marker: string): boolean {
  if (text.slice(0, marker.length).toLowerCase() !== marker.toLowerCase()) return false;
  return !/\w$/.test(marker) || !/^\w/.test(text.slice(marker.length));
}

/** `//` also opens `///` and `//!`; `#` also `##` and `#'`; `;` also `;;`. */
function withoutLineMarker(text: string, markers: CommentMarkers): string {
  const marker = [...markers.line].sort((a, b) => b.length - a.length).find((one) => startsWithMarker(text, one));
  if (marker === undefined) return text.replace(/^(\/\/|--|[#;%'"!*])[/#;%!*-]*/, '');
  const rest = text.slice(marker.length);
  const repeated = marker.at(-1)!;
  if (/\w/.test(repeated)) return rest;
  let at = 0;
  while (rest[at] === repeated) at++;
  return rest.slice(at).replace(/^[!'](?=\s|$)/, '');
}

/** Text of line comments; each line may be indented. */
export function lineText(lines: readonly string[], markers: CommentMarkers): string {
  return tidy(lines.map((line) => withoutLineMarker(line.trim(), markers)));
}

/** Text of a block comment or docstring whose first line starts at its marker. */
export function blockText(lines: readonly string[], kind: 'block' | 'docstring', markers: CommentMarkers): string {
  let [first = '', ...rest] = lines;
  const pairs: (readonly [string, string])[] = [
    ...(kind === 'docstring' ? docstringPairs(first) : []),
    ...markers.block,
    ['/*', '*/'],
    ['<!--', '-->'],
  ];
  const pair = pairs.filter(([start]) => first.startsWith(start)).sort((a, b) => b[0].length - a[0].length)[0];
  if (pair) {
    first = first.slice(pair[0].length);
    const last = rest.length > 0 ? rest.at(-1)! : first;
    const bare = last.trimEnd().endsWith(pair[1]) ? last.trimEnd().slice(0, -pair[1].length) : last;
    if (rest.length > 0) rest = [...rest.slice(0, -1), bare];
    else first = bare;
    // `/**` and ` **/`: the marker's last character repeated.
    if (pair[0].endsWith('*')) first = first.replace(/^[*!]+/, '');
  }
  const starred = rest.length > 0 && rest.every((line) => /^\s*(\*|$)/.test(line));
  if (starred) rest = rest.map((line) => line.replace(/^\s*\*+/, ''));
  return tidy([first, ...rest], 1);
}

function docstringPairs(first: string): (readonly [string, string])[] {
  const match = /^([a-zA-Z]*)("""|'''|"|')/.exec(first);
  return match ? [[match[0], match[2]!]] : [];
}

/** Takes away common indentation (of the lines from `from` on, since the first follows its marker) and blank ends. */
function tidy(lines: readonly string[], from = 0): string {
  const depth = (line: string) => /^\s*/.exec(line)![0].length;
  const indented = lines.slice(from).filter((line) => line.trim() !== '');
  const common = indented.reduce((least, line) => Math.min(least, depth(line)), indented[0]?.length ?? 0);
  return withoutBlankEnds(
    lines.map((line, n) => (n < from ? line.trim() : line.slice(Math.min(common, depth(line))).trimEnd())).join('\n'),
  );
}
