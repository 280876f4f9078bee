import { fillElisions, isElision } from './elision';
import { fitIndentation, linesOf } from './indentation';
import { pathInComment } from './namedPath';

/**
 * A file after a block of code has taken the place that it is a new version of: all of the file, or the one region that
 * begins and ends as the block does. Undefined where there is none, or more than one.
 */
export function placeIn(block: string, file: string): { kind: 'whole' | 'region'; text: string } | undefined {
  const lines = linesOf(file);
  const code = withoutName(linesOf(block));
  if (file.trim() === '') return { kind: 'whole', text: block };
  if (isWhole(code, lines)) {
    const filled = fillElisions(lines, code);
    return filled && { kind: 'whole', text: joined(filled, file) };
  }
  const defined = definitionIn(code, lines);
  const regions = defined ? [defined] : regionsOf(code, lines);
  if (regions.length !== 1) return undefined;
  const { start, end } = regions[0]!;
  const base = lines.slice(start, end);
  const filled = fillElisions(base, fitIndentation(base.join('\n'), code, file));
  return filled && { kind: 'region', text: joined([...lines.slice(0, start), ...filled, ...lines.slice(end)], file) };
}

/** A first line that only names the file is not code. */
function withoutName(lines: readonly string[]): string[] {
  return lines.slice(/\.\w+$/.test(pathInComment(lines[0] ?? '') ?? '') ? 1 : 0);
}

const full = (lines: readonly string[]) => lines.map((line) => line.trim()).filter((line) => line !== '');
const isTelling = (line: string) => (line.match(/\p{L}/gu)?.length ?? 0) > 3;

/** Whether a block is a new version of all of a file: it begins and ends so, and has most of what is between. */
function isWhole(code: readonly string[], lines: readonly string[]): boolean {
  const [theirs, ours] = [full(code.filter((line) => !isElision(line))), full(lines)];
  if (theirs.length < 2 || theirs[0] !== ours[0] || theirs.at(-1) !== ours.at(-1)) return false;
  if (code.some(isElision)) return true;
  const said = new Set(theirs);
  const telling = ours.filter(isTelling);
  if (theirs.length * 10 < ours.length * 6) return false;
  return telling.filter((line) => said.has(line)).length * 10 >= telling.length * 6;
}

/** What opens a function: its name and parameters. Not what only takes one, as a test suite or a loop does. */
function opensFunction(line: string): boolean {
  const text = line.trim();
  const parameters = /[\w>=]\s*\(/.exec(text);
  if (!parameters || !/[{:]$/.test(text) || text.lastIndexOf(')') < parameters.index) return false;
  if (text.replace(/\([^()]*\)\s*=>\s*\{$/, '').includes('=>')) return false;
  return !/^[})\s]*(if|else|for|foreach|while|until|switch|try|catch|except|with|match|do|using|lock|describe|suite|context|it|test|class|interface|struct|enum|impl|trait|namespace|module)\b/.test(
    text,
  );
}

/**
 * The function that a block is a new version of, whatever has become of its body: the only one in the file that begins
 * with the block's first line. The block must be all of a function itself.
 */
function definitionIn(code: readonly string[], lines: readonly string[]): { start: number; end: number } | undefined {
  const told = code.filter((line) => line.trim() !== '');
  const [first] = told;
  if (first === undefined || told.length < 2 || !opensFunction(first)) return undefined;
  if (bodyEnd(told, 0) !== told.length) return undefined;
  const starts = lines.flatMap((line, n) => (line.trim() === first.trim() ? [n] : []));
  return starts.length === 1 ? { start: starts[0]!, end: bodyEnd(lines, starts[0]!) ?? starts[0]! + 1 } : undefined;
}

/** The line behind a function that begins at a line: its body is deeper, and a bracket at its own depth closes it. */
function bodyEnd(lines: readonly string[], start: number): number | undefined {
  const depth = indent(lines[start]!);
  const closes = lines[start]!.trimEnd().endsWith('{');
  let end = start + 1;
  for (let n = start + 1; n < lines.length; n++) {
    if (lines[n]!.trim() === '') continue;
    if (indent(lines[n]!) <= depth) {
      if (!closes) return end;
      return indent(lines[n]!) === depth && /^\s*\}[;,)]*$/.test(lines[n]!) ? n + 1 : undefined;
    }
    end = n + 1;
  }
  return closes ? undefined : end;
}

/**
 * The regions that a block can replace: they begin and end with the block's own first and last line, the first one says
 * something, and much of what is between is the same. A block that ends with a lone bracket ends at the bracket of the
 * same depth.
 */
function regionsOf(code: readonly string[], lines: readonly string[]): { start: number; end: number }[] {
  const told = code.filter((line) => line.trim() !== '');
  const first = told.find((line) => !isElision(line));
  const last = told.findLast((line) => !isElision(line));
  if (first === undefined || last === undefined || told[0] !== first || told.at(-1) !== last || told.length < 2)
    return [];
  if (!isTelling(first)) return [];
  const starts = lines.flatMap((line, n) => (line.trim() === first.trim() ? [n] : []));
  if (starts.length > mostStarts) return [];
  const isAlike = alikeTo(told);
  const regions: { start: number; end: number }[] = [];
  for (const start of starts) {
    const line = lines[start]!;
    const depth = indent(line) - indent(first);
    for (let end = start + 1; end < lines.length; end++) {
      const there = lines[end]!;
      if (there.trim() !== last.trim() || indent(there) - indent(last) !== depth) continue;
      if (isAlike(lines.slice(start, end + 1))) regions.push({ start, end: end + 1 });
      break;
    }
  }
  return regions;
}

/** Places where the first line of a block stands: one that stands in more says nothing of where the block belongs. */
const mostStarts = 50;

function indent(line: string): number {
  return /^[ \t]*/.exec(line)![0].length;
}

/** Tells regions of which enough stands in the block for it to be a new version: their ends, and a third of the rest. */
function alikeTo(code: readonly string[]): (region: readonly string[]) => boolean {
  if (code.some(isElision)) return () => true;
  const said = new Set(full(code));
  return (region) => {
    const inner = full(region).slice(1, -1).filter(isTelling);
    return inner.filter((line) => said.has(line)).length * 3 >= inner.length;
  };
}

function joined(lines: readonly string[], like: string): string {
  return lines.join('\n') + (like.endsWith('\n') && lines.at(-1) !== '' ? '\n' : '');
}
