import { setMember } from './json';

/** Levels of an error's body: those of servers have three or four. */
const deepest = 16;
/** What a word without quotes means; any other is itself. */
const words = new Map<string, unknown>([
  ...['null', 'None', 'undefined'].map((word) => [word, null] as const),
  ...['true', 'True'].map((word) => [word, true] as const),
  ...['false', 'False'].map((word) => [word, false] as const),
]);
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

/**
 * Reads the object or list that begins at a place in a text: as JSON, or as Python writes it (`{'error': "…", 'code':
 * None}`), which servers in that language put into their messages. Of one that is cut short, what is there. Each
 * character is looked at once.
 *
 * @param from The place of its `{` or `[`.
 */
export function readLiteral(text: string, from: number): { readonly value: unknown; readonly end: number } {
  let at = from;

  function value(depth: number): unknown {
    skipBlanks();
    const char = text[at];
    if (depth > deepest) at = text.length;
    else if (char === '{') return object(depth);
    else if (char === '[' || char === '(') return list(depth);
    else if (char === '"' || char === "'") return quoted(char);
    return bare();
  }

  function object(depth: number): unknown {
    const members: Record<string, unknown> = {};
    at += 1;
    while (!ends('}')) {
      const name = value(depth + 1);
      skipBlanks();
      if (text[at] !== ':') continue;
      at += 1;
      setMember(members, String(name), value(depth + 1));
    }
    return members;
  }

  function list(depth: number): unknown[] {
    const items: unknown[] = [];
    const close = text[at] === '(' ? ')' : ']';
    at += 1;
    while (!ends(close)) items.push(value(depth + 1));
    return items;
  }

  /** Whether a list is over: at its end, which is taken, or at that of the text. Takes the comma before the next item. */
  function ends(close: string): boolean {
    skipBlanks();
    if (text[at] === ',') {
      at += 1;
      skipBlanks();
    }
    if (at >= text.length) return true;
    if (text[at] !== close) return false;
    at += 1;
    return true;
  }

  function quoted(quote: string): string {
    let read = '';
    at += 1;
    while (at < text.length && text[at] !== quote) {
      if (text[at] !== '\\') {
        read += text[at++];
        continue;
      }
      const [, long, hex] = /^\\(?:u([\da-f]{4})|x([\da-f]{2}))/i.exec(text.slice(at, at + 6)) ?? [];
      const digits = long ?? hex;
      const next = text[at + 1] ?? '';
      read += digits === undefined ? (escapes[next] ?? next) : String.fromCharCode(parseInt(digits, 16));
      at += 2 + (digits?.length ?? 0);
    }
    at += 1;
    return read;
  }

  /** A number, a word, or what nobody expects here: never nothing, so that the reading goes on. */
  function bare(): unknown {
    const start = at;
    at += 1;
    while (at < text.length && !/[,:{}[\]()'"\s]/.test(text[at]!)) at += 1;
    const word = text.slice(start, at);
    if (words.has(word)) return words.get(word);
    // Python marks its strings: b'…', u'…'.
    if (/^[bru]$/i.test(word) && (text[at] === '"' || text[at] === "'")) return quoted(text[at]!);
    return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : word;
  }

  function skipBlanks(): void {
    while (at < text.length && /\s/.test(text[at]!)) at += 1;
  }

  const read = value(0);
  return { value: read, end: Math.min(at, text.length) };
}
