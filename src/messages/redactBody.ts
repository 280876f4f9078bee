import { endOfString } from './json';
import type { Redactor } from './redact';
import type { RecordedBody } from './recordedBody';

/** What stands in place of each byte of a key, so that lengths and places stay what they were. */
const asterisk = 0x2a;

/**
 * A recorded body with the keys overwritten: where they stand in its bytes, and where they are cut into the events of a
 * stream, so that only the texts that the events make together have them.
 */
export function redactedBody(body: RecordedBody, redactor: Redactor): RecordedBody {
  let clean: Uint8Array<ArrayBuffer> | undefined;
  return {
    size: body.size,
    kept: body.kept,
    reads: body.reads,
    bytes(most = body.kept) {
      clean ??= overwritten(body.bytes(body.kept), redactor);
      return clean.subarray(0, Math.min(most, body.kept));
    },
  };
}

/** Overwrites the keys in bytes that are nobody else's. */
export function overwritten<B extends Uint8Array>(bytes: B, redactor: Redactor): B {
  // A character for each byte: a key has only such as are one.
  const text = new TextDecoder('latin1').decode(bytes);
  for (const { start, end } of redactor.spans(text)) bytes.fill(asterisk, start, end);
  for (const pieces of textsOf(text)) overwritePieces(bytes, text, pieces, redactor);
  return bytes;
}

/** Places in a text, of one string after the other. */
interface Pieces {
  readonly starts: number[];
  readonly ends: number[];
}

function overwritePieces(bytes: Uint8Array, text: string, { starts, ends }: Pieces, redactor: Redactor): void {
  const joined = starts.map((start, n) => text.slice(start, ends[n])).join('');
  let n = 0;
  /** Where the n-th piece begins in the joined text. */
  let at = 0;
  for (const span of redactor.spans(joined)) {
    while (at < span.end) {
      const [start, end] = [starts[n]!, ends[n]!];
      const next = at + end - start;
      if (next > span.start) {
        bytes.fill(asterisk, start + Math.max(0, span.start - at), Math.min(end, start + span.end - at));
      }
      // The next key may begin in the same piece.
      if (next > span.end) break;
      at = next;
      n += 1;
    }
  }
}

/**
 * The texts that the lines of a stream make together: the strings of each member, and again those of each member of each
 * block, since blocks may be told of by turns. They stay escaped as they are.
 */
function textsOf(text: string): Iterable<Pieces> {
  const texts = new Map<string, Pieces>();

  function add(name: string, start: number, end: number): void {
    let pieces = texts.get(name);
    if (!pieces) texts.set(name, (pieces = { starts: [], ends: [] }));
    pieces.starts.push(start);
    pieces.ends.push(end);
  }

  for (let from = 0; from < text.length;) {
    const found = text.indexOf('\n', from);
    const end = found < 0 ? text.length : found;
    const line = text.slice(from, end);
    const index = /"index"\s*:\s*"?(\d{1,9})/.exec(line)?.[1];
    for (const { name, start, end } of stringsOf(line)) {
      // The kinds of events make no text.
      if (name === 'type') continue;
      add(name, from + start, from + end);
      if (index !== undefined) add(`${index} ${name}`, from + start, from + end);
    }
    from = end + 1;
  }
  return [...texts.values()].filter(({ starts }) => starts.length > 1);
}

interface NamedString {
  /** Of the member that it is the value of. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The JSON strings of a line that are values, whether the line is whole and right JSON or not. */
function stringsOf(line: string): readonly NamedString[] {
  const strings: NamedString[] = [];
  let name = '';
  for (let at = line.indexOf('"'); at >= 0; at = line.indexOf('"', at)) {
    const start = at + 1;
    const end = endOfString(line, start);
    at = end + 1;
    if (/^[ \t]*:/.test(line.slice(at, at + 8))) name = line.slice(start, end);
    else if (end > start) strings.push({ name, start, end });
  }
  return strings;
}
