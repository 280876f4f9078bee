import { type MarkdownIt } from 'markdown-it';
import { type TextBounds } from './bounds';
import { outside, type Span, spansOf } from './spans';

/** A part of a text, parsed on its own. The last segment, which ends with the text, is not listed. */
export interface Segment {
  readonly end: number;
  /** How much of the text determines the end: text after this position does not change it. */
  readonly known: number;
  /** The segment ends inside a word longer than the limit. */
  readonly inWord: boolean;
}

/**
 * Returns the segments of a text, see `bounds.ts`. Each end depends only on the text from the start of its segment to
 * `known`, and not on link definitions. A stream can therefore drop a segment and still find the next ones.
 *
 * @param inWord The text begins inside a word that was cut.
 */
export function segmentsOf(md: MarkdownIt, text: string, bounds: TextBounds, inWord = false): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  let known = 0;
  for (;;) {
    const rest = text.slice(start);
    const next = inWord && !isSpace(rest[0]) ? restOfWord(rest, bounds) : nextSegment(md, rest, bounds);
    if (!next) return segments;
    known = Math.max(known, start + next.known);
    segments.push({ end: start + next.end, known, inWord: next.inWord });
    start += next.end;
    inWord = next.inWord;
  }
}

function nextSegment(md: MarkdownIt, text: string, { soft, hard, word }: TextBounds): Segment | undefined {
  if (text.length <= soft) return undefined;
  const begun = text.slice(0, hard + 1);
  const spans = spansOf(md, begun);
  const gaps = gapsOf(begun);
  const late = gaps.filter((at) => at >= soft);
  const settled = outside(spans, late)[0];
  if (settled !== undefined) return { end: settled, known: settled + 1, inWord: false };
  if (text.length <= hard) return undefined;
  const forced = forcedEnd(spans, gaps, late, hard);
  if (forced !== undefined) return { end: forced, known: hard + 1, inWord: false };
  // It begins with a long word.
  const end = text.slice(1, word + 1).search(/[ \t\n]/) + 1;
  if (end > 0) return { end, known: Math.max(end, hard) + 1, inWord: false };
  return text.length > word ? { end: withinWord(text, word), known: word + 1, inWord: true } : undefined;
}

function forcedEnd(
  spans: readonly Span[],
  gaps: readonly number[],
  late: readonly number[],
  hard: number,
): number | undefined {
  // The next segment begins with the first opener, unless this one does.
  const before = outside(spans, gaps).at(-1);
  if (before !== undefined) return before;
  // That opener is given up. A recent one may still be closed: the next segment begins with it.
  const recent = spans.filter(({ start, end }) => end < Infinity || start >= hard - hard / 4);
  const short = recent.filter(({ start, end }) => Math.min(end, hard) - start <= hard / 4);
  return outside(recent, late).at(-1) ?? outside(short, late).at(-1) ?? late.at(-1) ?? gaps.at(-1);
}

function restOfWord(text: string, { soft }: TextBounds): Segment | undefined {
  const end = text.slice(0, soft + 1).search(/[ \t\n]/);
  if (end >= 0) return { end, known: end + 1, inWord: false };
  return text.length > soft ? { end: withinWord(text, soft), known: soft + 1, inWord: true } : undefined;
}

/** Returns the position, or the one before it if that would split a surrogate pair or an escape. */
function withinWord(text: string, at: number): number {
  return at > 1 && /^(?:\\.|[\uD800-\uDBFF][\uDC00-\uDFFF])/s.test(text.slice(at - 1, at + 1)) ? at - 1 : at;
}

/**
 * Returns the positions where a split does not change the meaning of the characters on either side: before the space
 * after a word, and between two letters in a script without spaces, outside of addresses.
 */
function gapsOf(text: string): number[] {
  const gaps: number[] = [];
  let word = 0;
  let isAddress = false;
  for (let at = 1; at < text.length; at += 1) {
    if (isSpace(text[at])) {
      if (!isSpace(text[at - 1]) && text[at - 1] !== '\\') gaps.push(at);
      word = at;
      isAddress = false;
    } else if (text[at] === ':' || text[at] === '<') isAddress = true;
    else if (at - word > longestWord && !isAddress && wideLetter.test(text[at]!) && wideLetter.test(text[at - 1]!)) {
      gaps.push(at);
    }
  }
  return gaps;
}

/** In characters. Longer runs without a space are not taken for words. */
const longestWord = 60;

/** Letters outside of ASCII, surrogate pairs excluded. */
const wideLetter = /^[^\x00-\x7f]$/;

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n' || char === '\t';
}
