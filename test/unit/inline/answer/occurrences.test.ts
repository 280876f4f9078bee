import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchLengths, placesOf } from '../../../../src/inline/answer/occurrences';

const lines = (maxLength: number) => fc.array(fc.constantFrom('a', 'b', ''), { maxLength });

describe('where lines stand in a text', () => {
  it('finds what comparing each line with each would', () => {
    fc.assert(
      fc.property(lines(12), lines(4), fc.nat(12), (there, wanted, from) => {
        const lengths = there.map((_, n) => {
          let length = 0;
          while (length < wanted.length && n + length < there.length && there[n + length] === wanted[length]) length++;
          return length;
        });
        assert.deepEqual(matchLengths(there, wanted), lengths);
        const all = lengths.flatMap((length, n) => (length === wanted.length && n >= from ? [n] : []));
        assert.deepEqual(placesOf(there, wanted, from), all);
      }),
    );
  });
});
