import { nullable, optional } from 'valibot';
import { numberFrom, object, parseSetting, type OptionProblem } from '../conversation/optionSchema';
import type { Prices } from '../messages/models';
import type { OwnPrices } from '../messages/prices';

/** What `aside.prices` has for each model (a test compares the manifest). US dollars for a million tokens. */
export const pricesSchema = object({
  input: numberFrom(0),
  output: numberFrom(0),
  cacheWrite: optional(numberFrom(0)),
  cacheRead: optional(numberFrom(0)),
});

/**
 * Reads `aside.prices`. A model whose prices do not fit is left out and reported: half of a price would be a wrong
 * estimate. What is not said of the cache follows from the input: the API bills a write at 1.25 of it, and a read at a
 * tenth or less.
 */
export function readPrices(value: unknown): { prices: OwnPrices; problems: OptionProblem[] } {
  const problems: OptionProblem[] = [];
  const prices: Record<string, Prices> = {};
  const whole = parseSetting('aside.prices', object({}), value ?? {});
  if ('problem' in whole) return { prices, problems: [whole.problem] };
  for (const [id, entry] of Object.entries(whole.value)) {
    const parsed = parseSetting(`aside.prices.${id}`, pricesSchema, entry);
    if ('problem' in parsed) {
      problems.push(parsed.problem);
      continue;
    }
    const { input, output, cacheWrite, cacheRead } = parsed.value;
    prices[id] = { input, output, cacheWrite: cacheWrite ?? input * 1.25, cacheRead: cacheRead ?? input * 0.1 };
  }
  return { prices, problems };
}

/** Reads `aside.confirmCost`, in US dollars. `null` is never to ask; what is no amount is reported, and is the default. */
export function readConfirmCost(value: unknown): { dollars: number | undefined; problems: OptionProblem[] } {
  const parsed = parseSetting('aside.confirmCost', confirmCostSchema, value === undefined ? defaultConfirmCost : value);
  if ('problem' in parsed) return { dollars: defaultConfirmCost, problems: [parsed.problem] };
  return { dollars: parsed.value ?? undefined, problems: [] };
}

export const confirmCostSchema = nullable(numberFrom(0));

/**
 * No question by hand costs as much on any model; a long conversation whose cache has run out does on the large ones,
 * and so does what was pasted by mistake.
 */
export const defaultConfirmCost = 1;
