/** How JSON, URLs and HTML write characters. */

export interface Character {
  code: number;
  /** Where the next one begins. */
  end: number;
}

const backslash = 0x5c;
const percent = 0x25;
const ampersand = 0x26;

export function isEscape(code: number): boolean {
  return code === backslash || code === percent || code === ampersand;
}

/** Backslashes that count as one escape: five levels of JSON within JSON have 32. */
export const mostBackslashes = 32;

/**
 * Reads a character of a text: as it is, as JSON escapes it (also in JSON within JSON, where its backslashes are escaped in
 * turn), as URLs do, or as HTML does. Any number of backslashes that escape nothing are one.
 *
 * @param isWhole nothing follows the text
 * @param into gets the character; it is not made anew for each one
 * @returns false where it cannot be told, since the text may end within it
 */
export function readCharacter(text: string, at: number, isWhole: boolean, into: Character): boolean {
  const code = text.charCodeAt(at);
  into.code = code;
  into.end = at + 1;
  if (!isEscape(code)) return true;
  const isRead =
    code === backslash
      ? readBackslashes(text, at, into)
      : code === percent
        ? readPercent(text, at, into)
        : readEntity(text, at, into);
  return isRead || isWhole;
}

/** The first two characters of a text that begins with these two, as `readCharacter` reads them. */
export function beginningsOf(first: number, second: number): ReadonlyArray<readonly [number, number]> {
  const hex = first.toString(16).padStart(2, '0').charCodeAt(0);
  const any = Array.from({ length: 128 }, (_, code) => code);
  return [
    ...[second, backslash, percent, ampersand].map((code) => [first, code] as const),
    ...(isEscape(first) ? any.map((code) => [first, code] as const) : []),
    ...[u, backslash, first].map((code) => [backslash, code] as const),
    ...[hex, upperCase(hex), two].map((code) => [percent, code] as const),
    ...['#', ...Object.keys(entityNames)].map((name) => [ampersand, name.charCodeAt(0)] as const),
  ];
}

const u = 0x75;
const two = 0x32;

function upperCase(code: number): number {
  return String.fromCharCode(code).toUpperCase().charCodeAt(0);
}

/** Where a run of backslashes ends. */
export function endOfBackslashes(text: string, at: number, most = text.length): number {
  let end = at;
  while (end < most && text.charCodeAt(end) === backslash) end += 1;
  return end;
}

function readBackslashes(text: string, at: number, into: Character): boolean {
  const end = endOfBackslashes(text, at, at + mostBackslashes);
  into.end = end;
  if (end >= text.length) return false;
  const next = text.charCodeAt(end);
  if (next === u) return readHex(text, end + 1, 4, into);
  // Quotes and the slash: what JSON and programs write behind a backslash as it is.
  if (next === 0x2f || next === 0x22 || next === 0x27) {
    into.code = next;
    into.end = end + 1;
  }
  return true;
}

/** `%2D`, and `%252D` where a URL is a part of another one. */
function readPercent(text: string, at: number, into: Character): boolean {
  let start = at + 1;
  for (let nested = 0; nested < 4 && text.startsWith('25', start); nested += 1) start += 2;
  if (start > at + 1 && start < text.length && !isHexDigit(text.charCodeAt(start))) {
    // The percent sign itself.
    into.end = start;
    return true;
  }
  return readHex(text, start, 2, into);
}

/** Reads a number; leaves the character as it is where no digits follow. */
function readHex(text: string, start: number, digits: number, into: Character): boolean {
  for (let at = start; at < start + digits; at += 1) {
    if (at >= text.length) return false;
    if (!isHexDigit(text.charCodeAt(at))) return true;
  }
  into.code = parseInt(text.slice(start, start + digits), 16);
  into.end = start + digits;
  return true;
}

function isHexDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x66);
}

const entityNames: Readonly<Record<string, number>> = { amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27 };
/** Characters after the ampersand. */
const longestEntity = 10;

/** `&amp;`, `&#45;` or `&#x2d;`. */
function readEntity(text: string, at: number, into: Character): boolean {
  const written = text.slice(at + 1, at + 1 + longestEntity);
  const [name] = /^(?:#(?:[xX][\da-fA-F]*|\d*)|[a-z]*)/.exec(written)!;
  if (name.length === written.length) return name.length === longestEntity;
  if (written[name.length] !== ';') return true;
  const number = /^#(?:[xX]([\da-fA-F]+)|(\d+))$/.exec(name);
  const value = number ? parseInt(number[1] ?? number[2]!, number[1] === undefined ? 10 : 16) : entityNames[name];
  if (value !== undefined) {
    into.code = value;
    into.end = at + 1 + name.length + 1;
  }
  return true;
}
