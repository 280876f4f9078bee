import { type MarkdownIt } from 'markdown-it';

/** Emphasis, code, a link, or something that may become one. */
export interface Span {
  readonly start: number;
  /** Infinity if the span may not have ended yet. */
  readonly end: number;
}

interface Opener {
  readonly char: string;
  readonly length: number;
  readonly at: number;
}

/**
 * Returns the spans of a text. A position outside of all spans stays outside however the text continues. The scan is
 * more cautious than CommonMark: only plain cases count as closed, and brackets are treated both as a link and as text,
 * since the definition of their label may follow at any time.
 */
export function spansOf(md: MarkdownIt, text: string): Span[] {
  const state = new md.inline.State(text, md, {}, []);
  const spans: Span[] = [];
  const openers: Opener[] = [];
  const codeRuns = [...text.matchAll(/`+/g)];
  const special = /\\.|`+|\*+|_+|~{2,}|[[\]()<:"']/gs;
  const add = (start: number, end = Infinity): number => spans.push({ start, end });

  for (let found = special.exec(text); found; found = special.exec(text)) {
    const { 0: run, index: at } = found;
    const char = run[0]!;
    const inTarget = openers.at(-1)?.char === '(';
    if (char === '`') code(run.length, at);
    else if (char === '*' || char === '_' || char === '~') delimiters(char, run.length, at);
    else if (char === '[' || (char === '(' && inTarget)) openers.push({ char, length: 1, at });
    else if (char === ']') {
      const opener = closeBracket('[', at + 1);
      if (opener && text[at + 1] === '(') beginTarget(opener);
    } else if (char === ')') closeBracket('(', at + 1);
    else if ((char === '"' || char === "'") && inTarget && /\s/.test(text[at - 1]!))
      skip(at, text.indexOf(char, at + 1));
    else if (char === '<' && inTarget) skip(at, lastOf(/<[^<>\n]*>/y, at));
    else if (char === '<' && lastOf(/<(?=[^\s<>]*[:@])[^\s<>]*>/y, at) > 0) skip(at, lastOf(/<[^\s<>]*>/y, at));
    else if (char === ':' && takesMore(at)) add(at);
  }
  for (const { at } of openers) add(at);
  return spans;

  function code(length: number, at: number): void {
    const closing = codeRuns.find((run) => run.index > at && run[0].length === length);
    if (closing) special.lastIndex = closing.index + length;
    add(at, closing ? special.lastIndex : Infinity);
  }

  function delimiters(char: string, length: number, at: number): void {
    const { can_open: canOpen, can_close: canClose } = state.scanDelims(at, char !== '_');
    const last = openers.at(-1);
    if (canClose && last?.char === char && last.length === length) {
      openers.pop();
      add(last.at, at + length);
      return;
    }
    // CommonMark may close part of a run, or an opener outside of other openers.
    const other = canClose ? openers.find((opener) => opener.char === char) : undefined;
    if (other) {
      add(other.at);
      add(other.at, at + length);
    }
    if (canOpen) openers.push({ char, length, at });
  }

  /** Openers inside the brackets may be closed inside or after them, so they stay open. */
  function closeBracket(char: string, end: number): Opener | undefined {
    const index = openers.findLastIndex((opener) => opener.char === char);
    if (index < 0) return undefined;
    const [opener, ...crossing] = openers.splice(index);
    for (const { at } of crossing) add(at);
    add(opener!.at, end);
    return opener;
  }

  function beginTarget({ at }: Opener): void {
    openers.push({ char: '(', length: 1, at });
    special.lastIndex += 1;
  }

  /** Skips a quoted part. It stays open if it does not end, or if it has a meaning when it is not quoted. */
  function skip(at: number, last: number): void {
    if (last < 0 || meaningful.test(text.slice(at + 1, last))) add(at);
    if (last >= 0) special.lastIndex = last + 1;
  }

  function lastOf(pattern: RegExp, at: number): number {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex - 1 : -1;
  }

  /** Whether a bare address contains characters that would otherwise have a meaning. */
  function takesMore(at: number): boolean {
    return text.startsWith('//', at + 1) && meaningful.test(text.slice(at, lastOf(/\S*/y, at) + 1));
  }
}

const meaningful = /[\\`*~[\]<]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u;

/** Returns the positions that lie inside no span. `places` must be in ascending order. */
export function outside(spans: readonly Span[], places: readonly number[]): number[] {
  const sorted = [...spans].sort((a, b) => a.start - b.start);
  let index = 0;
  let reach = 0;
  return places.filter((at) => {
    for (; index < sorted.length && sorted[index]!.start < at; index += 1) reach = Math.max(reach, sorted[index]!.end);
    return reach <= at;
  });
}
