/**
 * A table in Markdown whose columns are aligned in its source too: there it is read. Columns of numbers are aligned to
 * the right.
 */
export function markdownTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const cells = [head, ...rows].map((row) => head.map((_, column) => escaped(row[column] ?? '')));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => widthOf(row[column]!))));
  const isNumber = head.map((_, column) => cells.slice(1).every((row) => /^(\d|$)/.test(row[column]!)));
  const lines = cells.map((row) => line(row.map((cell, column) => padded(cell, widths[column]!, isNumber[column]!))));
  const rule = line(
    widths.map((width, column) => (isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))),
  );
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** What a machine said, as text that means nothing in Markdown. */
export function code(text: string): string {
  const line = text.replaceAll('`', 'ˋ').replace(/\s+/g, ' ');
  return line.trim() === '' ? '' : `\`${line}\``;
}

/** Without what would end a cell. */
function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function padded(text: string, width: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(width - widthOf(text));
  return toTheRight ? blanks + text : text + blanks;
}

/** In columns: Chinese, Japanese and Korean characters take two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u1100-\u115f\u2e80-\uffe6]/u.test(character) ? 2 : 1), 0);
}
