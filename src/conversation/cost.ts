import type { Prices } from '../messages/models';
import { costOf, pricesOf, type OwnPrices } from '../messages/prices';
import type { Usage } from '../messages/types';
import type { OptionProblem } from './options';
import type { Turn } from './model';
import { segmentStart, type RequestContext } from './segments';
import { contextOf } from './contextWindow';

/** What the person has set of costs, in US dollars. */
export interface CostSettings {
  readonly prices: OwnPrices;
  /** The estimate above which a request is asked about; undefined: never. */
  readonly confirm: number | undefined;
  readonly problems: readonly OptionProblem[];
}

/** What a conversation has used so far, in tokens. The four do not overlap. */
export interface Spent {
  readonly input: number;
  readonly cached: number;
  readonly written: number;
  readonly output: number;
  /** Estimated, in US dollars; without the replies whose price is not known. Undefined when none is. */
  readonly cost?: number;
  /** Replies whose price is not known. */
  readonly unpriced: number;
}

/** What all turns have used, on every branch: each was paid for, but copies, which were where they come from. */
export function spentOn(turns: Iterable<Turn>, own: OwnPrices): Spent {
  const sum = { input: 0, cached: 0, written: 0, output: 0, unpriced: 0 };
  /** By model: finding them takes longer than all the rest, and a conversation has few models. */
  const known = new Map<string, Prices | undefined>();
  const pricesFor = (model: string): Prices | undefined => {
    if (!known.has(model)) known.set(model, pricesOf(model, own));
    return known.get(model);
  };
  let cost: number | undefined;
  for (const { usage, model = '', copyOf } of turns) {
    if (!usage || copyOf !== undefined || !saysAnything(usage)) continue;
    sum.input += usage.input_tokens ?? 0;
    sum.cached += usage.cache_read_input_tokens ?? 0;
    sum.written += usage.cache_creation_input_tokens ?? 0;
    sum.output += usage.output_tokens ?? 0;
    const one = costOf(pricesFor(model), usage);
    if (one === undefined) sum.unpriced += 1;
    else cost = (cost ?? 0) + one;
  }
  return { ...sum, ...(cost !== undefined && { cost }) };
}

/** How the next request is billed, as far as that can be told before. */
export interface Outlook {
  /** Tokens that are sent, about. */
  readonly tokens: number;
  /** Of these, what the server's cache should still have. */
  readonly cached: number;
  /** Of sending them, in US dollars. The reply comes on top. */
  readonly cost: number;
}

export interface NextRequest {
  /** What was said before it. */
  readonly branch: readonly Turn[];
  /** Tokens that are new in it, about. */
  readonly added: number;
  /** Tokens of the system prompt and the tools, about. */
  readonly apart?: number;
  readonly requestContext: RequestContext;
  readonly prices: Prices | undefined;
  /** Whether it is marked for the server's cache. */
  readonly caching: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** ms that a server keeps what it has read: it counts from the last use. */
const cacheLifetime = 5 * 60_000;

/**
 * What the next request costs to send, rather too much than too little: only what the last reply read from the cache
 * or wrote to it, less than five minutes ago and under the same circumstances, is taken to be there still; all else is
 * taken to be written. Undefined where the prices are not known.
 */
export function outlookOf({
  branch,
  added,
  apart = 0,
  requestContext,
  prices,
  caching,
  now,
}: NextRequest): Outlook | undefined {
  if (!prices) return undefined;
  const at = branch.findLastIndex(wasBilled);
  const last = branch[at];
  // Another model, system prompt or tools begin anew with everything.
  const warm = caching && last && at >= segmentStart(branch, requestContext) && now < cooledAt(branch);
  const said = contextOf(branch);
  // What the server has counted has the system prompt and the tools in it.
  const tokens = said.tokens + added + (said.counted ? 0 : apart);
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = (warm && last?.usage) || {};
  const cached = Math.min(tokens, (read ?? 0) + (written ?? 0));
  if (tokens > (prices.upTo ?? Infinity)) return undefined;
  const fresh = caching ? Math.max(prices.input, prices.cacheWrite) : prices.input;
  return { tokens, cached, cost: (cached * prices.cacheRead + (tokens - cached) * fresh) / 1_000_000 };
}

/** When the server will have forgotten what it read last of a branch, in ms since the epoch. */
export function cooledAt(branch: readonly Turn[]): number {
  const last = branch.findLast(wasBilled);
  return last ? last.at + cacheLifetime : -Infinity;
}

function wasBilled({ usage, summary }: Turn): boolean {
  return usage !== undefined && saysAnything(usage) && !summary;
}

function saysAnything({
  input_tokens,
  output_tokens,
  cache_read_input_tokens,
  cache_creation_input_tokens,
}: Usage): boolean {
  return Boolean(input_tokens || output_tokens || cache_read_input_tokens || cache_creation_input_tokens);
}
