import { chosenBlock, fencedBlocks, isDiffLabel, labelOf } from './blocks';
import { fillElisions, isElision } from './elision';
import { replacement } from './lineDiff';
import { createStripper } from './strip';
import { applyBlocks, looksLikeDiff, parseUnifiedDiff } from './unifiedDiff';

/** What was asked to be changed: whole lines of a file, with "\n" as its line end. */
export interface EditInput {
  readonly file: string;
  /** Offsets of the range. */
  readonly start: number;
  readonly end: number;
  readonly languageId: string;
}

/** `[start, end)` of the file becomes `text`. */
export interface FileEdit {
  readonly kind: 'edit';
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export type EditAnswer =
  | FileEdit
  /** No code: what the model said instead. Empty when it said nothing. */
  | { readonly kind: 'prose'; readonly prose: string }
  /** A diff, or code with gaps, whose place is not in the file. */
  | { readonly kind: 'misfit' };

/** What an answer makes of the file, whatever form it has: code, fenced code, the whole file, a unified diff. */
export function readEditAnswer(input: EditInput, answer: string): EditAnswer {
  const original = input.file.slice(input.start, input.end);
  const found = codeOf(answer, input.languageId, original);
  if (!found) return { kind: 'prose', prose: answer.trim() };
  const { code, label } = found;
  if (isDiffLabel(label) || looksLikeDiff(code)) {
    const diff = parseUnifiedDiff(code);
    if (diff)
      return fromDiff(
        input,
        diff.flatMap(({ blocks }) => blocks),
      );
  }
  const target = targetOf(input, linesOf(code));
  const base = input.file.slice(target.start, target.end);
  const filled = fillElisions(linesOf(base), target.lines);
  if (!filled) return { kind: 'misfit' };
  const text = withEnds(base, fitIndentation(base, filled));
  return { kind: 'edit', start: target.start, end: target.end, text };
}

/**
 * What can be shown of an answer that is still coming: its complete lines, followed by what they have not reached of the
 * original. Undefined while that cannot be said yet.
 */
export function previewEdit(input: EditInput, soFar: string): FileEdit | undefined {
  const original = input.file.slice(input.start, input.end);
  const found = codeOf(soFar, input.languageId, original);
  if (!found || isDiffLabel(found.label) || looksLikeDiff(found.code)) return undefined;
  const complete = found.code.slice(0, found.code.lastIndexOf('\n') + 1);
  let lines = linesOf(complete);
  const gap = lines.findIndex(isElision);
  if (gap >= 0) lines = lines.slice(0, gap);
  if (lines.length < 2 || /^(diff |---|\+\+\+|@@)/.test(lines[0]!)) return undefined;
  // One line in front of the range, repeated: the whole file, or that line alone? Only the end will tell.
  const [front, ...more] = full(linesOf(input.file.slice(0, input.start)));
  if (front !== undefined && more.length === 0 && lines[0]?.trim() === front) return undefined;
  const { start, end } = targetOf(input, lines, false);
  const base = input.file.slice(start, end);
  const fitted = fitIndentation(base, lines);
  return { kind: 'edit', start, end, text: overlay(base, fitted) };
}

interface Code {
  readonly code: string;
  readonly label: string;
}

function codeOf(answer: string, languageId: string, original: string): Code | undefined {
  if (!proseLanguages.has(languageId) || /^\s*(```|~~~)[\w-]*\s*\n[^]*\n\s*(```|~~~)\s*$/.test(answer)) {
    const blocks = fencedBlocks(answer);
    const block = chosenBlock(blocks, languageId, original);
    if (block) return { code: block.code, label: labelOf(block.info) };
    if (blocks.length > 0) return undefined;
  }
  let code = '';
  const stripper = createStripper(languageId, { write: (text) => (code += text), reset: () => (code = '') });
  stripper.feed(looksLikeDiff(answer) ? '' : answer);
  if (stripper.end().code) return { code, label: '' };
  return looksLikeDiff(answer) ? { code: answer, label: 'diff' } : undefined;
}

const proseLanguages = new Set(['markdown', 'plaintext', 'restructuredtext', 'asciidoc', 'latex', 'tex']);

function fromDiff(input: EditInput, blocks: readonly { line: number; lines: readonly string[] }[]): EditAnswer {
  const { file, start, end } = input;
  const whole = applyBlocks(file, blocks);
  if (whole !== undefined) {
    const change = replacement(file, whole);
    const from = lineStart(file, Math.min(start, change.offset));
    const to = Math.max(end, lineEnd(file, change.offset + change.length));
    return { kind: 'edit', start: from, end: to, text: whole.slice(from, whole.length - (file.length - to)) };
  }
  const text = applyBlocks(file.slice(start, end), blocks);
  return text === undefined ? { kind: 'misfit' } : { kind: 'edit', start, end, text };
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === '\n') return offset;
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
}

/** Whether the answer is the whole file, or repeats lines around the range; these are left out. */
function targetOf(
  { file, start, end }: EditInput,
  lines: readonly string[],
  complete = true,
): { start: number; end: number; lines: string[] } {
  const before = full(linesOf(file.slice(0, start)));
  const after = full(linesOf(file.slice(end)));
  const range = full(linesOf(file.slice(start, end)));
  const told = full(lines);
  const own = told[0] === range[0];
  const around = before.length + after.length;
  if (
    complete &&
    !own &&
    told.length >= around &&
    startsWith(told, before) &&
    startsWith(told.slice(-after.length), after)
  ) {
    return { start, end, lines: dropFull(lines, before.length, after.length) };
  }
  const begins = !own && before.length > 0 && told[0] === before[0] && (before.length < 2 || told[1] === before[1]);
  if (begins && (complete ? endsLike(told, after, range) : before.length > 1)) {
    return { start: 0, end: file.length, lines: [...lines] };
  }
  // A range that begins where the file does leaves only the end to tell.
  const last = told.at(-1);
  if (complete && before.length === 0 && after.length > 1 && told.length > range.length && last === after.at(-1)) {
    if (told.at(-2) === after.at(-2)) return { start: 0, end: file.length, lines: [...lines] };
  }
  const head = own ? 0 : overlap(before.slice(-maxOverlap), told);
  const tail = complete ? overlapEnd(told.slice(head), after.slice(0, maxOverlap), range) : 0;
  return { start, end, lines: dropFull(lines, head, tail) };
}

function startsWith(lines: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((line, n) => line === lines[n]);
}

/** Whether an answer that begins as the file does goes to its end: what it does not repeat would be lost. */
function endsLike(told: readonly string[], after: readonly string[], range: readonly string[]): boolean {
  const [last, there] = [told.at(-1), after.at(-1)];
  if (last === undefined || there === undefined || last === there) return true;
  if (!isLike(last, range.at(-1) ?? '') && isLike(last, there)) return true;
  const said = new Set(told);
  return after.filter((line) => said.has(line)).length * 2 > after.length;
}

const maxOverlap = 30;

function full(lines: readonly string[]): string[] {
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}

const isTelling = (line: string | undefined) => line !== undefined && (line.match(/\p{L}/gu)?.length ?? 0) > 2;

/** How many lines at the answer's start are the ones in front of the range. */
function overlap(before: readonly string[], told: readonly string[]): number {
  for (let k = Math.min(before.length, told.length - 1); k > 0; k--) {
    const same = before.slice(-k).every((line, n) => line === told[n]);
    if (same && told.slice(0, k).some(isTelling)) return k;
  }
  return 0;
}

/** How many lines at its end are the ones behind the range, where the range itself does not end so. */
function overlapEnd(told: readonly string[], after: readonly string[], range: readonly string[]): number {
  for (let k = Math.min(after.length, told.length - 1); k > 0; k--) {
    const end = told.slice(-k);
    if (!end.every((line, n) => line === after[n])) continue;
    if (end.some(isTelling) && !end.every((line, n) => line === range[range.length - k + n])) return k;
  }
  return 0;
}

/** Takes full lines, and blank ones with them, from both ends. */
function dropFull(lines: readonly string[], head: number, tail: number): string[] {
  let from = 0;
  for (let n = 0; n < head; from++) if (lines[from]!.trim() !== '') n++;
  let to = lines.length;
  for (let n = 0; n < tail; to--) if (lines[to - 1]!.trim() !== '') n++;
  return lines.slice(from, to);
}

/**
 * Gives the answer's lines the range's indentation, where the answer has lost it: all of it, or that of the first line
 * only, as when a reply goes on at the cursor.
 */
export function fitIndentation(original: string, lines: readonly string[]): string[] {
  const there = linesOf(original).filter((line) => line.trim() !== '');
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined || there.length === 0) return [...lines];
  const known = new Set(there);
  const model = there.find((line) => line.trim() === first.trim()) ?? there[0]!;
  const missing = lost(white(model), white(first));
  if (missing === '') return [...lines];
  const rest = lines.slice(lines.indexOf(first) + 1).filter((line) => line.trim() !== '');
  const asIs = rest.filter((line) => known.has(line)).length;
  const shifted = rest.filter((line) => known.has(missing + line)).length;
  const aligned = asIs === shifted ? rest.length > 0 && rest.every((line) => line.startsWith(missing)) : asIs > shifted;
  return lines.map((line) => (line.trim() === '' || (aligned && line !== first) ? line : missing + line));
}

function white(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}

function lost(there: string, here: string): string {
  return here.length < there.length && there.endsWith(here) ? there.slice(0, there.length - here.length) : '';
}

/** The range's own blank lines and line end around the text. */
function withEnds(original: string, lines: readonly string[]): string {
  const text = lines.join('\n').replace(/^(?:[ \t]*\n)+|\s+$/g, '');
  if (text === '') return '';
  const blank = original.trim() === '';
  const before = blank ? '' : /^(?:[ \t]*\n)*/.exec(original)![0];
  const after = blank ? (original.endsWith('\n') ? '\n' : '') : /\s*$/.exec(original)![0];
  return before + text + after;
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

/** How far ahead a line of the answer is looked for in the original. */
const lookAhead = 200;

/**
 * The answer's lines so far, and behind them what of the original they have not come to: where the latest line that the
 * original has too stands in it.
 */
function overlay(original: string, lines: readonly string[]): string {
  const there = linesOf(original);
  let at = 0;
  for (const line of lines) {
    if (there[at] === line) {
      at++;
      continue;
    }
    const limit = isTelling(line) ? lookAhead : 3;
    let found = at;
    while (found < there.length && found - at < limit && there[found] !== line) found++;
    if (there[found] === line) at = found + 1;
    else if (at < there.length && isLike(there[at]!, line)) at++;
  }
  const end = original.endsWith('\n') ? '\n' : '';
  return [...lines, ...there.slice(at)].join('\n') + end;
}

/** Whether a line reads like another one changed. */
function isLike(a: string, b: string): boolean {
  const of = (line: string) => new Set(line.match(/\w+/g) ?? []);
  const [x, y] = [of(a), of(b)];
  const common = [...x].filter((word) => y.has(word)).length;
  return common * 2 >= Math.max(x.size, y.size, 1);
}
