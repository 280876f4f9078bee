import Anthropic from '@anthropic-ai/sdk';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bytesOf, decode, ev, event, fixture, replay, streamOf } from './helpers';

/** What the official SDK makes of a stream. */
async function oracle(...chunks: Uint8Array[]): Promise<unknown> {
  const client = new Anthropic({
    apiKey: 'unused',
    baseURL: 'http://localhost',
    maxRetries: 0,
    fetch: () => Promise.resolve(new Response(streamOf(chunks), { headers: { 'content-type': 'text/event-stream' } })),
  });
  const stream = client.messages.stream({
    model: 'claude-test',
    max_tokens: 1,
    messages: [{ role: 'user', content: 'x' }],
  });
  return plain(await stream.finalMessage());
}

/** Data only: without what is undefined, and without what the SDK adds. */
function plain(message: unknown): Record<string, unknown> {
  const { parsed_output: _, ...rest } = JSON.parse(JSON.stringify(message)) as Record<string, unknown>;
  const content = (rest['content'] as Record<string, unknown>[]).map(({ parsed_output: __, ...block }) => block);
  // The SDK has these as null where ours has nothing.
  return { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null)), content };
}

const anyText = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const json = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 5 }).filter((name) => name !== '__proto__'),
  fc.jsonValue({ maxDepth: 2 }),
  { maxKeys: 4 },
);

/** A text in pieces of one to seven characters. */
const pieces = (text: string, sizes: readonly number[]): string[] => {
  const characters = [...text];
  const found: string[] = [];
  for (let at = 0, n = 0; at < characters.length; n++) {
    const size = sizes[n % sizes.length]!;
    found.push(characters.slice(at, at + size).join(''));
    at += size;
  }
  return found;
};
const sizes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 });

/** One block's events, for the position it will have. */
type BlockEvents = (index: number) => string[];

const textBlock: fc.Arbitrary<BlockEvents> = fc
  .tuple(fc.array(anyText, { maxLength: 6 }), fc.array(anyText, { maxLength: 2 }))
  .map(([texts, cited]) => (n) => [
    ev.open(n),
    ...texts.map((text) => ev.text(n, text)),
    ...cited.map((cited_text) =>
      event('content_block_delta', {
        index: n,
        delta: { type: 'citations_delta', citation: { type: 'char_location', cited_text } },
      }),
    ),
    ev.close(n),
  ]);
const thinkingBlock: fc.Arbitrary<BlockEvents> = fc
  .tuple(fc.array(anyText, { maxLength: 4 }), fc.base64String())
  .map(([texts, signature]) => (n) => [
    ev.open(n, { type: 'thinking', thinking: '', signature: '' }),
    ...texts.map((text) => ev.thinking(n, text)),
    ev.signature(n, signature),
    ev.close(n),
  ]);
const toolBlock: fc.Arbitrary<BlockEvents> = fc
  .tuple(fc.constantFrom('tool_use', 'server_tool_use'), json, sizes)
  .map(([type, input, by]) => (n) => [
    ev.open(n, { type, id: `toolu_${n}`, name: 'tool', input: {} }),
    ev.json(n, ''),
    ...pieces(JSON.stringify(input), by).map((text) => ev.json(n, text)),
    ev.close(n),
  ]);
const wholeBlock: fc.Arbitrary<BlockEvents> = fc
  .constantFrom(
    { type: 'redacted_thinking', data: 'AAAA' },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_0', content: [{ type: 'web_search_result', url: 'u' }] },
    { type: 'something_new', members: [1, { two: 2 }] },
  )
  .map((block) => (n) => [ev.open(n, block), ev.close(n)]);

/** All blocks begin, in order; then they take turns. */
function overlapped(blocks: readonly string[][], turns: readonly number[]): string[] {
  const rest = blocks.map((events) => events.slice(1));
  const mixed = blocks.map((events) => events[0]!);
  for (let n = 0; ; n++) {
    const left = rest.filter((events) => events.length > 0);
    if (left.length === 0) return mixed;
    mixed.push(left[turns[n % turns.length]! % left.length]!.shift()!);
  }
}

const stream = fc
  .record({
    blocks: fc.array(fc.oneof(textBlock, thinkingBlock, toolBlock, wholeBlock), { minLength: 1, maxLength: 5 }),
    stop: fc.constantFrom(
      ...['end_turn', 'max_tokens', 'stop_sequence', 'tool_use', 'pause_turn', 'refusal'],
      'model_context_window_exceeded',
    ),
    turns: fc.option(fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 20 })),
    usage: fc.record({
      // The SDK lets a zero overwrite what was counted.
      output_tokens: fc.integer({ min: 1 }),
      input_tokens: fc.option(fc.integer({ min: 1 })),
      cache_read_input_tokens: fc.option(fc.nat()),
    }),
    pings: fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
  })
  .map(({ blocks, stop, usage, pings, turns }) => {
    const each = blocks.map((block, n) => block(n));
    const between = turns ? overlapped(each, turns) : each.flat();
    const events = [ev.start(), ...between, ev.delta(stop, usage), ev.stop()];
    for (const at of pings) events.splice(Math.min(at, events.length), 0, ev.ping());
    return events.join('');
  });

describe('the official SDK as oracle', () => {
  it('any valid stream, any split, any line ends: the same message', async () => {
    const ends = fc.constantFrom('\n', '\r\n', '\r');
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(stream, ends, cuts, async (text, ending, at) => {
        const bytes = bytesOf(text.replaceAll('\n', ending));
        const places = [0, ...at.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((place, n) => bytes.subarray(places[n], place));
        const ours = await decode(chunks.filter((chunk) => chunk.length > 0));
        assert.equal(ours.error, undefined);
        assert.deepEqual(ours.notices, []);
        assert.deepEqual(plain(ours.message), await oracle(...chunks.filter((chunk) => chunk.length > 0)));
        assert.equal(replay(ours.updates).length, ours.message?.content.length);
      }),
      { numRuns: Number(process.env['ASIDE_RUNS'] ?? 100) },
    );
  }).timeout(600_000);

  for (const name of [
    'plain/03-stream-bearer',
    'plain/07b-stopseq-stream',
    'plain/11b-tools-any-stream',
    'plain/27c-unicode-stream',
  ]) {
    it(`recorded: ${name}`, async () => {
      const bytes = fixture(`llama-server/${name}.body`);
      assert.deepEqual(plain((await decode([bytes])).message), await oracle(bytes));
    });
  }
});
