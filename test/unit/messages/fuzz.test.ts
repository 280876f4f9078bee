import assert from 'node:assert/strict';
import fc from 'fast-check';
import { blockView } from '../../../src/chat/session/turnView';
import { bytesOf, decode, ev, hello, replay } from './helpers';

const runs = { numRuns: Number(process.env['ASIDE_RUNS'] ?? 150) };

/** Events that look right from afar, with anything for their members. */
const strangeEvent = fc
  .record(
    {
      type: fc.constantFrom(
        'message_start',
        'content_block_start',
        'content_block_delta',
        'content_block_stop',
        'message_delta',
        'message_stop',
        'message',
        'ping',
        'error',
        'new',
      ),
      index: fc.oneof(fc.nat({ max: 3 }), fc.anything()),
      message: fc.oneof(
        fc.record({ content: fc.anything(), usage: fc.anything(), stop_reason: fc.anything() }),
        fc.anything(),
      ),
      content_block: fc.oneof(
        fc.record({
          type: fc.constantFrom('text', 'thinking', 'tool_use', 'x'),
          id: fc.anything(),
          name: fc.oneof(fc.constant({ toString: null }), fc.anything()),
          signature: fc.anything(),
          text: fc.anything(),
          thinking: fc.anything(),
          input: fc.anything(),
          citations: fc.anything(),
        }),
        fc.anything(),
      ),
      delta: fc.oneof(
        fc.record({
          type: fc.constantFrom(
            'text_delta',
            'thinking_delta',
            'input_json_delta',
            'signature_delta',
            'citations_delta',
            'x',
          ),
          text: fc.anything(),
          thinking: fc.anything(),
          partial_json: fc.oneof(fc.string(), fc.anything()),
          citation: fc.anything(),
          signature: fc.anything(),
          stop_reason: fc.anything(),
        }),
        fc.anything(),
      ),
      usage: fc.oneof(fc.record({ input_tokens: fc.anything(), output_tokens: fc.anything() }), fc.anything()),
      error: fc.anything(),
    },
    { requiredKeys: ['type'] },
  )
  .map((event) => {
    try {
      return `data: ${JSON.stringify(event)}\n\n`;
    } catch {
      return ev.ping();
    }
  });

/** A valid stream with some of its bytes lost, doubled or changed. */
const damaged = fc
  .array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { minLength: 1, maxLength: 10 })
  .map((changes) => {
    const bytes = [...bytesOf(hello() + ev.error('api_error', 'x') + hello('Again 日本'))];
    for (const [at, byte] of changes) bytes.splice(Math.floor(at * bytes.length), byte % 3, byte);
    return Uint8Array.from(bytes);
  });

describe('nothing a server sends breaks the client', () => {
  function check(what: string, bodies: fc.Arbitrary<Uint8Array>): void {
    it(what, async () => {
      await fc.assert(
        fc.asyncProperty(bodies, fc.boolean(), fc.boolean(), async (bytes, streamed, breaks) => {
          // `decode` fails on anything but a reply or a MessagesError.
          const { message, updates } = await decode([bytes], { streamed, breaks });
          const shown = replay(updates).map((block) => [
            block.type,
            block['text' as never],
            block['thinking' as never],
          ]);
          const kept = (message?.content ?? []).map((block) => [
            block.type,
            block['text' as never],
            block['thinking' as never],
          ]);
          assert.deepEqual(JSON.stringify(shown), JSON.stringify(kept));
          // It can be shown, counted and sent back.
          message?.content.forEach((block) => blockView(block));
          const { input_tokens: read = 0, output_tokens: written = 0 } = message?.usage ?? {};
          assert(Number.isFinite(read) && Number.isFinite(written), JSON.stringify(message?.usage));
          const { id, model, stop_reason: reason } = message ?? { id: '', model: '', stop_reason: null };
          assert.deepEqual(
            [typeof id, typeof model, reason === null || typeof reason === 'string'],
            ['string', 'string', true],
          );
          for (const block of message?.content ?? []) {
            if (block.type === 'tool_use') assert(block['input'] instanceof Object && !Array.isArray(block['input']));
          }
        }),
        runs,
      );
    }).timeout(600_000);
  }
  check(
    'strange events',
    fc.array(strangeEvent, { minLength: 1, maxLength: 8 }).map((events) => bytesOf(events.join(''))),
  );
  check(
    'strange events in a plain reply',
    fc
      .tuple(strangeEvent, strangeEvent)
      .map(([a, b]) =>
        bytesOf(ev.start() + a + ev.open(0) + ev.text(0, 'x') + b + ev.close(0) + ev.delta() + ev.stop()),
      ),
  );
  check('damaged bytes', damaged);
  check('any bytes', fc.uint8Array({ maxLength: 200 }));
  check('any JSON', fc.json().map(bytesOf));
});
