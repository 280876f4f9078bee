import { checkValue, type OptionProblem, type OptionSchema } from '../conversation/options';
import type { Prices } from '../messages/models';
import type { OwnPrices } from '../messages/prices';

/** What `aside.prices` has for each model (a test compares the manifest). US dollars for a million tokens. */
export const pricesSchema: OptionSchema = {
  type: 'object',
  properties: {
    input: { type: 'number', minimum: 0 },
    output: { type: 'number', minimum: 0 },
    cacheWrite: { type: 'number', minimum: 0 },
    cacheRead: { type: 'number', minimum: 0 },
  },
  required: ['input', 'output'],
};

/**
 * Reads `aside.prices`. A model whose prices do not fit is left out and reported: half of a price would be a wrong
 * estimate. What is not said of the cache follows from the input: the API bills a write at 1.25 of it, and a read at a
 * tenth or less.
 */
export function readPrices(value: unknown): { prices: OwnPrices; problems: OptionProblem[] } {
  const problems: OptionProblem[] = [];
  const prices: Record<string, Prices> = {};
  const whole = checkValue('aside.prices', { type: 'object' }, value ?? {});
  if (whole) return { prices, problems: [whole] };
  for (const [id, entry] of Object.entries((value ?? {}) as Record<string, unknown>)) {
    const problem = checkValue(`aside.prices.${id}`, pricesSchema, entry);
    if (problem) {
      problems.push(problem);
      continue;
    }
    const { input, output, cacheWrite, cacheRead } = entry as Prices & Partial<Prices>;
    prices[id] = { input, output, cacheWrite: cacheWrite ?? input * 1.25, cacheRead: cacheRead ?? input * 0.1 };
  }
  return { prices, problems };
}

/** Reads `aside.confirmCost`, in US dollars. `null` is never to ask; what is no amount is reported, and is the default. */
export function readConfirmCost(value: unknown): { dollars: number | undefined; problems: OptionProblem[] } {
  if (value === null) return { dollars: undefined, problems: [] };
  const problem = value === undefined ? undefined : checkValue('aside.confirmCost', confirmCostSchema, value);
  if (problem) return { dollars: defaultConfirmCost, problems: [problem] };
  return { dollars: (value as number | undefined) ?? defaultConfirmCost, problems: [] };
}

export const confirmCostSchema: OptionSchema = { type: ['number', 'null'], minimum: 0 };

/**
 * No question by hand costs as much on any model; a long conversation whose cache has run out does on the large ones,
 * and so does what was pasted by mistake.
 */
export const defaultConfirmCost = 1;
