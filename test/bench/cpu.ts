import { median } from './report';

export interface Variant<Result> {
  readonly name: string;
  readonly run: () => Promise<Result> | Result;
}

export interface Rounds {
  readonly rounds: number;
  readonly warmUp: number;
  /** Runs a sample has, so that each pays its share of the collector's work, whichever run that falls on. */
  readonly repeat: number;
}

/**
 * CPU time of each variant in milliseconds: the median of several rounds, in which the variants take turns, so that
 * what else the machine does at a time falls on all of them. The garbage of one is collected before the next begins.
 *
 * @param check Throws when a result is wrong: what decodes wrongly is not measured.
 */
export async function cpuTimes<Result>(
  variants: readonly Variant<Result>[],
  check: (result: Result, name: string) => void,
  { rounds, warmUp, repeat }: Rounds,
): Promise<Map<string, number>> {
  const samples = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const { name, run } of rotated(variants, round + warmUp)) {
      globalThis.gc?.();
      const before = process.cpuUsage();
      const results: Result[] = [];
      for (let n = 0; n < repeat; n++) results.push(await run());
      const { user, system } = process.cpuUsage(before);
      for (const result of results) check(result, name);
      if (round >= 0) samples.get(name)!.push((user + system) / 1000 / repeat);
    }
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

function rotated<T>(items: readonly T[], by: number): T[] {
  return items.map((_, index) => items[(index + by) % items.length]!);
}
