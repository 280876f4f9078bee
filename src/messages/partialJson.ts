import { stringValue } from './json';

/**
 * JSON that arrives in pieces, as the value it is so far: a tool's input while the model writes it.
 *
 * After every `append`, `value` is that of the longest beginning of the text that is JSON (RFC 8259) once its open
 * string, arrays and objects are closed. So an open string shows what it has, without an escape that is cut; a number
 * shows the longest number there is (`1.` is 1, `-` is nothing yet); half of `true`, `false` or `null`, and a key whose
 * value has not begun, are left out. As with `JSON.parse` the last of equal keys counts and `__proto__` is an ordinary
 * one. From the first character that cannot be JSON on, all is ignored: nothing throws.
 *
 * The tree grows in place, and a string by concatenation: an `append` costs what its text costs.
 */
export class PartialJson {
  /** Undefined until there is one. Do not keep parts of it as they are: they grow. */
  value: unknown = undefined;

  #state: State = 'value';
  /** Arrays and objects that are open, from the outermost. */
  readonly #open: Container[] = [];
  /** Where in the innermost of them the current value is or goes. */
  #key: string | number = 0;
  /** The string, number or literal that is being read; of a string, decoded. */
  #token = '';
  /** Of the string that is being read, an escape that is cut, with its backslash. */
  #escape = '';
  #stringIsKey = false;

  /** Whether a character came that cannot be JSON: what follows it is ignored. */
  get broken(): boolean {
    return this.#state === 'stopped';
  }

  append(text: string): void {
    let at = 0;
    while (at < text.length && this.#state !== 'stopped') at = this.#take(text, at);
    if (this.#state === 'string' && !this.#stringIsKey) this.#set(this.#token);
    else if (this.#state === 'number') this.#setNumber();
  }

  /** Takes one token, or what there is of it, and says where the next begins. */
  #take(text: string, at: number): number {
    switch (this.#state) {
      case 'string':
        return this.#escape === '' ? this.#takeString(text, at) : this.#takeEscape(text, at);
      case 'number':
        return this.#takeNumber(text, at);
      case 'literal':
        return this.#takeLiteral(text, at);
      default:
        return this.#takeWhole(text, at) ?? this.#takeChar(text, at);
    }
  }

  /** An array or object that is small and all there: the platform's parser is faster than any other. */
  #takeWhole(text: string, at: number): number | undefined {
    if (this.#state !== 'value' && this.#state !== 'firstItem') return undefined;
    const end = endOfContainer(text, at, maxDepth - this.#open.length);
    if (end === undefined) return undefined;
    try {
      const value: unknown = JSON.parse(text.slice(at, end));
      this.#beginItem();
      this.#set(value);
    } catch {
      return undefined;
    }
    this.#endValue();
    return end;
  }

  #takeChar(text: string, at: number): number {
    if (!isSpace(text.charCodeAt(at))) this.#begin(text[at]!);
    return at + 1;
  }

  /** One character that is no part of a string, number or literal, or the first of one. */
  #begin(char: string): void {
    switch (this.#state) {
      case 'next':
        if (char === ',') this.#state = this.#isArray() ? 'value' : 'key';
        else this.#close(char);
        return;
      case 'colon':
        if (char === ':') this.#state = 'value';
        else this.#stop();
        return;
      case 'firstKey':
      case 'key':
        if (char === '"') this.#beginString(true);
        else if (this.#state === 'firstKey') this.#close(char);
        else this.#stop();
        return;
      case 'firstItem':
        if (char === ']') return this.#close(char);
        return this.#beginValue(char);
      case 'value':
        return this.#beginValue(char);
      default:
        this.#stop();
    }
  }

  #beginItem(): void {
    const container = this.#open.at(-1);
    if (Array.isArray(container)) this.#key = container.length;
  }

  #beginValue(char: string): void {
    this.#beginItem();
    if (char === '"') return this.#beginString(false);
    if (char === '{') return this.#beginContainer({}, 'firstKey');
    if (char === '[') return this.#beginContainer([], 'firstItem');
    this.#token = char;
    if (char === '-' || (char >= '0' && char <= '9')) this.#state = 'number';
    else if (char === 't' || char === 'f' || char === 'n') this.#state = 'literal';
    else this.#stop();
  }

  #beginContainer(container: Container, state: State): void {
    if (this.#open.length === maxDepth) return this.#stop();
    this.#set(container);
    this.#open.push(container);
    this.#state = state;
  }

  #beginString(isKey: boolean): void {
    this.#token = '';
    this.#stringIsKey = isKey;
    this.#state = 'string';
  }

  #close(char: string): void {
    if (this.#open.length === 0 || char !== (this.#isArray() ? ']' : '}')) return this.#stop();
    this.#open.pop();
    this.#endValue();
  }

  #endValue(): void {
    this.#state = this.#open.length === 0 ? 'end' : 'next';
  }

  #takeString(text: string, begin: number): number {
    const { end, value } = stringFrom(text, begin);
    this.#token += value;
    if (end === text.length) return end;
    const code = text.charCodeAt(end);
    if (code === quote) this.#endString();
    else if (code === backslash) this.#escape = '\\';
    else this.#stop();
    return end + 1;
  }

  #endString(): void {
    if (!this.#stringIsKey) {
      this.#set(this.#token);
      return this.#endValue();
    }
    this.#key = this.#token;
    this.#state = 'colon';
  }

  #takeEscape(text: string, at: number): number {
    this.#escape += text[at]!;
    if (this.#escape[1] !== 'u') {
      const char = escapes.get(this.#escape.charCodeAt(1));
      if (char === undefined) this.#stop();
      else this.#token += char;
      this.#escape = '';
    } else if (this.#escape.length > 2 && !/[\da-f]$/i.test(this.#escape)) {
      this.#stop();
    } else if (this.#escape.length === 6) {
      this.#token += String.fromCharCode(parseInt(this.#escape.slice(2), 16));
      this.#escape = '';
    }
    return at + 1;
  }

  #takeNumber(text: string, from: number): number {
    let at = from;
    while (at < text.length && isOfNumber(text.charCodeAt(at))) at++;
    this.#token += text.slice(from, at);
    if (this.#token.length > maxNumber) this.#stop();
    else if (at < text.length) {
      if (this.#setNumber()) this.#endValue();
      else this.#stop();
    }
    return at;
  }

  /** Puts the longest number there is in its place. False when that is not all of the token. */
  #setNumber(): boolean {
    const longest = number.exec(this.#token)?.[0];
    if (longest === undefined) return false;
    this.#set(Number(longest));
    return longest === this.#token;
  }

  #takeLiteral(text: string, at: number): number {
    this.#token += text[at]!;
    if (literals.has(this.#token)) {
      this.#set(literals.get(this.#token));
      this.#endValue();
    } else if (!beginsLiteral(this.#token)) {
      this.#stop();
    }
    return at + 1;
  }

  #isArray(): boolean {
    return Array.isArray(this.#open.at(-1));
  }

  #set(value: unknown): void {
    const container = this.#open.at(-1) as Record<string | number, unknown> | undefined;
    if (container === undefined) this.value = value;
    else if (this.#key === '__proto__') Object.defineProperty(container, this.#key, { ...ordinary, value });
    else container[this.#key] = value;
  }

  #stop(): void {
    // What there is of a string or a number stays.
    if (this.#state === 'string' && !this.#stringIsKey) this.#set(this.#token);
    else if (this.#state === 'number' && this.#token.length <= maxNumber) this.#setNumber();
    this.#state = 'stopped';
  }
}

/** What comes next: a token's beginning or, for the last four, the rest of one, the end, or nothing any more. */
type State =
  'value' | 'firstItem' | 'firstKey' | 'key' | 'colon' | 'next' | 'string' | 'number' | 'literal' | 'end' | 'stopped';

type Container = unknown[] | Record<string, unknown>;

/** Deeper than any tool's schema, and no danger to who walks the tree by recursion. */
const maxDepth = 500;

/** Characters of a number: it is read again with each piece, which a longer one would make quadratic. */
const maxNumber = 1000;

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const firstPrintable = 0x20;

const ordinary = { writable: true, enumerable: true, configurable: true };

const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/;

const literals = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Characters that are looked through for the end of an array or object. */
const maxWhole = 1000;

/** After an array or object that begins at a place, when it ends soon and is no deeper than that; else undefined. */
function endOfContainer(text: string, begin: number, maxDepth: number): number | undefined {
  const limit = Math.min(text.length, begin + maxWhole);
  let depth = 0;
  for (let at = begin; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = quoteFrom(text, at + 1);
    } else if (code === openBrace || code === openBracket) {
      depth += 1;
      if (depth > maxDepth) return undefined;
    } else if (code === closeBrace || code === closeBracket) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    if (depth === 0) return undefined;
  }
  return undefined;
}

/** Where the quote stands that ends the string in which a place lies; the text's end when it is not there. */
function quoteFrom(text: string, begin: number): number {
  let at = text.indexOf('"', begin);
  while (at >= 0 && isEscaped(text, begin, at)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at;
}

/** Whether an odd number of backslashes stands before a place. */
function isEscaped(text: string, begin: number, at: number): boolean {
  let before = at;
  while (before > begin && text.charCodeAt(before - 1) === backslash) before -= 1;
  return (at - before) % 2 === 1;
}

/** What there is of a string from a place in it on, up to its end, a cut escape, or what no string can hold. */
function stringFrom(text: string, begin: number): { readonly end: number; readonly value: string } {
  // The platform's search and its parser are faster than a loop; they only cannot tell where something is wrong.
  const end = quoteFrom(text, begin);
  const value = stringValue(text.slice(begin, end));
  if (value !== undefined) return { end, value };
  const plain = plainUntil(text, begin);
  return { end: plain, value: JSON.parse(`"${text.slice(begin, plain)}"`) as string };
}

/** Where what is characters and whole, right escapes of a string in `text` ends. */
function plainUntil(text: string, begin: number): number {
  let at = begin;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote || code < firstPrintable) break;
    const length = code === backslash ? escapeLength(text, at) : 1;
    if (length === 0) break;
    at += length;
  }
  return at;
}

/** Of the escape at a place; 0 when it is cut, or none. */
function escapeLength(text: string, at: number): number {
  if (escapes.has(text.charCodeAt(at + 1))) return 2;
  return unicodeEscape.test(text.slice(at, at + 6)) ? 6 : 0;
}

const unicodeEscape = /^\\u[\da-f]{4}$/i;

/** By the code of the character after the backslash. */
const escapes = new Map(
  Object.entries({ '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }).map(
    ([letter, char]) => [letter.charCodeAt(0), char],
  ),
);

function beginsLiteral(text: string): boolean {
  return [...literals.keys()].some((literal) => literal.startsWith(text));
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Digits, `-`, `+`, `.`, `e` and `E`. */
function isOfNumber(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x65 || code === 0x45
  );
}
