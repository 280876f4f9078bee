import { modelName } from './modelName';
import { modelInfo, type Prices } from './models';
import type { Usage } from './types';

/** What the person says a model costs, by its id. It counts more than what this version knows. */
export type OwnPrices = Readonly<Record<string, Prices>>;

/** What a model costs; undefined where that is not known. All forms of an id have the same prices, unless it is named. */
export function pricesOf(id: string, own: OwnPrices = {}): Prices | undefined {
  const [exact, family] = [id.trim().toLowerCase(), modelName(id)];
  const ids = Object.keys(own);
  const named =
    ids.find((name) => name.toLowerCase() === exact) ??
    ids.find((name) => name.toLowerCase() === family) ??
    ids.find((name) => modelName(name) === family);
  return named === undefined ? modelInfo(id)?.prices : own[named];
}

/** The estimated price of a reply in US dollars; undefined where the prices do not hold for a prompt of this size. */
export function costOf(prices: Prices | undefined, usage: Usage): number | undefined {
  if (!prices) return undefined;
  const fresh = usage.input_tokens ?? 0;
  const written = usage.cache_creation_input_tokens ?? 0;
  const read = usage.cache_read_input_tokens ?? 0;
  if (fresh + written + read > (prices.upTo ?? Infinity)) return undefined;
  const hour = Math.min(written, hourTokens(usage));
  const millionths =
    fresh * prices.input +
    (usage.output_tokens ?? 0) * prices.output +
    read * prices.cacheRead +
    (written - hour) * prices.cacheWrite +
    hour * prices.cacheWrite * 1.6;
  return millionths / 1_000_000;
}

function hourTokens(usage: Usage): number {
  const creation = usage['cache_creation'] as { ephemeral_1h_input_tokens?: unknown } | null | undefined;
  const tokens = creation?.ephemeral_1h_input_tokens;
  return typeof tokens === 'number' ? tokens : 0;
}
