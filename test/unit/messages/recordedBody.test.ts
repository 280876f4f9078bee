import assert from 'node:assert/strict';
import fc from 'fast-check';
import { recordBody } from '../../../src/messages/recordedBody';

describe('a recorded body', () => {
  it('is what came, however it came', () => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 80_000, size: 'max' }), { maxLength: 8 });
    fc.assert(
      fc.property(chunks, fc.integer({ min: 0, max: 200_000 }), (pieces, most) => {
        const body = recordBody(most);
        for (const [at, piece] of pieces.entries()) body.add(piece, at * 2);
        const whole = Buffer.concat(pieces);
        assert.equal(body.size, whole.length);
        assert.equal(body.kept, Math.min(most, whole.length));
        assert(whole.subarray(0, most).equals(body.bytes()));
        assert(whole.subarray(0, Math.min(most, 100)).equals(body.bytes(100)));
        assert.equal(body.reads.at(-1)?.end ?? 0, whole.length);
      }),
      { numRuns: 30 },
    );
  });

  it('copies what is only lent to it', () => {
    const body = recordBody(100);
    const lent = new Uint8Array([1, 2, 3]);
    body.add(lent, 0);
    lent.fill(9);
    assert.deepEqual([...body.bytes()], [1, 2, 3]);
  });

  it('tells reads apart as long as there are not too many, and then those further apart', () => {
    const body = recordBody(0);
    for (let n = 0; n < 100_000; n += 1) body.add(new Uint8Array(3), n * 0.7);
    assert(body.reads.length <= 4000, `${body.reads.length} reads`);
    assert(body.reads.length > 1000, `${body.reads.length} reads`);
    assert.equal(body.reads.at(-1)!.end, 300_000);
    for (const [index, read] of body.reads.entries()) {
      const next = body.reads[index + 1];
      if (next) assert(next.at > read.at && next.end > read.end);
    }
  });

  it('is little for a short reply', () => {
    const body = recordBody(1000);
    body.add(new Uint8Array(10), 5);
    body.add(new Uint8Array(10), 5.5);
    assert.deepEqual(body.reads, [{ at: 5, end: 20 }]);
    assert(body.bytes().buffer.byteLength === 20);
  });
});
