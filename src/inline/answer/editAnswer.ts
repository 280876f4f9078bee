import { chosenBlock, fencedBlocks, isDiffLabel } from './blocks';
import { cleaned } from './clean';
import { fillElisions, isElision, isLike } from './elision';
import { isProseLanguage, isWrapping, labelOf, openingFence, withoutClosingFence } from './fence';
import { fitIndentation, linesOf } from './indentation';
import { replacement } from '../../text/replacement';
import { withoutBlankEnds } from '../../util/blankEnds';
import { withLineFeeds } from '../../util/lineEnds';
import { looksLikePatch, parsePatch } from './patch';
import { placeIn } from './region';
import { createCodeExtractor } from './extractCode';
import { applyBlocks } from './unifiedDiff';

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
  const isPatch = input.languageId !== 'diff' && (isDiffLabel(label) || looksLikePatch(code));
  if (isPatch || isBareDiff(code, original)) {
    const patch = parsePatch(code);
    if (patch) {
      return fromDiff(
        input,
        patch.flatMap(({ blocks }) => blocks),
      );
    }
    if (isPatch) return { kind: 'misfit' };
  }
  const target = targetOf(input, linesOf(code));
  const base = input.file.slice(target.start, target.end);
  const filled = fillElisions(linesOf(base), fitIndentation(base, target.lines, input.file));
  if (!filled) return fromRegion(input, code);
  const text = withEnds(base, filled);
  return { kind: 'edit', start: target.start, end: target.end, text };
}

/** Code with gaps about more than the range: a class around a method. Its ends say where in the file it is. */
function fromRegion({ file }: EditInput, code: string): EditAnswer {
  const placed = placeIn(code, file);
  if (!placed) return { kind: 'misfit' };
  const { offset, length, text } = replacement(file, placed.text);
  const start = lineStart(file, offset);
  const end = lineEnd(file, offset + length);
  const suffix = file.slice(offset + length, end);
  return { kind: 'edit', start, end, text: file.slice(start, offset) + text + suffix };
}

/** Lines of a diff in a block that is labelled otherwise: all are marked, and what is taken away is in the original. */
function isBareDiff(code: string, original: string): boolean {
  const lines = code.split('\n').filter((line) => line.trim() !== '');
  if (!lines.every((line) => /^[-+ ]/.test(line)) || !lines.some((line) => line.startsWith('+'))) return false;
  const removed = lines.filter((line) => line.startsWith('-')).map((line) => line.slice(1).trim());
  const own = new Set(original.split('\n').map((line) => line.trim()));
  return removed.some(isTelling) && removed.every((line) => line === '' || own.has(line));
}

/**
 * What can be shown of an answer that is still coming: its complete lines, followed by what they have not reached of the
 * original. Undefined while that cannot be said yet.
 */
export function previewEdit(input: EditInput, soFar: string): FileEdit | undefined {
  const original = input.file.slice(input.start, input.end);
  const found = codeOf(soFar, input.languageId, original);
  if (!found || isDiffLabel(found.label) || looksLikePatch(found.code)) return undefined;
  const complete = found.code.slice(0, found.code.lastIndexOf('\n') + 1);
  let lines = linesOf(complete);
  const gap = lines.findIndex(isElision);
  if (gap >= 0) lines = lines.slice(0, gap);
  if (lines.length < 2 || /^(diff |---|\+\+\+|@@|<{5}|\*\*\* |[-+] )/.test(lines[0]!)) return undefined;
  // One line in front of the range, repeated: the whole file, or that line alone? Only the end will tell.
  const [front, ...more] = full(linesOf(input.file.slice(0, input.start)));
  if (front !== undefined && more.length === 0 && lines[0]?.trim() === front) return undefined;
  const { start, end } = targetOf(input, lines, false);
  const base = input.file.slice(start, end);
  const fitted = fitIndentation(base, lines, input.file);
  return { kind: 'edit', start, end, text: overlay(base, fitted) };
}

interface Code {
  readonly code: string;
  readonly label: string;
}

function codeOf(answer: string, languageId: string, original: string): Code | undefined {
  const found = rawCodeOf(withLineFeeds(answer).replace(/^\ufeff/, ''), languageId, original);
  return found && { ...found, code: cleaned(found.code, languageId) };
}

function rawCodeOf(answer: string, languageId: string, original: string): Code | undefined {
  if (isProseLanguage(languageId)) {
    const text = fencedText(answer, languageId, original);
    if (text !== undefined) return { code: text, label: '' };
  } else {
    const blocks = fencedBlocks(answer);
    // A fence inside code is a part of it: a docstring's, and of no block of the answer.
    const opens = /^(`{3,}|~{3,})|^ {1,3}(`{3,}|~{3,})/m.test(answer) || blocks.some(({ code }) => code === '');
    const block = opens ? chosenBlock(blocks, languageId, original) : undefined;
    if (block) return { code: block.code, label: labelOf(block.info) };
    if (opens && blocks.length > 0) return undefined;
  }
  if (looksLikePatch(answer)) return { code: answer, label: 'diff' };
  let code = '';
  const stripper = createCodeExtractor(languageId, { write: (text) => (code += text), reset: () => (code = '') });
  stripper.feed(answer);
  return stripper.end().code ? { code, label: '' } : undefined;
}

/** Text of a language of sentences that is fenced as a whole: all between the fences, whatever fences it has itself. */
function fencedText(answer: string, languageId: string, original: string): string | undefined {
  const text = answer.trim();
  const first = text.split('\n', 1)[0]!;
  const fence = openingFence(first);
  if (!fence || openingFence(original.trimStart().split('\n', 1)[0]!)) return undefined;
  const inside = withoutClosingFence(text.slice(first.length + 1));
  return inside !== undefined && isWrapping(fence, languageId) ? inside : undefined;
}

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
  const said = new Set(told);
  if (last === undefined || there === undefined) return true;
  // A closing bracket ends many things: what is behind the range must be there too.
  if (
    last === there &&
    (isTelling(last) || !after.some(isTelling) || after.some((one) => isTelling(one) && said.has(one)))
  )
    return true;
  if (!isLike(last, range.at(-1) ?? '') && isTelling(last) && isLike(last, there)) return true;
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

/** The range's own blank lines and line end around the text. */
function withEnds(original: string, lines: readonly string[]): string {
  const text = withoutBlankEnds(lines.join('\n'));
  if (text === '') return '';
  const blank = original.trim() === '';
  const before = blank ? '' : /^(?:[ \t]*\n)*/.exec(original)![0];
  const after = blank ? (original.endsWith('\n') ? '\n' : '') : original.slice(original.trimEnd().length);
  return before + text + after;
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
