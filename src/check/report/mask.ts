/** What keeps a report fit to be pasted anywhere: no key, no name of a person's folder. */
import { keyForms } from '../../messages/keyForms';
import { createRedactor, keyMark, type Redacted } from '../../messages/redact';
import { isSecret } from '../../messages/secret';

export type Mask = (text: string) => Redacted;

/** Characters in a row of a key that give it away. A server may cut what it echoes, or show both ends of it. */
const telling = 8;

/** A mask for all keys of a person: the redactor of every exit, and what it leaves of a key that is cut or half hidden. */
export function createMask(keys: readonly string[]): Mask {
  const redactor = createRedactor(keys);
  const pieces = new Set<string>();
  for (const form of keys.filter(isSecret).flatMap(formsOf)) {
    for (let at = 0; at + telling <= form.length; at += 1) pieces.add(form.slice(at, at + telling));
  }
  return (text) => {
    const legible = redactor
      .text(text)
      .replace(invisible, '')
      .replace(escaped, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
    return redactor.text(withoutOtherSecrets(withoutPieces(legible, pieces)));
  };
}

/** Characters that would keep a key from being found, and not from being copied. */
const invisible = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;

/** Letters and digits as a JSON text may have them, and what is between. */
const escaped = /\\u00([2-7][0-9a-f])/gi;

function formsOf(key: string): string[] {
  const plain = key.trim();
  const json = JSON.stringify(plain).slice(1, -1);
  return [...keyForms(plain).map(({ codes }) => String.fromCharCode(...codes)), encodeURIComponent(plain), json];
}

function withoutPieces(text: string, pieces: ReadonlySet<string>): string {
  if (pieces.size === 0) return text;
  let clean = '';
  let from = 0;
  for (let at = 0; at + telling <= text.length; at += 1) {
    if (!pieces.has(text.slice(at, at + telling))) continue;
    let end = at + telling;
    while (end < text.length && pieces.has(text.slice(end + 1 - telling, end + 1))) end += 1;
    clean += `${text.slice(from, at)}${keyMark}`;
    from = end;
    at = end - 1;
  }
  return clean + text.slice(from);
}

/** What looks like a key of somebody else's, or like what is kept or shown of one, and what stands in its place. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/\bsk-[\w-]{16,}/g, keyMark],
  [/\bsk-[\w-]{0,64}(?:\*{2,}|\.{3}|…)[\w*-]*/g, keyMark],
  // SHA-256: litellm tells of a key by it.
  [/\b[0-9a-f]{64}\b/g, '[hash]'],
];

/** One slash or backslash, or two, as JSON has them. */
const slash = String.raw`[\\/]{1,2}`;
const word = '[^\\\\/\\s"\'<>|`]+';
/** `/home/ann`, `C:\Users\Ann Lee`, `/mnt/c/Users/ann`; on Windows a name may have blanks. */
const folder = [
  String.raw`(?<![\w.-])(?:[A-Za-z]:)?(?:${slash}[\w.-]+){0,3}?`,
  String.raw`${slash}(?:home|Users|Documents and Settings)`,
  String.raw`${slash}${word}(?:(?: ${word}){1,3}(?=\\))?`,
].join('');
/** First of all an address of the web, which stays, whatever its path is called. */
const addressOrFolder = new RegExp(String.raw`(https?:\/\/[^\s"'<>\\]+)|${folder}|(?<![\w.-])\/root(?=\/)`, 'g');

function withoutOtherSecrets(text: string): string {
  const clean = secrets.reduce((before, [pattern, mark]) => before.replace(pattern, mark), text);
  return clean.replace(addressOrFolder, (_, address: string | undefined) => address ?? '~');
}
