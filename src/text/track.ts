/** A change of a document, as VS Code reports it: offsets in UTF-16 units of the text before the change. */
export interface Change {
  readonly offset: number;
  /** How much was taken away. */
  readonly length: number;
  /** What was put there. */
  readonly text: string;
}

/**
 * Where a pending change is. `start` to `end` is what Discard takes away; `anchor`, inside it, is where the next piece
 * of a stream goes; `origin` is a place to start over from (the comment), tracked along.
 */
export interface Tracked {
  readonly start: number;
  readonly end: number;
  readonly anchor: number;
  readonly origin: number;
  /** Whether an empty range stays in front of text that is put exactly there: at the start of a line, not at its end. */
  readonly stays: boolean;
}

/** `lost`: one change replaced the whole range, and what was pending is no longer to be found. */
export type Moved = { readonly tracked: Tracked; readonly lost: boolean };

/**
 * Follows someone else's change.
 *
 * - Text put at either edge is outside: it is the reader's, and Discard keeps it. So is what replaces text across an
 *   edge.
 * - A change inside belongs to the pending text: the range grows and shrinks with it, and Discard takes it away too.
 *   Left behind, an edit of code that is gone would be a fragment without a meaning; undo brings it back.
 * - An empty range (nothing written yet) at the end of a line moves right with text put exactly there, so that a reader
 *   who goes on typing the comment is not split from it; at the start of a line it stays in front.
 * - When one change replaces everything (a formatter, a revert, a reload from disk), the range is found again if the
 *   new text holds `pending`, the range's text before the change, exactly once.
 */
export function follow(tracked: Tracked, change: Change, pending: string): Moved {
  const { start, end } = tracked;
  const from = change.offset;
  const to = from + change.length;
  const grown = change.text.length - change.length;
  const origin = movePoint(tracked.origin, change);

  const atEmpty = start === end && change.length === 0 && from === start;
  if (to <= start && !(atEmpty && tracked.stays)) {
    const anchor = tracked.anchor + grown;
    return { tracked: { ...tracked, start: start + grown, end: end + grown, anchor, origin }, lost: false };
  }
  if (from >= end) return { tracked: { ...tracked, origin }, lost: false };

  const anchor = movePoint(tracked.anchor, change);
  if (from <= start && to >= end) {
    const at = pending === '' ? -1 : change.text.indexOf(pending);
    if (at >= 0 && change.text.indexOf(pending, at + 1) < 0) {
      const found = from + at;
      return {
        tracked: {
          ...tracked,
          start: found,
          end: found + pending.length,
          anchor: found + tracked.anchor - start,
          origin,
        },
        lost: false,
      };
    }
    return { tracked: { ...tracked, start: from, end: from, anchor: from, origin }, lost: true };
  }
  if (from < start) {
    const edge = from + change.text.length;
    return {
      tracked: { ...tracked, start: edge, end: end + grown, anchor: Math.max(edge, anchor), origin },
      lost: false,
    };
  }
  if (to > end) return { tracked: { ...tracked, end: from, anchor: Math.min(from, anchor), origin }, lost: false };
  return { tracked: { ...tracked, end: end + grown, anchor, origin }, lost: false };
}

/**
 * A removal that could as well be told from another place: of `a⏎b⏎`, taking away `b⏎` or `⏎b` leaves the same text.
 * What compares texts (a revert, a reload from disk) may name the other one, across our edge; here it is moved to lie
 * inside the range or to be it. `before` and `after` are the text next to the range.
 */
export function settled(
  { start, end }: Tracked,
  change: Change,
  around: { readonly before: string; readonly pending: string; readonly after: string },
): Change {
  const from = change.offset;
  const to = from + change.length;
  if (change.text !== '' || change.length > end - start) return change;
  if (from < start && to > start && to < end) {
    const by = start - from;
    const inside = around.pending.slice(to - start, to - start + by);
    if (inside.length === by && around.before.endsWith(inside)) return { ...change, offset: from + by };
  }
  if (to > end && from > start && from < end) {
    const by = to - end;
    const inside = around.pending.slice(from - by - start, from - start);
    if (inside.length === by && around.after.startsWith(inside)) return { ...change, offset: from - by };
  }
  return change;
}

/** Follows our own writing at the anchor: the text is pending, and the next piece goes behind it. */
export function written(tracked: Tracked, change: Change, tail: number): Tracked {
  const grown = change.text.length - change.length;
  const end = Math.max(tracked.end, change.offset + change.length) + grown;
  const origin = movePoint(tracked.origin, change);
  const anchor = change.offset + change.text.length - tail;
  return { ...tracked, start: Math.min(tracked.start, change.offset), end, anchor, origin };
}

/** Text put exactly at a point stays behind it; a point inside replaced text goes to where the replacement begins. */
export function movePoint(point: number, change: Change): number {
  if (point <= change.offset) return point;
  if (point >= change.offset + change.length) return point + change.text.length - change.length;
  return change.offset;
}
