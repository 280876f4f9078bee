const words = 'existing|unchanged|rest|same|remaining|previous|other|omitted|before|above|其余|省略|不变|保持';
const placeholder = new RegExp(
  String.raw`^\s*(//|#|--|/\*|<!--|\{/\*|%|;|'|"""|\(\*)?\s*(\.{3}|…)\s*.*$|^\s*(//|#|--|/\*|<!--|\{/\*|%|;)\s*(\[?\(?)?(${words})\b.*(\.{3}|…)\s*\S{0,4}\s*$`,
  'i',
);

/** Whether a line stands for code that was left out: `// ... existing code ...`, `# rest unchanged…`, a bare `...`. */
export function isElision(line: string): boolean {
  return placeholder.test(line) && !/^\s*\.\.\.[\w([{]/.test(line);
}

/**
 * Fills what an answer left out from the original. The lines around each gap say where it is.
 * @returns undefined where they cannot be found: guessing would lose code.
 */
export function fillElisions(original: readonly string[], answer: readonly string[]): string[] | undefined {
  const own = new Set(original.filter(isElision).map((line) => line.trim()));
  const isGap = (line: string) => isElision(line) && !own.has(line.trim());
  if (!answer.some(isGap)) return [...answer];
  const filled: string[] = [];
  let at = 0;
  let segment: string[] = [];
  let gap = false;
  const put = (): boolean => {
    const first = segment.find((line) => line.trim() !== '');
    if (first === undefined) return true;
    if (gap) {
      const next = indexOf(original, first, at);
      if (next < 0) return false;
      filled.push(...original.slice(at, next));
      at = next;
    }
    filled.push(...segment);
    at = after(original, segment, at);
    return true;
  };
  for (const line of answer) {
    if (!isGap(line)) {
      segment.push(line);
      continue;
    }
    if (!put()) return undefined;
    segment = [];
    gap = true;
  }
  if (segment.some((line) => line.trim() !== '')) return put() ? filled : undefined;
  return [...filled, ...original.slice(at)];
}

function indexOf(lines: readonly string[], wanted: string, from: number): number {
  return lines.findIndex((line, n) => n >= from && line.trim() === wanted.trim());
}

/** Where the original goes on behind a segment: after the last of its lines that the original has. */
function after(original: readonly string[], segment: readonly string[], from: number): number {
  let at = from;
  for (const line of segment) {
    if (line.trim() === '') continue;
    const found = indexOf(original, line, at);
    // A closing brace far away is another one's.
    if (found >= 0 && (found - at <= segment.length || /\w/.test(line))) at = found + 1;
  }
  return at;
}
