import { matchLengths } from './occurrences';

const words = 'existing|unchanged|rest|same|remaining|previous|other|omitted|before|above|其余|省略|不变|保持';
const placeholderSource = String.raw`^(//|#|--|/\*|<!--|\{/\*|%|;|'|"""|\(\*)?\s*(\.{3}|…)|^(//|#|--|/\*|<!--|\{/\*|%|;)\s*(\[?\(?)?(${words})\b.*(\.{3}|…)\s*\S{0,4}$`;
const placeholder = new RegExp(placeholderSource, 'i');

/** The same in words alone: a comment that says nothing else. */
const toldSource = String.raw`^(//|#|--|/\*+|<!--|\{/\*|%|;)\s*[[(]?((the |your |all )?(rest|remainder|remaining|other|existing|previous|same)( of)?( the| this| your)?( existing| other)?( (code|file|class|function|module|component|method|methods|functions|implementation|imports?|members|fields|body|logic|content|lines))?( (here|above|below|as before))?( (remains?|is|are|stays?|goes)( the)? (same|unchanged|here|as (is|before|it was)))?|(unchanged|no changes?( here)?|same as (before|above))|(其余|其他|原有|现有|剩余)(代码|部分|内容|方法)?(保持)?(不变|省略)?)[\])]?[.\s]*(\*/\}?|-->)?$`;
const told = new RegExp(toldSource, 'i');

/** Characters of a line that may stand for what was left out: a longer one is code. */
const longest = 300;

/**
 * Whether a line stands for code that was left out: `// ... existing code ...`, `# rest unchanged…`, a bare `...`,
 * `// The rest of the class remains the same`.
 */
export function isElision(line: string): boolean {
  const text = line.trim();
  if (text.length > longest) return false;
  return (placeholder.test(text) && !/^\.\.\.[\w([{]/.test(text)) || told.test(text);
}

/** The same, but not three dots alone, which are code in some languages. */
export function isCommentedElision(line: string): boolean {
  return isElision(line) && !/^\s*(\.{3}|…)/.test(line);
}

/**
 * Fills what an answer left out from the original. The lines around each gap say where it is.
 * @returns undefined where they cannot be found: guessing would lose code.
 */
export function fillElisions(original: readonly string[], answer: readonly string[]): string[] | undefined {
  const own = new Set(original.filter(isElision).map((line) => line.trim()));
  const had = new Set(original.map((line) => line.trim()));
  let opener = '';
  const gaps = new Set<number>();
  for (const [n, line] of answer.entries()) {
    // Three dots are the body of a function in Python; of one that was there before, they stand for its body.
    const isBody = line.trim() === '...' && /:\s*(#[^]*)?$/.test(opener) && !had.has(opener.trim());
    if (isElision(line) && !own.has(line.trim()) && !isBody) gaps.add(n);
    if (line.trim() !== '') opener = line;
  }
  if (gaps.size === 0) return [...answer];
  if (gaps.size * original.length > mostCompared) return undefined;
  const there = indexOf(original);
  const filled: string[] = [];
  let at = 0;
  let segment: string[] = [];
  let gap = false;
  const put = (isLast: boolean): boolean => {
    const first = segment.find((line) => line.trim() !== '');
    if (first === undefined) return true;
    if (gap) {
      const told = segment.slice(segment.indexOf(first));
      const next = whereFrom(there, told, at, isLast);
      if (!next) return false;
      pushRest(filled, original.slice(at, next.line));
      // The blank lines in front of it are the original's.
      if (filled.at(-1)?.trim() === '') segment = told;
      at = next.line + (next.changed ? 1 : 0);
    }
    for (const line of segment) filled.push(line);
    at = after(there, segment, at);
    return true;
  };
  for (const [n, line] of answer.entries()) {
    if (!gaps.has(n)) {
      segment.push(line);
      continue;
    }
    if (!put(false)) return undefined;
    segment = [];
    gap = true;
  }
  if (segment.some((line) => line.trim() !== '')) return put(true) ? filled : undefined;
  pushRest(filled, original.slice(at));
  return filled;
}

/** Blank lines on both sides of a seam are the same ones. */
function pushRest(filled: string[], rest: readonly string[]): void {
  let from = 0;
  if (filled.at(-1)?.trim() === '') while (rest[from]?.trim() === '') from++;
  for (const line of rest.slice(from)) filled.push(line);
}

/**
 * Where in the original the lines behind a gap stand. Undefined where they are nowhere, or where two places are as good.
 * Their first line may be a changed one: then there must be exactly one that it can have been.
 */
function whereFrom(
  { lines: original, forms }: Indexed,
  segment: readonly string[],
  from: number,
  isLast: boolean,
): { line: number; changed: boolean } | undefined {
  const scores = matchLengths(forms, segment.map(formOf));
  // What the answer ends with is the end of the original.
  const last = original.length - segment.length;
  if (isLast && last >= from && scores[last] === segment.length) return { line: last, changed: false };
  const places = scores.flatMap((score, line) => (line >= from && score > 0 ? [{ line, score }] : []));
  const best = places.sort((a, b) => b.score - a.score)[0];
  if (best) return best.score === places[1]?.score ? undefined : { line: best.line, changed: false };
  const isAlike = changedFrom(segment[0]!);
  const alike = original.flatMap((line, n) => (n >= from && isAlike(line) ? [n] : []));
  if (alike.length > 0) return alike.length === 1 ? { line: alike[0]!, changed: true } : undefined;
  // New lines in front of the original's end.
  const end = isLast ? commonEnd(original, segment) : 0;
  return end > 0 ? { line: original.length - end, changed: false } : undefined;
}

/** Tells lines that can be another one before it was changed: one of the two has all words of the other, and more than a keyword. */
function changedFrom(now: string): (line: string) => boolean {
  const of = (text: string) => new Set(text.match(/\w+/g) ?? []);
  const words = of(now);
  return (line) => {
    const [less, more] = [of(line), words].sort((a, b) => a.size - b.size) as [Set<string>, Set<string>];
    if (less.size === 0 || more.size > 4 * less.size || ![...less].every((word) => more.has(word))) return false;
    return [...less].some((word) => /\p{L}/u.test(word) && !lone.test(word));
  };
}

const lone = /^(return|break|continue|else|try|finally|pass|end|begin|do|then|const|let|var|if|for|while)$/;

/** How many lines at the end of both are the same, and close what is around the segment: they are less deep. */
function commonEnd(original: readonly string[], segment: readonly string[]): number {
  const depth = (line: string) => /^\s*/.exec(line)![0].length;
  const closes = (line: string | undefined, there: string | undefined) =>
    line !== undefined && there !== undefined && depth(line) < depth(segment[0]!) && isSame(there, line);
  let end = 0;
  while (closes(segment.at(-1 - end), original.at(-1 - end))) end++;
  return end;
}

/** White space in front of a bracket says which one it is; that in front of words says nothing. */
function formOf(line: string): string {
  return /\w/.test(line) ? line.trim() : line.trimEnd();
}

function isSame(line: string, wanted: string): boolean {
  return formOf(line) === formOf(wanted);
}

/** Gaps times lines of the original: beyond that, an answer would be looked for for seconds. */
const mostCompared = 5_000_000;

interface Indexed {
  readonly lines: readonly string[];
  /** As `formOf` has them. */
  readonly forms: readonly string[];
  /** A form -> where it stands, in order. */
  readonly places: ReadonlyMap<string, readonly number[]>;
}

function indexOf(lines: readonly string[]): Indexed {
  const forms = lines.map(formOf);
  const places = new Map<string, number[]>();
  for (const [n, form] of forms.entries()) {
    const known = places.get(form);
    if (known) known.push(n);
    else places.set(form, [n]);
  }
  return { lines, forms, places };
}

/** The first place of a form from a line on, or -1. */
function firstPlace({ places }: Indexed, form: string, from: number): number {
  const all = places.get(form) ?? [];
  let [low, high] = [0, all.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (all[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return all[low] ?? -1;
}

/** Where the original goes on behind a segment: after the last of its lines that the original has. */
function after(original: Indexed, segment: readonly string[], from: number): number {
  let at = from;
  for (const line of segment) {
    if (line.trim() === '') continue;
    const found = firstPlace(original, formOf(line), at);
    // A closing brace far away is another one's.
    if (found >= 0 && (found - at <= segment.length || /\w/.test(line))) at = found + 1;
  }
  return at;
}

/** Whether a line reads like another one changed. */
export function isLike(a: string, b: string): boolean {
  const of = (line: string) => new Set(line.match(/\w+/g) ?? []);
  const [x, y] = [of(a), of(b)];
  const common = [...x].filter((word) => y.has(word)).length;
  return common * 2 >= Math.max(x.size, y.size, 1);
}
