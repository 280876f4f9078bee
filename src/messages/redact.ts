/** The one place that takes keys out of what is shown, kept, logged, or leaves. */
import { longestMessage } from './errors';
import { isObject, setMember } from './json';
import { createKeySearch, type Span } from './keySearch';

declare const isRedacted: unique symbol;

/** A text without the keys: only such a text may leave, and only a redactor makes one. */
export type Redacted = string & { readonly [isRedacted]: true };

/** What stands in the place of a key. */
export const keyMark = '[key]';

/** Takes keys out. Pure: the same text gives the same text. */
export interface Redactor {
  /** Whether a piece of a text may be told as it is, and nothing of it has to be kept back: nearly always. */
  isClear(piece: string): boolean;
  /** A whole text. */
  readonly text: (text: string) => Redacted;
  /** A value as JSON has it, with the keys taken out of each text and name in it; the same one where there are none. */
  value<T>(value: T): T;
  /**
   * The next piece of a text that arrives in pieces, cut anywhere.
   *
   * @param held what the piece before it has left to be told
   */
  piece(held: string, piece: string): Piece;
  /** Where the keys are in a text: for what overwrites them in place. */
  spans(text: string): readonly Span[];
}

export interface Piece {
  /** What can be told of by now. */
  readonly told: string;
  /** Its end, which may begin a key: to be passed with the next piece, and told after the last one. */
  readonly held: string;
}

/** @param keys those that are no secret are left alone: see `isSecret` */
export function createRedactor(keys: Iterable<string>): Redactor {
  const search = createKeySearch(keys);
  if (!search) return nothingToHide;

  const spans = (text: string) => search.find(text, true).spans;
  const clean = (text: string) => (search.isClear(text) ? text : without(text, spans(text)));
  return {
    text: (text) => clean(text) as Redacted,
    value: (value) => cleanValue(value, clean),
    isClear: search.isClear,
    spans,
    piece(held, piece) {
      if (held === '' && search.isClear(piece)) return { told: piece, held: '' };
      const text = held === '' ? piece : held + piece;
      const { spans, undecidedFrom } = search.find(text, false);
      if (spans.length === 0 && undecidedFrom >= text.length) return { told: text, held: '' };
      const end = Math.min(text.length, undecidedFrom);
      return { told: without(text.slice(0, end), spans), held: text.slice(end) };
    },
  };
}

const nothingToHide: Redactor = {
  isClear: () => true,
  text: (text) => text as Redacted,
  value: (value) => value,
  piece: (held, piece) => ({ told: held + piece, held: '' }),
  spans: () => [],
};

function without(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let clean = '';
  let from = 0;
  for (const { start, end } of spans) {
    clean += text.slice(from, start) + keyMark;
    from = end;
  }
  return clean + text.slice(from);
}

function cleanValue<T>(value: T, clean: (text: string) => string): T {
  if (typeof value === 'string') return clean(value) as T;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => cleanValue(item, clean));
    return (items.some((item, n) => item !== value[n]) ? items : value) as T;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]) => {
    return { name, member, cleanName: clean(name), cleanMember: cleanValue(member, clean) };
  });
  if (members.every(({ name, member, cleanName, cleanMember }) => name === cleanName && Object.is(member, cleanMember)))
    return value;
  const made: Record<string, unknown> = {};
  for (const { cleanName, cleanMember } of members) setMember(made, cleanName, cleanMember);
  return made as T;
}

/**
 * Text to show behind "Show details": bounded, without control characters, and without the key. That is taken out after
 * the characters that could hide it, and before the bound: of one that it cuts, the beginning would stay.
 */
export function boundedText(text: string | undefined, redact: (text: string) => string): string | undefined {
  if (text === undefined) return undefined;
  return redact(text.replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g, ''))
    .trim()
    .slice(0, longestMessage);
}
