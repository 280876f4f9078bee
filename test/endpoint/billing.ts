/**
 * Prompt caching as the real API bills it: the prefix goes tools, system, messages, and belongs to a model; what is
 * cached up to a breakpoint is found again by a breakpoint at most 20 blocks further on, for five minutes or an hour
 * after its last use; writing costs 1.25 of a token, or 2 for the hour, reading a tenth.
 */
import { createHash } from 'node:crypto';

export interface Bill {
  /** Tokens that were neither read from the cache nor written to it. */
  readonly input_tokens: number;
  readonly cache_creation_input_tokens: number;
  readonly cache_read_input_tokens: number;
  /** In tokens at the full price. */
  readonly cost: number;
  readonly breakpoints: number;
  /** Breakpoints that can have no effect: on a prefix that is too short, or where another one is. */
  readonly wasted: number;
}

export interface Cache {
  /** Throws for a request that the API would refuse. */
  bill(body: Body): Bill;
}

const leastTokens = 1024;
const lookback = 20;
const mostBreakpoints = 4;
const minute = 60_000;
const terms = { '5m': { lifetime: 5 * minute, write: 1.25 }, '1h': { lifetime: 60 * minute, write: 2 } } as const;

type Term = keyof typeof terms;
type Body = Readonly<Record<string, unknown>>;

interface Prefix {
  readonly key: string;
  /** All of it, up to the end of its last block. */
  readonly tokens: number;
  /** Set where it ends with a breakpoint. */
  readonly term: Term | undefined;
}

/** One account's cache. `now` in milliseconds. */
export function createCache(now: () => number = Date.now): Cache {
  const entries = new Map<string, { until: number; term: Term }>();
  const isCached = ({ key }: Prefix): boolean => (entries.get(key)?.until ?? 0) > now();

  return {
    bill(body) {
      const prefixes = prefixesOf(body);
      const marked = prefixes.flatMap(({ term }, index) => (term ? [index] : []));
      if (marked.length > mostBreakpoints) throw new Error(`${marked.length} blocks have cache_control.`);
      const effective = marked.filter((index) => prefixes[index]!.tokens >= leastTokens);
      // Each breakpoint looks back from where it is, for the longest prefix that is there.
      const hits = effective.flatMap((index) => {
        for (let at = index; at >= Math.max(0, index - lookback); at -= 1) if (isCached(prefixes[at]!)) return [at];
        return [];
      });
      const hit = Math.max(-1, ...hits);
      const read = prefixes[hit]?.tokens ?? 0;
      let [written, cost, known] = [0, 0.1 * read, read];
      for (const index of effective.filter((one) => one > hit)) {
        const { tokens, term } = prefixes[index]!;
        written += tokens - known;
        cost += terms[term!].write * (tokens - known);
        known = tokens;
      }
      const fresh = (prefixes.at(-1)?.tokens ?? 0) - known;
      for (const index of [...effective, ...hits]) {
        const { key, term = entries.get(key)!.term } = prefixes[index]!;
        entries.set(key, { until: now() + terms[term].lifetime, term });
      }
      return {
        input_tokens: fresh,
        cache_creation_input_tokens: written,
        cache_read_input_tokens: read,
        cost: cost + fresh,
        breakpoints: marked.length,
        wasted: marked.length - effective.length,
      };
    },
  };
}

/** The request block by block, each with all that is before it; a text is the same as a string and as a block. */
function prefixesOf(body: Body): Prefix[] {
  const asBlocks = (content: unknown): Body[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : ((content ?? []) as Body[]);
  const messages = (body['messages'] ?? []) as { role: string; content: unknown }[];
  const blocks = [
    ...asBlocks(body['tools']).map((block) => ['tools', block] as const),
    ...asBlocks(body['system']).map((block) => ['system', block] as const),
    ...messages.flatMap(({ role, content }, n) =>
      // Where a message ends is part of the prefix.
      asBlocks(content).map((block, index) => [index === 0 ? `${n} ${role}` : role, block] as const),
    ),
  ];
  const hash = createHash('sha256').update(String(body['model']));
  let tokens = 0;
  return blocks.map(([place, { cache_control, ...block }]) => {
    const text = `${place} ${JSON.stringify(block)}`;
    tokens += Math.ceil(text.length / 4);
    const key = hash.update(`${text}\n`).copy().digest('hex');
    return { key, tokens, term: termOf(cache_control) };
  });
}

function termOf(marker: unknown): Term | undefined {
  if (marker == null) return undefined;
  return (marker as { ttl?: unknown }).ttl === '1h' ? '1h' : '5m';
}
