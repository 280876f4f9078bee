/** Long texts made short enough to be looked at: an editor takes a megabyte at once, and nobody reads more. */

/** Says what was left out; given from outside, since this file knows no language. */
export interface LeftOut {
  /** So many characters of a text. */
  characters(count: number): string;
  /** So many characters, or bytes, in the middle. */
  middle(count: number): string;
}

/** Characters of data in base64 that are shown: enough to see which kind of file it is. */
const shownData = 60;
/** Characters of any other text in a JSON value that are shown. */
const shownText = 20_000;

/** A JSON value as indented text, with its long texts cut. */
export function shortJson(value: unknown, words: LeftOut): string {
  const text = JSON.stringify(
    value,
    (_name, member: unknown) => (typeof member === 'string' ? shortText(member, words) : member),
    2,
  );
  // JSON may hold them as they are; an editor would take them for line ends.
  return (text ?? '').replace(/[\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}

/** The beginning and the end of a text, cut at line ends, when it has more than `most` characters. */
export function withoutMiddle(text: string, most: number, words: LeftOut): string {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  return joined(text.slice(0, half), text.length, text.slice(-half), words);
}

/** The same of bytes: what is left out is not even decoded. */
export function textWithoutMiddle(bytes: Uint8Array, most: number, words: LeftOut): string {
  if (bytes.length <= most) return decoder.decode(bytes);
  const half = Math.floor(most / 2);
  const [before, after] = [bytes.subarray(0, half), bytes.subarray(-half)];
  return joined(decoder.decode(before), bytes.length, decoder.decode(after), words);
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A beginning and an end, each cut to whole lines where it has any, with a line between them. */
function joined(before: string, size: number, after: string, words: LeftOut): string {
  const head = before.slice(0, before.lastIndexOf('\n') + 1 || before.length);
  const tail = after.slice(after.indexOf('\n') + 1);
  const left = words.middle(size - head.length - tail.length);
  return `${head}${head.endsWith('\n') ? '' : '\n'}${left}\n${tail}`;
}

/** Control characters as pictures of themselves, so that they are seen and do nothing; a CR is seen before its LF too. */
export function withVisibleControls(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x7f) return '\u2421';
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

function shortText(text: string, words: LeftOut): string {
  const shown = text.length > 1000 && isData(text) ? shownData : shownText;
  return text.length <= shown ? text : `${text.slice(0, shown)}… ${words.characters(text.length - shown)}`;
}

/** By its beginning: no language has so many letters without a blank. */
function isData(text: string): boolean {
  return /^[A-Za-z0-9+/_=-]{1000}/.test(text);
}
