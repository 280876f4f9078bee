import { endOfString, stringValue } from './json';
import type { StreamEvent } from './types';

type Parse = (text: string) => unknown;

/** Reads events, one after the other. */
export interface DeltaReader {
  /**
   * The data of one event as an object.
   *
   * @throws SyntaxError as `JSON.parse` does
   */
  parse: Parse;
  /**
   * The deltas that stand in a text of server-sent events from `at` on, where an event begins, one directly after the
   * other and all like those before: as one event with all their text. Undefined when there is none.
   *
   * @param longest Characters that one event may have.
   */
  run(text: string, at: number, longest: number): { readonly event: StreamEvent; readonly end: number } | undefined;
}

/** How the event of a delta begins: as the real API writes it, and as servers do that leave the name out. */
const starts = ['event: content_block_delta\ndata: ', 'data: '];

/**
 * Nearly every event of a reply is the one before it with another text in the same place. What stands around the text,
 * the frame, is read once; after that the text alone is, of all deltas of a read together.
 *
 * The result is always that of `JSON.parse`, which also reads whatever does not fit the frame.
 */
export function createDeltaReader(parse: Parse = JSON.parse): DeltaReader {
  let frame: Frame | undefined;

  return {
    run(text, at, longest) {
      if (!frame) return undefined;
      const { prefix, suffix } = frame;
      // V8 compares slices as memory, and startsWith character by character.
      const start = starts.find((start) => text.slice(at, at + start.length) === start);
      if (start === undefined) return undefined;
      const opening = start + prefix;
      let content = '';
      let end = at;
      for (;;) {
        const begin = end + opening.length;
        if (text.slice(end, begin) !== opening) break;
        const stop = text.indexOf('\n\n', begin);
        const last = stop - suffix.length;
        if (last < begin || stop - end >= longest || text.slice(last, stop) !== suffix) break;
        const read = stringValue(text.slice(begin, last));
        if (read === undefined) break;
        content += read;
        end = stop + 2;
      }
      return end > at ? { event: eventOf(frame, content), end } : undefined;
    },
    parse(data) {
      if (frame && data.length >= frame.prefix.length + frame.suffix.length) {
        const { prefix, suffix } = frame;
        const end = data.length - suffix.length;
        if (data.slice(0, prefix.length) === prefix && data.slice(end) === suffix) {
          const content = stringValue(data.slice(prefix.length, end));
          if (content !== undefined) return eventOf(frame, content);
        }
      }
      const value = parse(data);
      frame = frameOf(data, value) ?? frame;
      return value;
    },
  };
}

interface Frame {
  /** All up to the text, its opening quote included. */
  readonly prefix: string;
  /** All after it, from its closing quote. */
  readonly suffix: string;
  readonly index: number | undefined;
  readonly type: string;
  readonly member: Member;
}

const members = ['text', 'thinking', 'partial_json'] as const;
type Member = (typeof members)[number];

function eventOf({ member, type, index }: Frame, text: string): StreamEvent {
  switch (member) {
    case 'text':
      return { type: 'content_block_delta', index, delta: { type, text } };
    case 'thinking':
      return { type: 'content_block_delta', index, delta: { type, thinking: text } };
    case 'partial_json':
      return { type: 'content_block_delta', index, delta: { type, partial_json: text } };
  }
}

/** Where the text of a delta stands in its event, when the event has just what every delta has. */
function frameOf(data: string, value: unknown): Frame | undefined {
  const found = textOf(value);
  if (!found) return undefined;
  const { member, text } = found;
  const start = data.match(new RegExp(`"${member}"\\s*:\\s*"`));
  if (start?.index === undefined) return undefined;
  const begin = start.index + start[0].length;
  const written = data.slice(begin, endOfString(data, begin));
  const prefix = data.slice(0, begin);
  const suffix = data.slice(begin + written.length);
  // A name that stands there twice, or in another object: what another text changes tells.
  const probe = textOf(JSON.parse(`${prefix}${written}?${suffix}`));
  if (probe?.member !== member || probe.text !== `${text}?`) return undefined;
  return { prefix, suffix, member, index: found.index, type: found.type };
}

/** Undefined for an event with any member beside those of a delta. */
function textOf(
  value: unknown,
):
  | { readonly index: number | undefined; readonly type: string; readonly member: Member; readonly text: string }
  | undefined {
  const { type, index, delta, ...others } = (value ?? {}) as StreamEvent;
  if (type !== 'content_block_delta' || typeof delta !== 'object' || delta === null) return undefined;
  const { type: deltaType, ...rest } = delta as Record<string, unknown>;
  const [name, ...more] = Object.keys(rest);
  const member = members.find((member) => member === name);
  const isPlain = Object.keys(others).length === 0 && more.length === 0;
  if (!isPlain || !member || typeof rest[member] !== 'string' || typeof deltaType !== 'string') return undefined;
  if (index !== undefined && typeof index !== 'number') return undefined;
  return { index, type: deltaType, member, text: rest[member] };
}
