import { placesOf } from './occurrences';

/** One block of a unified diff. */
export interface DiffBlock {
  /** Zero-based line that the header names; -1 where it names none. */
  readonly line: number;
  /** Lines with their first character: space, `-` or `+`. */
  readonly lines: readonly string[];
}

export interface FileDiff {
  /** The file that the header names, without `a/` and `b/`; empty where there is no header. */
  readonly file: string;
  /** Its name before, where that is another one; undefined where it is new. */
  readonly from?: string | undefined;
  readonly blocks: readonly DiffBlock[];
}

/**
 * Reads a unified diff, as models write it: with or without file headers, with line numbers that may be wrong or
 * missing, with context lines that have lost their leading space. Undefined for text that is none.
 */
export function parseUnifiedDiff(text: string): FileDiff[] | undefined {
  const files: { file: string; from?: string | undefined; blocks: { line: number; lines: string[] }[] }[] = [];
  const lines = text.split('\n');
  let block: { line: number; lines: string[] } | undefined;
  let changes = 0;
  for (const [n, line] of lines.entries()) {
    const next = lines[n + 1] ?? '';
    if (/^--- /.test(line) && /^\+\+\+ /.test(next)) {
      const [from, to] = [fileName(line.slice(4)), fileName(next.slice(4))];
      files.push({ file: to || from, from: from || undefined, blocks: [] });
      block = undefined;
      continue;
    }
    if (/^\+\+\+ /.test(line) && /^--- /.test(lines[n - 1] ?? '')) continue;
    const header = /^@@(?: -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@)?/.exec(line);
    if (header) {
      if (files.length === 0) files.push({ file: '', blocks: [] });
      block = { line: header[1] === undefined ? -1 : Math.max(0, Number(header[1]) - 1), lines: [] };
      files.at(-1)!.blocks.push(block);
      continue;
    }
    if (/^(diff --git |Index: )/.test(line)) {
      block = undefined;
      continue;
    }
    if (!block) {
      // A diff without headers at all begins with its lines.
      if (files.length > 0 || line.trim() === '' || !/^[-+ ]/.test(line)) continue;
      files.push({ file: '', blocks: [(block = { line: -1, lines: [] })] });
    }
    if (/^\\ No newline/.test(line)) continue;
    if (/^[-+]/.test(line)) changes++;
    block.lines.push(/^[-+ ]/.test(line) ? line : ` ${line}`);
  }
  for (const file of files) {
    for (const one of file.blocks) while (one.lines.at(-1)?.trim() === '') one.lines.pop();
  }
  return changes > 0 ? files.map((one) => ({ ...one, blocks: one.blocks.filter(hasLines) })) : undefined;
}

function hasLines(block: DiffBlock): boolean {
  return block.lines.length > 0;
}

function fileName(header: string): string {
  const name = header.split('\t', 1)[0]!.trim();
  return name === '/dev/null' ? '' : name.replace(/^[ab]\//, '');
}

/** Whether a text is a diff by its headers: what no other code looks like. */
export function looksLikeDiff(text: string): boolean {
  return /^(diff --git .+|--- .+\n\+\+\+ .+|@@ -\d+(,\d+)? \+\d+(,\d+)? @@)/m.test(text.slice(0, 2000));
}

/**
 * The text after a diff. Its blocks are found by what they say, the line numbers only choose among equals: exactly
 * first, then without regard to white space at the ends of lines.
 * @returns undefined when a block's lines are not in the text, or in several places that the number cannot tell apart.
 */
export function applyBlocks(text: string, blocks: readonly DiffBlock[]): string | undefined {
  let lines = text.split('\n');
  if (blocks.length * lines.length > mostCompared) return undefined;
  let from = 0;
  let moved = 0;
  for (const block of blocks) {
    const old = block.lines.filter((line) => line[0] !== '+').map((line) => line.slice(1));
    const fresh = block.lines.filter((line) => line[0] !== '-').map((line) => line.slice(1));
    if (old.length === 0) {
      if (block.line < 0) return undefined;
      const at = Math.min(lines.length, block.line + moved + (lines.length > 1 ? 1 : 0));
      lines = [...lines.slice(0, at), ...fresh, ...lines.slice(at)];
      moved += fresh.length;
      continue;
    }
    const near = block.line < 0 ? -1 : block.line + moved;
    // Searches and replacements come in any order.
    const at = find(lines, old, from, near) ?? (near < 0 ? find(lines, old, 0, near) : undefined);
    if (at === undefined) return undefined;
    const end = at + old.length;
    lines = [...lines.slice(0, at), ...kept(lines.slice(at, end), block.lines), ...lines.slice(end)];
    from = at + fresh.length;
    moved += fresh.length - old.length;
  }
  return lines.join('\n');
}

/**
 * The new lines. A context line stays as the file has it, whatever the diff did to its white space; what the diff lost
 * of the indentation there, its new lines get back.
 */
function kept(there: readonly string[], lines: readonly string[]): string[] {
  const first = lines.findIndex((line) => line[0] !== '+' && line.trim().length > 0);
  const oldIndex = lines.slice(0, first + 1).filter((line) => line[0] !== '+').length - 1;
  const lost = first < 0 ? '' : lostIndent(there[oldIndex]!, lines[first]!.slice(1));
  let at = 0;
  return lines.flatMap((line) => {
    if (line[0] === '+') return [line.length > 1 ? lost + line.slice(1) : ''];
    const own = there[at++]!;
    return line[0] === '-' ? [] : [own];
  });
}

function lostIndent(there: string, here: string): string {
  const white = (line: string) => /^[ \t]*/.exec(line)![0];
  return white(there).endsWith(white(here)) ? white(there).slice(0, white(there).length - white(here).length) : '';
}

/** Lines of the text times blocks: beyond that a diff would be looked for for seconds, and is no answer to a question. */
const mostCompared = 20_000_000;

/** Lines by which a number may be off and still mean the nearest place. */
const slack = 3;

function find(lines: readonly string[], wanted: readonly string[], from: number, near: number): number | undefined {
  for (const form of [(line: string) => line, (line: string) => line.trim()]) {
    const places = placesOf(lines.map(form), wanted.map(form), from);
    if (places.length === 1) return places[0];
    if (places.length > 1) {
      if (near < 0) return undefined;
      // Numbers are often wrong: one that is near no place, or nearly as near to another, says nothing.
      const sorted = places.sort((a, b) => Math.abs(a - near) - Math.abs(b - near));
      const [first, second] = sorted.map((place) => Math.abs(place - near));
      return first! <= slack
        ? first === second
          ? undefined
          : sorted[0]
        : first! * 4 < second!
          ? sorted[0]
          : undefined;
    }
  }
  return undefined;
}
