import assert from 'node:assert/strict';
import fc from 'fast-check';
import { replacement } from '../../../../src/text/replacement';

function changeBetween(before: string, after: string) {
  const { offset, length, text } = replacement(before, after);
  return { start: offset, end: offset + length, inserted: text };
}

describe('the change between two texts of the composer', () => {
  const check = (before: string, after: string, expected: readonly [number, number, string]) =>
    it(`${JSON.stringify(before)} -> ${JSON.stringify(after)}`, () => {
      const { start, end, inserted } = changeBetween(before, after);
      assert.deepEqual([start, end, inserted], expected);
    });
  check('please explain @cata', 'please explain ', [15, 20, '']);
  check('look @a here', 'look here', [5, 8, '']);
  check('', 'a prompt', [0, 0, 'a prompt']);
  check('😀', '😁', [0, 2, '😁']);
  check('aa', 'a', [1, 2, '']);

  it('makes the one the other, and cuts no character in two', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '看', '😀', '😁', '𠮷') });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { start, end, inserted } = changeBetween(before, after);
        assert.equal(before.slice(0, start) + inserted + before.slice(end), after);
        assert.ok(![before.slice(0, start), inserted, before.slice(end)].some((part) => /\p{Surrogate}/u.test(part)));
      }),
    );
  });
});
