/**
 * Prompt caching as the real API bills it: the prefix goes tools, system, messages; what is cached up to a breakpoint
 * is found again by a breakpoint at most 20 blocks further on, for five minutes after its last use; writing costs 1.25
 * of a token, reading a tenth.
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
  /** Breakpoints that can have no effect: on a prefix that is too short. */
  readonly wasted: number;
}

const leastTokens = 1024;
const lookback = 20;
const lifetime = 5 * 60_000;

type Body = Readonly<Record<string, unknown>>;

/** One account's cache. `now` in milliseconds. */
export function createCache(now: () => number = Date.now): { bill(body: Body): Bill } {
  /** By hash of a prefix: until when. */
  const entries = new Map<string, number>();

  return {
    bill(body) {
      const blocks = blocksOf(body);
      const hash = createHash('sha256').update(String(body['model']));
      let tokens = 0;
      const prefixes = blocks.map(({ text, marked }) => {
        tokens += text.length / 4;
        return { key: hash.update(`${text}\n`).copy().digest('hex'), tokens, marked };
      });
      const marked = prefixes.flatMap((prefix, index) => (prefix.marked ? [index] : []));
      const effective = marked.filter((index) => prefixes[index]!.tokens >= leastTokens);
      const isCached = (index: number) => (entries.get(prefixes[index]!.key) ?? 0) > now();
      const hits = effective.flatMap((index) => {
        for (let at = index; at >= Math.max(0, index - lookback); at -= 1) if (isCached(at)) return [at];
        return [];
      });
      const hit = Math.max(-1, ...hits);
      const read = hit < 0 ? 0 : prefixes[hit]!.tokens;
      const last = effective.at(-1);
      const written = last === undefined ? 0 : Math.max(0, prefixes[last]!.tokens - read);
      for (const index of [...effective, ...hits]) entries.set(prefixes[index]!.key, now() + lifetime);
      return {
        input_tokens: tokens - read - written,
        cache_creation_input_tokens: written,
        cache_read_input_tokens: read,
        cost: tokens - read - written + 1.25 * written + 0.1 * read,
        breakpoints: marked.length,
        wasted: marked.length - effective.length,
      };
    },
  };
}

/** The prefix block by block; a text is the same as a string and as a block. */
function blocksOf(body: Body): { text: string; marked: boolean }[] {
  const asBlocks = (content: unknown): Body[] =>
    typeof content === 'string' ? [{ type: 'text', text: content }] : ((content ?? []) as Body[]);
  const messages = (body['messages'] ?? []) as { role: string; content: unknown }[];
  return [
    ...asBlocks(body['tools']).map((block) => ['tools', block] as const),
    ...asBlocks(body['system']).map((block) => ['system', block] as const),
    ...messages.flatMap(({ role, content }) => asBlocks(content).map((block) => [role, block] as const)),
  ].map(([place, { cache_control, ...block }]) => ({
    text: `${place} ${JSON.stringify(block)}`,
    marked: cache_control != null,
  }));
}
