/** A text without the characters at its end that are among `signs`. In linear time, which a pattern such as /\n+$/ is not. */
export function withoutEnd(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}

/** A text without the line ends behind its last character. */
export function withoutLineEnds(text: string): string {
  return withoutEnd(text, '\n');
}

/** A text without the blank lines in front of its first line and the white space behind its last one. */
export function withoutBlankEnds(text: string): string {
  const from = text.search(/\S/);
  return from < 0 ? '' : text.slice(text.lastIndexOf('\n', from) + 1).trimEnd();
}
