/** A table in Markdown whose columns are aligned in its source too: there it is read. */
export function markdownTable(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const cells = [head, ...rows].map((row) => row.map(escaped));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => widthOf(row[column] ?? ''))));
  const lines = cells.map((row) => line(widths.map((width, column) => padded(row[column] ?? '', width))));
  return [lines[0], line(widths.map((width) => '-'.repeat(width))), ...lines.slice(1)].join('\n');
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

function padded(text: string, width: number): string {
  return text + ' '.repeat(width - widthOf(text));
}

/** In columns: Chinese, Japanese and Korean characters take two. */
function widthOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u1100-\u115f\u2e80-\uffe6]/u.test(character) ? 2 : 1), 0);
}
