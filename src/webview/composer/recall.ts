/** What was said before, in the composer: `back` counts from the newest, 0 is none. */
export interface Recalled {
  readonly back: number;
  readonly text: string;
}

/**
 * Up in an empty composer, or in one that shows what was recalled, goes back; Down comes forward again. Undefined where
 * the key means something else.
 *
 * @param said newest last
 */
export function recall(said: readonly string[], { back, text }: Recalled, key: string): Recalled | undefined {
  if (back === 0 && (text !== '' || key === 'ArrowDown')) return undefined;
  const next = back + (key === 'ArrowUp' ? 1 : -1);
  const found = next === 0 ? '' : said.at(-next);
  return found === undefined ? undefined : { back: next, text: found };
}
