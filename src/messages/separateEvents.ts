import { isEventType } from './eventTypes';
import { isObject, parseJson } from './json';

/** Characters of a line that are kept to look at. Longer events come from servers that separate them. */
const longestLine = 1_000_000;

/**
 * Puts back the blank lines that end events, for servers that write one line after the other: their whole stream would
 * be a single event, to be had at its end.
 *
 * A line of data that is a whole JSON object ends its event, since with more data behind it, it would be no JSON; unless
 * it stands within an event that is written over several lines. In other streams the blank line follows, and nothing is
 * parsed here.
 *
 * @param pass Takes the text on, in pieces.
 */
export function createSeparator(pass: (text: string) => void): (text: string) => void {
  let line = '';
  /** The line of data right before this one. */
  let data = '';
  let atLineStart = true;
  let afterReturn = false;
  /** Brackets that the event has opened and not closed in its lines of data so far; undefined where these are no JSON. */
  let open: number | undefined = 0;

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
        if (line === '') open = 0;
        else if (data !== '' && !isLineEnd(text[at]!)) {
          open = openAfter(data.slice('data:'.length), open);
          if (open === 0 && beginsEvent(text[at]!)) {
            // Two, since the first may only be the second half of a line end.
            pass(`${text.slice(passed, at)}\n\n`);
            passed = at;
          }
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

/**
 * The brackets that are open after one more line of data; 0 when the event is whole with it. A line that is an event by
 * itself ends what was never finished.
 */
function openAfter(data: string, open: number | undefined): number | undefined {
  const value = parseJson(data);
  if (isObject(value) && (!open || (value['type'] !== 'message' && isEventType(value['type'])))) return 0;
  const begins = open ? open > 0 : /^\s*[{[]/.test(data);
  const added = begins ? bracketsOf(data) : undefined;
  return added === undefined ? undefined : Math.max(0, (open ?? 0) + added);
}

/** Brackets that a line opens, less those that it closes; undefined where it ends within a string, which no line may. */
function bracketsOf(line: string): number | undefined {
  let open = 0;
  let isString = false;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at]!;
    if (char === '"') isString = !isString;
    else if (isString) at += char === '\\' ? 1 : 0;
    else if (char === '{' || char === '[') open += 1;
    else if (char === '}' || char === ']') open -= 1;
  }
  return isString ? undefined : open;
}

function isLineEnd(char: string): boolean {
  return char === '\n' || char === '\r';
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
