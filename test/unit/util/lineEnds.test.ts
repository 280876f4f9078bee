import assert from 'node:assert/strict';
import fc from 'fast-check';
import { withoutBlankEnds, withoutEnd, withoutLineEnds } from '../../../src/util/blankEnds';
import { withLineFeeds } from '../../../src/util/lineEnds';

/** Texts of the signs that the functions look for, and of others. */
const text = fc
  .array(fc.constantFrom('a', ' ', '\t', '\n', '\r', '\r\n', '\u00a0', 'b c'), { maxLength: 12 })
  .map((all) => all.join(''));

describe('the ends of texts and lines', () => {
  it('has one kind of line end', () => {
    assert.equal(withLineFeeds('a\r\nb\rc\r\r\nd\n\r'), 'a\nb\nc\nd\n\n');
    fc.assert(fc.property(text, (one) => assert.equal(withLineFeeds(one), one.replace(/\r+\n|\r/g, '\n'))));
  });

  it('cuts what a pattern would', () => {
    fc.assert(
      fc.property(text, (one) => {
        assert.equal(withoutLineEnds(one), one.replace(/\n+$/, ''));
        assert.equal(withoutEnd(one, ' \t'), one.replace(/[ \t]+$/, ''));
        assert.equal(withoutBlankEnds(one), one.replace(/^(\s*\n)+|\s+$/g, ''));
      }),
    );
  });
});
