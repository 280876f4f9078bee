/** Texts that a model, a server or a file may consist of, each of at least a number of characters. */
export interface Shape {
  readonly name: string;
  readonly text: (size: number) => string;
}

const repeated = (unit: string) => (size: number) => unit.repeat(Math.ceil(size / unit.length));

/** Signs that some grammar begins something with. One of each kind alone, and before a character that does not belong. */
const units = [
  ' ', '\t', '\n', '\r', '\r\n', '\u00a0', '/', '\\', '`', '~', '*', '_', '[', ']', '(', ')', '<', '>', '"', "'", '{', '}',
  '#', '-', '=', '+', '|', '&', '@', ':', '.', ',', '0', 'a', 'A', '中', '\u0301', '😀', '\ufffd', '\0',
  ' a', '\ta', ' \n', '\n ', 'a\n', '\n\n\n', '> ', '- ', '1. ', '# ', '// ', '// ...\n', '... ', '```', '```\n', '~~~\n', '``` a', 'a ```',
  '"""', '/*', '*/', '<!--', '-->', '<a', '<a>', '</a>', '<style', '<![CDATA[', '&amp;', '[a](', '![', '[^1]: ', '[a]: b\n', '](', '|-|', '| a ', '|\n',
  '<<<<<<< SEARCH\n', '=======\n', '>>>>>>> REPLACE\n', '@@ -1 +1 @@\n', '--- a\n+++ b\n', '*** Update File: a\n', 'diff --git a b/a\n',
  'a.a', 'a/', '../', 'a@', 'x(', '=> {', ': #', '= ', 'end\n', '})', '\\"', '\\u', '{"a":', '[[', '["a",', '{"a":"', 'http://', 'www.', 'a@b.', '$', '$$', '\\(', 'data:', '\\\\\\u', '\\u0073', '%25', '&#', 'sk-',
]; // prettier-ignore

/** The same text with a line end after every 80 characters, where it has none of its own. */
const inLines = (text: string) => (text.includes('\n') ? text : (text.match(/[^]{1,80}/g) ?? []).join('\n'));

const named = (unit: string) => JSON.stringify(unit).slice(1, -1);

export const shapes: readonly Shape[] = units.flatMap((unit) => [
  { name: `${named(unit)} repeated`, text: repeated(unit) },
  { name: `${named(unit)} repeated, then x`, text: (size) => `${repeated(unit)(size)}x` },
  { name: `${named(unit)} repeated, in lines`, text: (size) => inLines(repeated(unit)(size)) },
  { name: `${named(unit)} repeated, fenced`, text: (size) => `\`\`\`ts\n${repeated(unit)(size)}\n\`\`\`\n` },
]);

/** What people write: code, and sentences about it. */
export function harmless(size: number): string {
  const lines: string[] = [];
  for (let n = 0, length = 0; length < size; n++) {
    const line =
      n % 5 === 0 ? `/** Adds ${n} to what it is given. */` : `export const add${n} = (value: number) => value + ${n};`;
    lines.push(line);
    length += line.length + 1;
  }
  return lines.join('\n');
}

/** The same in many lines: numbers, one a line. */
export function harmlessLines(size: number): string {
  const lines: string[] = [];
  for (let n = 0, length = 0; length < size; n++) {
    const line = String((n * 7919) % 1000);
    lines.push(line);
    length += line.length + 1;
  }
  return lines.join('\n');
}
