import { isObject, parseJson } from './json';

/** Characters of a line that are kept to look at. Longer events come from servers that separate them. */
const longestLine = 1_000_000;

/**
 * Puts back the blank lines that end events, for servers that write one line after the other: their whole stream would
 * be a single event, to be had at its end.
 *
 * A line of data that is a whole JSON object ends its event, since with more data behind it, it would be no JSON. In
 * other streams the blank line follows, and nothing is parsed here.
 *
 * @param pass Takes the text on, in pieces.
 */
export function createSeparator(pass: (text: string) => void): (text: string) => void {
  let line = '';
  /** The line of data right before this one. */
  let data = '';
  let atLineStart = true;
  let afterReturn = false;

  return function feed(text: string): void {
    const endOfLine = lineEnds(text);
    let passed = 0;
    let at = 0;
    while (at < text.length) {
      if (atLineStart && afterReturn && text[at] === '\n') {
        // The second half of a line end, and no blank line.
        afterReturn = false;
        at += 1;
        continue;
      }
      if (atLineStart) {
        if (data !== '' && beginsEvent(text[at]!) && isObject(parseJson(data.slice('data:'.length)))) {
          // Two, since the first may only be the second half of a line end.
          pass(`${text.slice(passed, at)}\n\n`);
          passed = at;
        }
        data = '';
        line = '';
      }
      const end = endOfLine(at);
      if (line.length < longestLine) line += text.slice(at, end);
      atLineStart = end < text.length;
      afterReturn = text[end] === '\r';
      if (atLineStart && line.startsWith('data:') && line.length < longestLine) data = line;
      at = end + 1;
    }
    pass(text.slice(passed));
  };
}

/** `data:` or `event:`; the other fields may well stand behind the data of their event. */
function beginsEvent(char: string): boolean {
  return char === 'd' || char === 'e';
}

/** Where the line with a place in it ends. Looks for each kind of line end once, not once a line. */
function lineEnds(text: string): (from: number) => number {
  let feed = -1;
  let carriage = -1;
  const next = (char: string, from: number): number => {
    const found = text.indexOf(char, from);
    return found < 0 ? text.length : found;
  };
  return (from) => {
    if (feed < from) feed = next('\n', from);
    if (carriage < from) carriage = next('\r', from);
    return Math.min(feed, carriage);
  };
}
