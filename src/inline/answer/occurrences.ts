/**
 * How many of the wanted lines stand in a text from each of its lines on: at each index their number, at most all of
 * them. In linear time, however often a line is repeated.
 *
 * The Z algorithm over the wanted lines and the text: what is known of an earlier stretch is not looked at again.
 */
export function matchLengths(lines: readonly string[], wanted: readonly string[]): number[] {
  const all = [...wanted, undefined, ...lines];
  const lengths = new Array<number>(all.length).fill(0);
  let from = 0;
  let to = 0;
  for (let n = 1; n < all.length; n++) {
    let length = n < to ? Math.min(to - n, lengths[n - from]!) : 0;
    while (all[length] !== undefined && all[n + length] === all[length]) length++;
    lengths[n] = length;
    if (n + length > to) [from, to] = [n, n + length];
  }
  return lengths.slice(wanted.length + 1);
}

/** Where in a text all of the wanted lines stand, from a line on. */
export function placesOf(lines: readonly string[], wanted: readonly string[], from: number): number[] {
  return matchLengths(lines, wanted).flatMap((length, n) => (n >= from && length === wanted.length ? [n] : []));
}
