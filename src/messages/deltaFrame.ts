import type { StreamEvent } from './types';

type Parse = (text: string) => unknown;

/** Reads the data of events, one after the other. */
export interface DeltaReader {
  /**
   * The data of one event as an object.
   *
   * @throws SyntaxError as `JSON.parse` does
   */
  parse: Parse;
  /**
   * The same for data that stands inside a text, when it is a delta like the ones before it; else undefined. Data has
   * no line break in it: one that is there is no delta.
   */
  delta(text: string, from: number, to: number): StreamEvent | undefined;
}

/**
 * Nearly every event of a reply is the one before it with another text in the same place. What stands around the text,
 * the frame, is read once; after that the text alone is.
 *
 * The result is always that of `JSON.parse`, which also reads whatever does not fit the frame.
 */
export function createDeltaReader(parse: Parse = JSON.parse): DeltaReader {
  let frame: Frame | undefined;

  function delta(text: string, from: number, to: number): StreamEvent | undefined {
    if (!frame) return undefined;
    const { prefix, suffix } = frame;
    const begin = from + prefix.length;
    const end = to - suffix.length;
    // V8 compares slices as memory, and startsWith character by character.
    if (end < begin || text.slice(from, begin) !== prefix || text.slice(end, to) !== suffix) return undefined;
    const content = contentOf(text.slice(begin, end));
    return content === undefined ? undefined : eventOf(frame, content);
  }

  return {
    delta,
    parse(data) {
      const read = delta(data, 0, data.length);
      if (read) return read;
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

/** What a JSON string cannot hold as it is, and the backslash. */
const special = /["\\\u0000-\u001f]/;

/** What a JSON string means; undefined when it ends early, or is none. */
function contentOf(written: string): string | undefined {
  if (!special.test(written)) return written;
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return undefined;
  }
}

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

/** Where the closing quote of a JSON string stands. A loop: on megabytes a regular expression runs out of stack. */
function endOfString(json: string, begin: number): number {
  let at = begin;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
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
