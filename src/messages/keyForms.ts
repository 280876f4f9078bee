/** What a key may look like in a text. */
import { isEscape, readCharacter, type Character } from './escapes';

/** One way to write a key, character by character. */
export interface KeyForm {
  readonly codes: readonly number[];
  /** Its characters may be escaped. */
  readonly isEscaped: boolean;
  /** Characters behind it that belong to it: those of base64 that have the end of the key and something else in them. */
  readonly tail: number;
}

/**
 * A key as it may be written: as it is, in hexadecimal, and in base64 wherever in the text that was encoded it stood. Each
 * character may be escaped besides.
 */
export function keyForms(key: string): readonly KeyForm[] {
  const bytes = new TextEncoder().encode(key);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    ...[key, hex, hex.toUpperCase(), ...beyondAscii(key)].map((text) => escapedForm(text)),
    // What looks like an escape in the key itself, and may be another one together with what follows.
    ...([...key].some((one) => isEscape(one.charCodeAt(0))) ? [plainForm(key)] : []),
    ...[0, 1, 2].flatMap((offset) => base64Forms(bytes, offset)),
  ];
}

/** URLs have characters beyond ASCII byte by byte. */
function beyondAscii(key: string): readonly string[] {
  return /[^\x21-\x7e]/.test(key) ? [encodeURIComponent(key)] : [];
}

/** With what is escaped in it read as in any text. */
function escapedForm(text: string, tail = 0): KeyForm {
  const codes: number[] = [];
  const character: Character = { code: 0, end: 0 };
  for (let at = 0; at < text.length; at = character.end) {
    readCharacter(text, at, true, character);
    codes.push(character.code);
  }
  return { codes, isEscaped: true, tail };
}

function plainForm(text: string): KeyForm {
  const codes = Array.from({ length: text.length }, (_, n) => text.charCodeAt(n));
  return { codes, isEscaped: false, tail: 0 };
}

/** What base64 makes of bytes alone, when `offset` other bytes stand before them in a group of three; with both alphabets. */
function base64Forms(bytes: Uint8Array, offset: number): readonly KeyForm[] {
  const shifted = new Uint8Array(offset + bytes.length);
  shifted.set(bytes, offset);
  const whole = shifted.subarray(offset === 0 ? 0 : 3, shifted.length - (shifted.length % 3));
  const code = btoa(String.fromCharCode(...whole));
  if (code.length < 8) return [];
  const rest = shifted.length % 3;
  const texts = new Set([code, code.replaceAll('+', '-').replaceAll('/', '_')]);
  return [...texts].map((text) => escapedForm(text, rest === 0 ? 0 : rest + 1));
}
