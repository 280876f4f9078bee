import { isObject, setMember } from './json';
import type { Usage } from './types';

/**
 * Takes counts of a reply into those that are known. They are totals so far: the last one counts, and none are ever
 * added. But a zero takes nothing away that was counted: real totals never go down, and converters write zeros for what
 * they do not know.
 */
export function mergeUsage(known: Usage, sent: unknown): void {
  if (!isObject(sent)) return;
  for (const [name, value] of Object.entries(sent)) {
    const before = Object.hasOwn(known, name) ? known[name] : undefined;
    if (isObject(value) && isObject(before)) {
      const inner = { ...before };
      mergeUsage(inner, value);
      setMember(known, name, inner);
      continue;
    }
    const kept = counts.has(name) ? countOf(value) : value;
    const isLost = kept === 0 && typeof before === 'number' && before > 0;
    if (kept != null && !isLost) setMember(known, name, kept);
  }
}

const counts = new Set([
  'input_tokens',
  'output_tokens',
  'cache_creation_input_tokens',
  'cache_read_input_tokens',
] satisfies (keyof Usage)[]) as ReadonlySet<string>;

/** A number of tokens, also one that was written as text; undefined for anything else. */
function countOf(value: unknown): number | undefined {
  const count = numberOf(value);
  return count !== undefined && count >= 0 ? count : undefined;
}

/** A number, also one that was written as text; undefined where there is none. */
export function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
