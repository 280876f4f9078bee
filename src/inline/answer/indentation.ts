/**
 * Gives the answer's lines the range's indentation, where the answer has lost it: all of it, or that of the first line
 * only, as when a reply goes on at the cursor; or where it has more, as in a list. `file` tells the kind of white space.
 */
export function fitIndentation(original: string, answer: readonly string[], file = original): string[] {
  const there = linesOf(original).filter((line) => line.trim() !== '');
  const lines = inKindOf(linesOf(file), answer);
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined || there.length === 0) return [...lines];
  const known = new Set(there);
  const same = there.find((line) => line.trim() === first.trim());
  const model = same ?? there[0]!;
  // Of the same line, and so of all of them: too deep, as in a list.
  const extra = same === undefined ? '' : lost(white(first), white(same));
  if (extra !== '' && lines.every((line) => line.trim() === '' || line.startsWith(extra))) {
    return lines.map((line) => line.slice(line.trim() === '' ? 0 : extra.length));
  }
  const missing = lost(white(model), white(first));
  if (missing === '') return [...lines];
  const rest = lines.slice(lines.indexOf(first) + 1).filter((line) => line.trim() !== '');
  const asIs = rest.filter((line) => known.has(line)).length;
  const shifted = rest.filter((line) => known.has(missing + line)).length;
  const aligned = asIs === shifted ? rest.length > 0 && rest.every((line) => line.startsWith(missing)) : asIs > shifted;
  return lines.map((line) => (line.trim() === '' || (aligned && line !== first) ? line : missing + line));
}

/** Tabs to spaces or spaces to tabs, where a file has only the one kind and the answer only the other. */
export function inKindOf(file: readonly string[], answer: readonly string[]): string[] {
  const [ours, theirs] = [kindOf(file), kindOf(answer)];
  if (ours === undefined || theirs === undefined || ours === theirs) return [...answer];
  const unit = unitOf(ours === ' ' ? file : answer);
  if (unit === undefined) return [...answer];
  return answer.map((line) => {
    const own = white(line);
    const text = line.slice(own.length);
    if (ours === ' ') return own.replaceAll('\t', ' '.repeat(unit)) + text;
    return '\t'.repeat(Math.floor(own.length / unit)) + ' '.repeat(own.length % unit) + text;
  });
}

/** What lines are indented with; undefined where none is, or where it is not one kind. */
function kindOf(lines: readonly string[]): '\t' | ' ' | undefined {
  const indented = lines.filter((line) => /^\s+\S/.test(line) && !/^\s+\*/.test(line)).map(white);
  if (indented.length === 0) return undefined;
  if (indented.every((one) => /^\t+ ?$/.test(one))) return '\t';
  return indented.some((one) => one.includes('\t')) ? undefined : ' ';
}

/** Spaces of one level: the step in that most lines are deeper than the line above. */
function unitOf(lines: readonly string[]): number | undefined {
  const steps = new Map<number, number>();
  let depth = 0;
  for (const line of lines) {
    if (line.trim() === '' || /^\s+\*/.test(line)) continue;
    const step = white(line).length - depth;
    depth += step;
    if (step > 1 && step <= 8) steps.set(step, (steps.get(step) ?? 0) + 1);
  }
  return [...steps].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0];
}

export function white(line: string): string {
  return /^[ \t]*/.exec(line)![0];
}

/** Characters of indentation that each line of an answer can be given: nobody's code is as deep. */
const deepest = 1000;

function lost(there: string, here: string): string {
  return here.length < there.length && there.length <= deepest && there.endsWith(here)
    ? there.slice(0, there.length - here.length)
    : '';
}

export function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
