import { diffArrays, diffWordsWithSpace } from 'diff';
import { type Change } from './track';

/** Lines that differ, zero-based, the ends exclusive; at least one of the two ranges has a line. */
export interface Hunk {
  readonly baseStart: number;
  readonly baseEnd: number;
  readonly start: number;
  readonly end: number;
}

/** Beyond this many moves of lines that both texts have, the middle counts as one hunk: a finer answer would cost seconds. */
const maxEdits = 2000;

/** Where two texts differ, line by line, in order. */
export function lineHunks(base: string, current: string): Hunk[] {
  const before = splitLines(base);
  const after = splitLines(current);
  const pairs = commonLines(before, after);
  if (!pairs) return [middle(before, after)];
  const hunks: Hunk[] = [];
  let baseStart = 0;
  let start = 0;
  for (const [baseEnd, end] of [...pairs, [before.length, after.length] as const]) {
    if (baseEnd > baseStart || end > start) hunks.push({ baseStart, baseEnd, start, end });
    baseStart = baseEnd + 1;
    start = end + 1;
  }
  return hunks;
}

/**
 * Which lines of two texts are the same ones, in order, as pairs of their indices; undefined where finding out would take
 * too long. A line that the other text does not have has no part in the search, so that texts with nothing in common
 * cost no more than equal ones.
 */
export function commonLines(
  before: readonly string[],
  after: readonly string[],
): (readonly [number, number])[] | undefined {
  const [had, has] = [new Set(before), new Set(after)];
  const left = [...before.keys()].filter((n) => has.has(before[n]!));
  const right = [...after.keys()].filter((n) => had.has(after[n]!));
  const parts = diffArrays(
    left.map((n) => before[n]!),
    right.map((n) => after[n]!),
    { maxEditLength: maxEdits },
  );
  if (!parts) return undefined;
  const pairs: (readonly [number, number])[] = [];
  let [l, r] = [0, 0];
  for (const { added, removed, count } of parts) {
    if (!added && !removed) for (let n = 0; n < count; n++) pairs.push([left[l + n]!, right[r + n]!]);
    if (!added) l += count;
    if (!removed) r += count;
  }
  return pairs;
}

/** The lines of a text, each with its line end; none for an empty text. */
export function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function middle(before: readonly string[], after: readonly string[]): Hunk {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { baseStart: head, baseEnd: before.length - tail, start: head, end: after.length - tail };
}

/** The text of some lines. */
export function linesText(text: string, start: number, end: number): string {
  return splitLines(text).slice(start, end).join('');
}

/** The base once the reader has taken a hunk as their own. */
export function keepHunk(base: string, current: string, hunk: Hunk): string {
  const lines = splitLines(base);
  return [
    ...lines.slice(0, hunk.baseStart),
    linesText(current, hunk.start, hunk.end),
    ...lines.slice(hunk.baseEnd),
  ].join('');
}

/** The change of the current text that puts a hunk back to what the base has. */
export function discardHunk(base: string, current: string, hunk: Hunk): Change {
  return {
    offset: linesText(current, 0, hunk.start).length,
    length: linesText(current, hunk.start, hunk.end).length,
    text: linesText(base, hunk.baseStart, hunk.baseEnd),
  };
}

/**
 * The base after someone else's change of the current text: a change between the hunks is the reader's own and belongs
 * to both. Undefined for one that touches a hunk, and so becomes a part of what is pending.
 */
export function rebase(base: string, current: string, change: Change): string | undefined {
  const from = change.offset;
  const to = from + change.length;
  let shift = 0;
  const lines = splitLines(current);
  const baseLines = splitLines(base);
  let [line, start] = [0, 0];
  for (const hunk of lineHunks(base, current)) {
    start += lengthOf(lines, line, hunk.start);
    const end = start + lengthOf(lines, hunk.start, hunk.end);
    if (from < end && to > start) return undefined;
    if (end <= from) shift += lengthOf(baseLines, hunk.baseStart, hunk.baseEnd) - (end - start);
    [line, start] = [hunk.end, end];
  }
  return base.slice(0, from + shift) + change.text + base.slice(to + shift);
}

function lengthOf(lines: readonly string[], start: number, end: number): number {
  let length = 0;
  for (let n = start; n < end; n++) length += lines[n]!.length;
  return length;
}

/** Words of one hunk that differ: offsets in the current text, and what was taken away where. */
export interface WordChanges {
  readonly added: readonly { readonly start: number; readonly end: number }[];
  readonly removed: readonly { readonly at: number; readonly text: string }[];
}

/** Longer texts, and ones that have little in common, are better shown as whole lines. */
const maxWords = 4000;

export function wordChanges(before: string, after: string): WordChanges | undefined {
  if (before === '' || after === '' || before.length + after.length > maxWords) return undefined;
  const added: { start: number; end: number }[] = [];
  const removed: { at: number; text: string }[] = [];
  let at = 0;
  let common = 0;
  for (const part of diffWordsWithSpace(before, after)) {
    if (part.removed) {
      removed.push({ at, text: part.value });
      continue;
    }
    if (part.added) added.push({ start: at, end: at + part.value.length });
    else common += part.value.trim().length;
    at += part.value.length;
  }
  return common * 3 >= after.trim().length ? { added, removed } : undefined;
}
