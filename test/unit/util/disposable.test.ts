import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Disposables } from '../../../src/util/disposable';

/** What was disposed of some things, of which those in `broken` throw, and what came of it. */
function play(count: number, broken: ReadonlySet<number>): { disposed: number[]; error: unknown } {
  const disposed: number[] = [];
  const all = new Disposables();
  for (let n = 0; n < count; n++) {
    all.add({
      dispose() {
        disposed.push(n);
        if (broken.has(n)) throw new Error(`${n}`);
      },
    });
  }
  let error: unknown;
  try {
    all.dispose();
  } catch (thrown) {
    error = thrown;
  }
  all.dispose();
  return { disposed, error };
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : undefined);

describe('what ends together', () => {
  it('ends once, the last first, whichever of it throws', () => {
    const things = fc.nat(6).chain((count) => fc.tuple(fc.constant(count), fc.uniqueArray(fc.nat(5))));
    fc.assert(
      fc.property(things, ([count, broken]) => {
        const { disposed, error } = play(count, new Set(broken));
        assert.deepEqual(
          disposed,
          Array.from({ length: count }, (_, n) => count - 1 - n),
        );
        const thrown = broken.filter((n) => n < count).sort((a, b) => b - a);
        if (thrown.length > 1) {
          assert.ok(error instanceof AggregateError);
          assert.deepEqual(error.errors.map(messageOf), thrown.map(String));
        } else assert.equal(messageOf(error), thrown.map(String)[0]);
      }),
    );
  });

  it('ends at once when it is over already', () => {
    const all = new Disposables();
    all.dispose();
    let over = 0;
    all.add({ dispose: () => over++ });
    assert.deepEqual([over, all.isDisposed], [1, true]);
  });
});
