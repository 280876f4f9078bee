import { isDiffLabel, labelOf } from './blocks';
import { fillElisions, isElision } from './elision';
import { fitIndentation } from './editAnswer';
import { applyBlocks, looksLikeDiff, parseUnifiedDiff } from './unifiedDiff';

/** A file that a code block may belong to. */
export interface Candidate {
  /** In the workspace, with "/" between folders. */
  readonly path: string;
  /** With "\n" as its line end. */
  readonly text: string;
}

export interface Block {
  readonly text: string;
  /** The label of the fence, and what stands behind it: `ts src/cart.ts`. */
  readonly info: string;
  /** The sentences in front of the block, where the chat knows them. */
  readonly before?: string;
}

export type Placed =
  /** The file at this index becomes `text`. `kind` says how the place was found. */
  | { readonly kind: 'whole' | 'region' | 'diff'; readonly file: number; readonly text: string }
  /** Not certain: any of these files, or a new one. The reader says which. */
  | { readonly kind: 'ask'; readonly files: readonly number[]; readonly name?: string }
  /** A diff whose lines are in none of the files. */
  | { readonly kind: 'refused' };

/**
 * Where a code block from a chat belongs. By the file that it names, else by what it says. Certain only where exactly
 * one place in one file fits; anything else is asked, and nothing is guessed.
 */
export function placeBlock(block: Block, files: readonly Candidate[]): Placed {
  const text = block.text.replaceAll('\r\n', '\n').replace(/\n+$/, '\n');
  if (isDiffLabel(labelOf(block.info)) || looksLikeDiff(text)) {
    const diff = placeDiff(text, files);
    if (diff) return diff;
  }
  const name = namedFile(block);
  const named = name === undefined ? [] : indicesOf(files, name);
  if (name !== undefined && named.length !== 1) return { kind: 'ask', files: named, name };
  const among = named.length === 1 ? named : files.map((_, n) => n);
  const found = among.flatMap((file) => {
    const placed = placeIn(text, files[file]!.text);
    return placed === undefined ? [] : [{ ...placed, file }];
  });
  if (found.length === 1) return found[0]!;
  const rest = name === undefined ? {} : { name };
  return { kind: 'ask', files: found.length > 1 ? found.map(({ file }) => file) : named, ...rest };
}

function placeDiff(text: string, files: readonly Candidate[]): Placed | undefined {
  const parsed = parseUnifiedDiff(text);
  if (!parsed) return undefined;
  // One block is one proposal: a diff of several files is applied to them one by one, by hand.
  if (parsed.length !== 1) return { kind: 'ask', files: parsed.flatMap(({ file }) => indicesOf(files, file)) };
  const [{ file: name, blocks }] = parsed as [(typeof parsed)[number]];
  const among = name === '' ? files.map((_, n) => n) : indicesOf(files, name);
  const found = among.flatMap((file) => {
    const applied = applyBlocks(files[file]!.text, blocks);
    return applied === undefined ? [] : [{ kind: 'diff' as const, file, text: applied }];
  });
  if (found.length === 1) return found[0];
  return found.length === 0 ? { kind: 'refused' } : { kind: 'ask', files: found.map(({ file }) => file) };
}

/** The file that the info string, the sentence in front, or a comment in the first line names. */
function namedFile({ info, before, text }: Block): string | undefined {
  const path = String.raw`[\w@.~-]+(?:[/\\][\w@.~-]+)*\.\w+|[\w@.~-]+(?:[/\\][\w@.~-]+)+`;
  const own = new RegExp(String.raw`(?:^|[\s:="'(])(${path})(?:["')\s:#]|$)`).exec(
    info.replace(/^\S+?(?=[\s:]|$)/, ''),
  );
  if (own) return clean(own[1]!);
  if (new RegExp(`^(?:${path})$`).test(info) && info.includes('.')) return clean(info);
  const first = text.trimStart().split('\n', 1)[0]!;
  const comment = new RegExp(
    String.raw`^\s*(?:\/\/|#|--|\/\*|<!--|;)\s*(?:file(?:name)?:\s*)?(${path})\s*(?:\*\/|-->)?\s*$`,
    'i',
  );
  const inside = comment.exec(first);
  if (inside) return clean(inside[1]!);
  const last = before?.trimEnd().split('\n').at(-1) ?? '';
  const told = [...last.matchAll(new RegExp(`[\`*]+(${path})[\`*]+`, 'g'))].map((match) => match[1]!);
  const names = new Set(told.filter((one) => /\.\w+$/.test(one)));
  return names.size === 1 ? clean([...names][0]!) : undefined;
}

function clean(path: string): string {
  return path.replaceAll('\\', '/').replace(/^\.\//, '');
}

/** The files whose path is this one or ends in it. */
function indicesOf(files: readonly Candidate[], name: string): number[] {
  const exact = files.flatMap(({ path }, n) => (path === name ? [n] : []));
  if (exact.length > 0) return exact;
  return files.flatMap(({ path }, n) => (path.endsWith(`/${name}`) || name.endsWith(`/${path}`) ? [n] : []));
}

function placeIn(block: string, file: string): { kind: 'whole' | 'region'; text: string } | undefined {
  const lines = linesOf(file);
  const code = withoutName(linesOf(block));
  if (file.trim() === '') return { kind: 'whole', text: block };
  if (isWhole(code, lines)) {
    const filled = fillElisions(lines, code);
    return filled && { kind: 'whole', text: joined(filled, file) };
  }
  const regions = regionsOf(code, lines);
  if (regions.length !== 1) return undefined;
  const { start, end } = regions[0]!;
  const base = lines.slice(start, end);
  const filled = fillElisions(base, code);
  if (!filled) return undefined;
  const fitted = fitIndentation(base.join('\n'), filled);
  return { kind: 'region', text: joined([...lines.slice(0, start), ...fitted, ...lines.slice(end)], file) };
}

/** A first line that only names the file is not code. */
function withoutName(lines: readonly string[]): string[] {
  const named = /^\s*(\/\/|#|--|\/\*|<!--|;)\s*(file(name)?:\s*)?[\w@.~/\\-]+\.\w+\s*(\*\/|-->)?\s*$/i.test(
    lines[0] ?? '',
  );
  return lines.slice(named ? 1 : 0);
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
  const regions: { start: number; end: number }[] = [];
  for (const [start, line] of lines.entries()) {
    if (line.trim() !== first.trim()) continue;
    const depth = indent(line) - indent(first);
    for (let end = start + 1; end < lines.length; end++) {
      const there = lines[end]!;
      if (there.trim() !== last.trim() || indent(there) - indent(last) !== depth) continue;
      if (isAlike(told, lines.slice(start, end + 1))) regions.push({ start, end: end + 1 });
      break;
    }
  }
  return regions;
}

function indent(line: string): number {
  return /^[ \t]*/.exec(line)![0].length;
}

/** Whether enough of a region stands in the block for it to be a new version: its ends, and a third of the rest. */
function isAlike(code: readonly string[], region: readonly string[]): boolean {
  const said = new Set(full(code));
  const inner = full(region).slice(1, -1).filter(isTelling);
  if (code.some(isElision) || inner.length === 0) return true;
  return inner.filter((line) => said.has(line)).length * 3 >= inner.length;
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function joined(lines: readonly string[], like: string): string {
  return lines.join('\n') + (like.endsWith('\n') && lines.at(-1) !== '' ? '\n' : '');
}
