/** A seeded generator (mulberry32): the same corpus in every run. Uniform in [0, 1). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An integer from `low` to `high`, both included. */
export function between(random: () => number, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** A text in pieces of `low` to `high` characters. */
export function pieces(text: string, random: () => number, low: number, high: number): string[] {
  const cut: string[] = [];
  for (let at = 0; at < text.length;) {
    const next = at + between(random, low, high);
    cut.push(text.slice(at, next));
    at = next;
  }
  return cut;
}
