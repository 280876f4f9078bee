import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isMessagesError } from '../../../src/messages/errors';
import { createSseReader, type SseItem } from '../../../src/messages/sse';
import { bytesOf, ev, hello } from './helpers';

/** The items of a stream. Deltas that came in one read may be told as one: here all that follow one another are. */
function readAll(chunks: Iterable<Uint8Array>, options?: { maxEventSize: number }): SseItem[] {
  const reader = createSseReader(options);
  const items: SseItem[] = [];
  for (const chunk of chunks) items.push(...reader.feed(chunk));
  return [...items, ...reader.end()].reduce(joined, []);
}

function joined(items: SseItem[], item: SseItem): SseItem[] {
  const last = textOf(items.at(-1));
  const text = textOf(item);
  if (last === undefined || text === undefined) return [...items, item];
  const event = { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: last + text } };
  return [...items.slice(0, -1), { type: 'event', event }];
}

function textOf(item: SseItem | undefined): string | undefined {
  const delta = item?.type === 'event' ? item.event.delta : undefined;
  return delta?.type === 'text_delta' ? String(delta['text']) : undefined;
}

describe('the event reader', () => {
  it('gives the same items wherever a stream is cut, with every line end', () => {
    for (const ending of ['\n', '\r\n', '\r']) {
      const bytes = bytesOf(`\ufeff: a comment\n\n${hello('é日😀')}data: [DONE]\n\n`.replaceAll('\n', ending));
      const whole = readAll([bytes]);
      assert.equal(whole.length, 7);
      for (let at = 0; at <= bytes.length; at++)
        assert.deepEqual(readAll([bytes.subarray(0, at), bytes.subarray(at)]), whole);
      assert.deepEqual(readAll([...bytes].map((byte) => Uint8Array.of(byte))), whole);
    }
  });

  it('gives the same items in one piece as byte by byte, whatever stands between deltas', () => {
    const delta = (text: string) =>
      `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}`;
    const piece = fc.oneof(
      fc
        .constantFrom('a', '\\n', '', '"', '\\', '\n', '}}\ndata: {', 'é')
        .chain((text) =>
          fc.constantFrom(
            `event: content_block_delta\ndata: ${delta(text)}\n\n`,
            `data: ${delta(text)}\n\n`,
            `data: ${delta(text)}\nid: 7\n\n`,
            `event: ping\ndata: ${delta(text)}\n\n`,
            `data: ${delta(text)}\r\n\r\n`,
            `data:${delta(text)}\n\n`,
            `data:  ${delta(text)} \n\n`,
            `${delta(text)}\n`,
          ),
        ),
      fc.constantFrom('\n', '\r\n', ': x\n', 'event: ping\n', 'data: {"type":"ping"}\n\n', 'data: ', 'x\n\n'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.nat(400), (pieces, cut) => {
        const bytes = bytesOf(`data: ${delta('first')}\n\n${pieces.join('')}`);
        const single = readAll([...bytes].map((byte) => Uint8Array.of(byte)));
        assert.deepEqual(readAll([bytes]), single);
        assert.deepEqual(readAll([bytes.subarray(0, cut), bytes.subarray(cut)]), single);
      }),
      { numRuns: Number(process.env['ASIDE_RUNS'] ?? 300) },
    );
  });

  it('takes one event of 8 MB, in pieces', () => {
    const bytes = bytesOf(ev.text(0, 'x'.repeat(8 * 1024 * 1024)));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, n) =>
      bytes.subarray(n * 65_536, (n + 1) * 65_536),
    );
    assert.equal(readAll(chunks).length, 1);
  });

  function check(what: string, chunk: string): void {
    it(`stops at ${what} without an end, and keeps what came before`, () => {
      const reader = createSseReader({ maxEventSize: 10_000 });
      assert.equal(reader.feed(bytesOf(ev.ping())).length, 1);
      assert.throws(
        () => {
          for (let n = 0; n < 100; n++) reader.feed(bytesOf(chunk));
        },
        (error) => isMessagesError(error) && error.kind === 'too_long' && error.details.subject === '10000',
      );
      assert.throws(() => reader.end());
    });
  }
  check('a line', 'x'.repeat(1000));
  check('an event', `data: ${'x'.repeat(1000)}\n`);

  it('does not lose what came in the chunk that exceeds the bound', () => {
    const reader = createSseReader({ maxEventSize: 1000 });
    assert.equal(reader.feed(bytesOf(`${ev.ping()}${'x'.repeat(2000)}`)).length, 1);
    assert.throws(() => reader.feed(bytesOf('x')));
  });
});
