import { beginningsOf, endOfBackslashes, isEscape, mostBackslashes, readCharacter, type Character } from './escapes';
import { keyForms, type KeyForm } from './keyForms';
import { isSecret } from './secret';

/** A part of a text that is a key. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Finds keys in texts. The cost grows with the text alone: nearly all of it is one look at a table for each character. */
export interface KeySearch {
  /** Whether no key is in a text, and none begins at its end: nearly always told by the table alone. */
  isClear(text: string): boolean;
  /**
   * The keys in a text, in order; and from where on it cannot be told, since the text may end within a key.
   *
   * @param isWhole nothing follows: what only begins like a key is not one
   */
  find(text: string, isWhole: boolean): { readonly spans: readonly Span[]; readonly undecidedFrom: number };
}

/** Undefined where there is nothing to look for. */
export function createKeySearch(keys: Iterable<string>): KeySearch | undefined {
  const secrets = new Set([...keys].filter(isSecret).map((key) => key.trim()));
  if (secrets.size === 0) return undefined;
  const forms = [...secrets].flatMap(keyForms);
  const byFirst = new Map<number, KeyForm[]>();
  for (const form of forms) byFirst.set(form.codes[0]!, [...(byFirst.get(form.codes[0]!) ?? []), form]);
  const nextBeginning = createBeginnings(forms);

  return {
    isClear: (text) => nextBeginning(text, 0) === text.length,
    find(text, isWhole) {
      const spans: Span[] = [];
      for (let at = nextBeginning(text, 0); at < text.length;) {
        // Of a run of backslashes it does not matter how many there are: it is looked at once.
        const run = endOfBackslashes(text, at);
        const start = Math.max(at, run - mostBackslashes);
        const end = endOfKey(byFirst, text, start, isWhole);
        if (end === undecided) return { spans, undecidedFrom: start };
        if (end !== other) spans.push({ start: at, end });
        at = nextBeginning(text, end === other ? Math.max(at + 1, run) : end);
      }
      return { spans, undecidedFrom: Infinity };
    },
  };
}

/** Finds, by two characters each, the next place at which a key may begin, or the length of the text. */
function createBeginnings(forms: readonly KeyForm[]): (text: string, from: number) => number {
  const pairs = new Uint8Array(128 * 128);
  const singles = new Uint8Array(128);
  for (const { codes } of forms) {
    for (const [first, second] of beginningsOf(codes[0]!, codes[1]!)) {
      singles[bucketOf(first)] = 1;
      pairs[bucketOf(first) * 128 + bucketOf(second)] = 1;
    }
  }
  return (text, from) => {
    const last = text.length - 1;
    if (from > last) return text.length;
    let first = bucketOf(text.charCodeAt(from));
    for (let at = from; at < last; at += 1) {
      const second = bucketOf(text.charCodeAt(at + 1));
      if (pairs[first * 128 + second] === 1) return at;
      first = second;
    }
    return singles[first] === 1 ? last : text.length;
  };
}

/** The characters beyond ASCII share one. */
function bucketOf(code: number): number {
  return code > 127 ? 127 : code;
}

const undecided = -2;
const other = -1;
const character: Character = { code: 0, end: 0 };

/** Where the longest key ends that begins at a place. */
function endOfKey(
  byFirst: ReadonlyMap<number, readonly KeyForm[]>,
  text: string,
  at: number,
  isWhole: boolean,
): number {
  const plain = text.charCodeAt(at);
  if (!readCharacter(text, at, isWhole, character)) return undecided;
  const { code, end } = character;
  let longest = other;
  for (const form of byFirst.get(code) ?? []) {
    const found = form.isEscaped ? endOfForm(form, text, end, isWhole) : other;
    if (found === undecided) return undecided;
    longest = Math.max(longest, found);
  }
  for (const form of byFirst.get(plain) ?? []) {
    const found = form.isEscaped ? other : endOfPlain(form, text, at, isWhole);
    if (found === undecided) return undecided;
    longest = Math.max(longest, found);
  }
  return longest;
}

/** @param second where the second character begins */
function endOfForm({ codes, tail }: KeyForm, text: string, second: number, isWhole: boolean): number {
  let at = second;
  for (let n = 1; n < codes.length; n += 1) {
    if (at >= text.length) return isWhole ? other : undecided;
    const code = text.charCodeAt(at);
    if (isEscape(code)) {
      if (!readCharacter(text, at, isWhole, character)) return undecided;
      if (character.code !== codes[n]) return other;
      at = character.end;
    } else {
      if (code !== codes[n]) return other;
      at += 1;
    }
  }
  return tail > 0 ? endOfBase64(text, at, tail, isWhole) : at;
}

function endOfPlain({ codes }: KeyForm, text: string, start: number, isWhole: boolean): number {
  for (let n = 0; n < codes.length; n += 1) {
    if (start + n >= text.length) return isWhole ? other : undecided;
    if (text.charCodeAt(start + n) !== codes[n]) return other;
  }
  return start + codes.length;
}

/** Behind the characters that still tell the end of the key stands what fills up their group of four. */
function endOfBase64(text: string, at: number, tail: number, isWhole: boolean): number {
  let end = at;
  while (end < at + tail && /[\w+/-]/.test(text.charAt(end))) end += 1;
  if (end === at + tail || text.charAt(end) === '=') while (end < at + 4 && text.charAt(end) === '=') end += 1;
  return end === text.length && end < at + 4 && !isWhole ? undecided : end;
}
