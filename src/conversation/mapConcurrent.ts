/** Does something with each, so many at the same time, in order of their beginning. */
export async function mapConcurrent<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < all.length) await work(all[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
}
