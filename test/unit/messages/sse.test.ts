import assert from 'node:assert/strict';
import { isMessagesError } from '../../../src/messages/errors';
import { createSseReader, type SseItem } from '../../../src/messages/sse';
import { bytesOf, ev, hello } from './helpers';

function readAll(chunks: Iterable<Uint8Array>, options?: { maxEventSize: number }): SseItem[] {
  const reader = createSseReader(options);
  const items: SseItem[] = [];
  for (const chunk of chunks) items.push(...reader.feed(chunk));
  return [...items, ...reader.end()];
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
