/** A place in a text: zero-based line and UTF-16 character, whatever its line ends are. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface FoundText {
  /** Which of the texts it is in. */
  readonly index: number;
  readonly start: Place;
  readonly end: Place;
}

/** Where a text is, exactly but for the line ends, in one of several others; undefined unless there is one place. */
export function findOnce(text: string, others: readonly string[]): FoundText | undefined {
  const wanted = withLineFeeds(text);
  if (wanted === '') return undefined;
  let found: FoundText | undefined;
  for (const [index, other] of others.entries()) {
    const all = withLineFeeds(other);
    const at = all.indexOf(wanted);
    if (at < 0) continue;
    if (found || all.indexOf(wanted, at + 1) >= 0) return undefined;
    found = { index, start: placeAt(all, at), end: placeAt(all, at + wanted.length) };
  }
  return found;
}

/** Whether a text is several lines with something on at least two of them. */
export function hasLines(text: string): boolean {
  return /[\r\n]/.test(text.trim());
}

function withLineFeeds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

function placeAt(text: string, offset: number): Place {
  let line = 0;
  let start = 0;
  for (let next = text.indexOf('\n'); next >= 0 && next < offset; next = text.indexOf('\n', start)) {
    line += 1;
    start = next + 1;
  }
  return { line, character: offset - start };
}
