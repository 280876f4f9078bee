import assert from 'node:assert/strict';
import fc from 'fast-check';
import { follow, settled, written, type Change, type Tracked } from '../../../src/text/track';

/** The pending range as `[…]` in a text: `ab[cd]ef` is 2 to 4. */
function parse(marked: string): { text: string; tracked: Tracked } {
  const start = marked.indexOf('[');
  const end = marked.indexOf(']') - 1;
  const text = marked.replace(/[[\]]/g, '');
  return { text, tracked: { start, end, anchor: end, origin: 0, stays: false } };
}

function apply(text: string, change: Change): string {
  return text.slice(0, change.offset) + change.text + text.slice(change.offset + change.length);
}

function mark(text: string, { start, end }: Tracked): string {
  return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}

describe('inline: following changes', () => {
  const check = (before: string, offset: number, length: number, put: string, expected: string, lost = false) =>
    it(`${before}, ${length} at ${offset} becomes ${JSON.stringify(put)}: ${expected}${lost ? ', lost' : ''}`, () => {
      const { text, tracked } = parse(before);
      const change = { offset, length, text: put };
      const moved = follow(tracked, change, text.slice(tracked.start, tracked.end));
      assert.deepEqual([mark(apply(text, change), moved.tracked), moved.lost], [expected, lost]);
    });

  check('ab[cd]ef', 0, 0, 'X', 'Xab[cd]ef');
  check('ab[cd]ef', 6, 0, 'X', 'ab[cd]efX');
  // At the edges: the reader's.
  check('ab[cd]ef', 2, 0, 'X', 'abX[cd]ef');
  check('ab[cd]ef', 4, 0, 'X', 'ab[cd]Xef');
  check('ab[cd]ef', 1, 1, '', 'a[cd]ef');
  check('ab[cd]ef', 4, 1, 'XY', 'ab[cd]XYf');
  // Inside: part of what is pending.
  check('ab[cd]ef', 3, 0, 'X', 'ab[cXd]ef');
  check('ab[cd]ef', 2, 1, '', 'ab[d]ef');
  check('ab[cd]ef', 2, 1, 'XY', 'ab[XYd]ef');
  check('ab[cd]ef', 3, 1, 'XY', 'ab[cXY]ef');
  // Across an edge: what was put is outside.
  check('ab[cd]ef', 1, 2, 'X', 'aX[d]ef');
  check('ab[cd]ef', 3, 2, 'X', 'ab[c]Xf');
  // All of it.
  check('ab[cd]ef', 2, 2, '', 'ab[]ef', true);
  check('ab[cd]ef', 0, 6, 'xyz', '[]xyz', true);
  check('ab[cd]ef', 0, 6, 'AB cd EF', 'AB [cd] EF');
  check('ab[cd]ef', 0, 6, 'cd cd', '[]cd cd', true);
  // Nothing written yet.
  check('ab[]ef', 2, 0, 'X', 'abX[]ef');
  check('ab[]ef', 1, 1, '', 'a[]ef');
  check('ab[]ef', 2, 1, 'X', 'ab[]Xf');
  check('ab[]ef', 1, 2, 'X', 'a[]Xf', true);

  it('an empty range at the start of a line stays in front of what is put there', () => {
    const tracked = { start: 2, end: 2, anchor: 2, origin: 0, stays: true };
    const moved = follow(tracked, { offset: 2, length: 0, text: 'X' }, '').tracked;
    assert.deepEqual([moved.start, moved.end], [2, 2]);
  });

  it('our own writing grows the range, and the next piece goes in front of the tail', () => {
    let tracked: Tracked = { start: 4, end: 4, anchor: 4, origin: 1, stays: true };
    tracked = written(tracked, { offset: 4, length: 0, text: 'ab\n' }, 1);
    assert.deepEqual(tracked, { start: 4, end: 7, anchor: 6, origin: 1, stays: true });
    tracked = written(tracked, { offset: 6, length: 0, text: 'cd' }, 0);
    assert.deepEqual(tracked, { start: 4, end: 9, anchor: 8, origin: 1, stays: true });
    // Taken back.
    tracked = written(tracked, { offset: 4, length: 5, text: 'x\n' }, 1);
    assert.deepEqual(tracked, { start: 4, end: 6, anchor: 5, origin: 1, stays: true });
  });

  const settle = (before: string, offset: number, length: number, expected: number) =>
    it(`${JSON.stringify(before)}, ${length} at ${offset} removed: taken as at ${expected}`, () => {
      const { text, tracked } = parse(before);
      const around = {
        before: text.slice(0, tracked.start),
        pending: text.slice(tracked.start, tracked.end),
        after: text.slice(tracked.end),
      };
      const change = { offset, length, text: '' };
      const taken = settled(tracked, change, around);
      assert.equal(taken.offset, expected);
      assert.equal(apply(text, taken), apply(text, change), 'the same result');
    });

  settle('a\n[b\n]', 1, 2, 2);
  settle('a\n[b\n]c', 1, 2, 2);
  settle('a\n[b\nc\n]d', 1, 2, 2);
  settle('x[yz]yzw', 2, 2, 1);
  settle('x[yz]yw', 2, 2, 1);
  settle('ab[cd]ef', 1, 2, 1);
  settle('ab[cd]ef', 3, 2, 3);

  const put = fc.stringMatching(/^[xyz]{0,4}$/);
  const step = fc.record({ own: fc.boolean(), at: fc.nat(), length: fc.nat(4), text: put });

  it('whatever the reader does elsewhere, Discard gives the text that was never touched by us', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-f]{1,12}$/),
        fc.nat(),
        fc.array(step, { maxLength: 30 }),
        (start, place, steps) => {
          const at = place % (start.length + 1);
          let text = start;
          let without = start;
          let tracked: Tracked = { start: at, end: at, anchor: at, origin: 0, stays: true };
          let pending = '';
          for (const one of steps) {
            if (one.own) {
              const change = { offset: tracked.anchor, length: 0, text: `P${one.text}` };
              text = apply(text, change);
              pending += change.text;
              tracked = written(tracked, change, 0);
              continue;
            }
            // Elsewhere: before the range, or behind it.
            const before = one.at % 2 === 0;
            const room = before ? tracked.start : text.length - tracked.end;
            const length = Math.min(one.length, room);
            const offset = (one.at >> 1) % (room - length + 1);
            const change = { offset: before ? offset : tracked.end + offset, length, text: one.text };
            // Put at an empty range: on which side is decided by `stays`, which is tested above.
            if (tracked.start === tracked.end && before && offset + length === room) continue;
            text = apply(text, change);
            without = apply(without, { ...change, offset: before ? offset : change.offset - pending.length });
            tracked = follow(tracked, change, pending).tracked;
          }
          assert.equal(text.slice(tracked.start, tracked.end), pending);
          assert.equal(text.slice(0, tracked.start) + text.slice(tracked.end), without);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('whatever happens anywhere, the range stays within the text and holds the anchor', () => {
    const anywhere = fc.record({ own: fc.boolean(), at: fc.nat(), length: fc.nat(8), text: put });
    fc.assert(
      fc.property(fc.array(anywhere, { maxLength: 30 }), (steps) => {
        let text = 'some text to begin with';
        let tracked: Tracked = { start: 5, end: 5, anchor: 5, origin: 3, stays: false };
        for (const one of steps) {
          const offset = one.own ? tracked.anchor : one.at % (text.length + 1);
          const length = one.own ? 0 : Math.min(one.length, text.length - offset);
          const change = { offset, length, text: one.text };
          const pending = text.slice(tracked.start, tracked.end);
          text = apply(text, change);
          tracked = one.own ? written(tracked, change, 0) : follow(tracked, change, pending).tracked;
          const { start, anchor, end, origin } = tracked;
          assert.ok(0 <= start && start <= anchor && anchor <= end && end <= text.length, JSON.stringify(tracked));
          assert.ok(0 <= origin && origin <= text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
