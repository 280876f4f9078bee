import assert from 'node:assert/strict';
import fc from 'fast-check';
import { discardHunk, keepHunk, lineHunks, linesText, rebase, wordChanges } from '../../../src/text/lineDiff';
import { replacement } from '../../../src/text/replacement';
import { type Change } from '../../../src/text/track';

function apply(text: string, change: Change): string {
  return text.slice(0, change.offset) + change.text + text.slice(change.offset + change.length);
}

/** A few different lines, so that texts share some; with and without a line end at the end, and with both kinds. */
const text = fc
  .tuple(
    fc.array(fc.constantFrom('a', 'b', 'c', '', '  d', '{', '}'), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([lines, eol, end]) => lines.join(eol) + (end ? eol : ''));

describe('inline: hunks', () => {
  it('tells 20,000 differing lines apart, wherever the other text has none of them', () => {
    const lines = (name: string) =>
      Array.from({ length: 40_000 }, (_, n) => (n % 2 === 0 ? `both ${n}` : `${name} ${n}`));
    assert.equal(lineHunks(lines('old').join('\n'), lines('new').join('\n')).length, 20_000);
  });

  it('counts the middle as one hunk where both texts have the same lines in quite another order', () => {
    const lines = Array.from({ length: 5000 }, (_, n) => `line ${n}`);
    assert.equal(lineHunks(lines.join('\n'), lines.toReversed().join('\n')).length, 1);
  });

  function check(base: string, current: string, expected: number[][]): void {
    it(`${JSON.stringify(base)} to ${JSON.stringify(current)}`, () => {
      assert.deepEqual(
        lineHunks(base, current).map((one) => [one.baseStart, one.baseEnd, one.start, one.end]),
        expected,
      );
    });
  }

  check('a\nb\nc\n', 'a\nB\nc\n', [[1, 2, 1, 2]]);
  check('a\nb\nc\n', 'a\nc\n', [[1, 2, 1, 1]]);
  check('a\nc\n', 'a\nb\nc\n', [[1, 1, 1, 2]]);
  check('', 'a\n', [[0, 0, 0, 1]]);
  check('a\n', '', [[0, 1, 0, 0]]);
  check('a\n', 'a\n', []);
  check('a\nb\nc\nd\n', 'A\nb\nc\nD\n', [
    [0, 1, 0, 1],
    [3, 4, 3, 4],
  ]);

  it('cover all that differs', () => {
    fc.assert(
      fc.property(text, text, (base, current) => {
        let rebuilt = '';
        let at = 0;
        for (const hunk of lineHunks(base, current)) {
          rebuilt += linesText(base, at, hunk.baseStart) + linesText(current, hunk.start, hunk.end);
          at = hunk.baseEnd;
        }
        assert.equal(rebuilt + linesText(base, at, Infinity), current);
      }),
      { numRuns: 1000 },
    );
  });

  it('kept and discarded in any order give the expected text', () => {
    const choices = fc.array(fc.tuple(fc.nat(), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(text, text, choices, (first, second, order) => {
        const hunks = lineHunks(first, second);
        // What each hunk, by its number in the beginning, shall become; the reader's choices, each once.
        const kept = new Map<number, boolean>();
        let base = first;
        let current = second;
        let open = hunks.map((_, n) => n);
        for (const [pick, keep] of order) {
          if (open.length === 0) break;
          const at = pick % open.length;
          const now = lineHunks(base, current);
          // A diff made anew may divide what is left in another way.
          if (now.length !== open.length) return;
          kept.set(open[at]!, keep);
          if (keep) base = keepHunk(base, current, now[at]!);
          else current = apply(current, discardHunk(base, current, now[at]!));
          open = open.filter((_, n) => n !== at);
        }
        let expected = '';
        let line = 0;
        for (const [n, hunk] of hunks.entries()) {
          expected += linesText(first, line, hunk.baseStart);
          // What was not decided on is still pending, and so there.
          const there = kept.get(n) ?? true;
          expected += there ? linesText(second, hunk.start, hunk.end) : linesText(first, hunk.baseStart, hunk.baseEnd);
          line = hunk.baseEnd;
        }
        assert.equal(current, expected + linesText(first, line, Infinity));
      }),
      { numRuns: 2000 },
    );
  });

  it('all decided on, one by one, leave nothing pending, whatever the order', () => {
    fc.assert(
      fc.property(text, text, fc.infiniteStream(fc.tuple(fc.nat(), fc.boolean())), (first, second, choices) => {
        let base = first;
        let current = second;
        let keptAll = true;
        let discardedAll = true;
        for (let n = 0; n < 100; n++) {
          const now = lineHunks(base, current);
          if (now.length === 0) break;
          const [pick, keep] = choices.next().value as [number, boolean];
          const hunk = now[pick % now.length]!;
          if (keep) base = keepHunk(base, current, hunk);
          else current = apply(current, discardHunk(base, current, hunk));
          keptAll &&= keep;
          discardedAll &&= !keep;
        }
        assert.equal(base, current);
        if (keptAll) assert.equal(current, second);
        if (discardedAll) assert.equal(current, first);
      }),
      { numRuns: 1000 },
    );
  });

  it('a change between hunks is the reader’s, and Discard keeps it', () => {
    const base = 'a\nb\nc\nd\ne\n';
    const current = 'A\nb\nc\nd\nE\n';
    const change = { offset: current.indexOf('c'), length: 1, text: 'typed' };
    assert.equal(rebase(base, current, change), 'a\nb\ntyped\nd\ne\n');
    assert.equal(rebase(base, current, { offset: 0, length: 1, text: 'x' }), undefined);
  });

  it('a change is either the reader’s in both texts, or a part of a hunk', () => {
    fc.assert(
      fc.property(
        text,
        text,
        fc.nat(),
        fc.nat(5),
        fc.constantFrom('', 'x', 'x\n', '\n'),
        (base, current, at, length, put) => {
          const offset = at % (current.length + 1);
          const change = { offset, length: Math.min(length, current.length - offset), text: put };
          const rebased = rebase(base, current, change);
          if (rebased === undefined) return;
          // Exactly this change was made in the base too.
          assert.equal(rebased.length - base.length, put.length - change.length);
          const removed = current.slice(offset, offset + change.length);
          const places = [...base].map((_, n) => n).concat(base.length);
          assert.ok(
            places.some(
              (n) =>
                base.slice(n, n + change.length) === removed &&
                base.slice(0, n) + put + base.slice(n + change.length) === rebased,
            ),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('the smallest replacement makes one text of the other, and cuts no character', () => {
    const any = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', '😀', '😁') });
    fc.assert(
      fc.property(any, any, (from, to) => {
        const change = replacement(from, to);
        assert.equal(apply(from, change), to);
        for (const cut of [change.offset, change.offset + change.length]) {
          assert.ok(!/^[\udc00-\udfff]/.test(from.slice(cut)), 'a character cut in two');
          assert.ok(!(from[cut - 1] === '\r' && from[cut] === '\n'), 'a line end cut in two');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('words', () => {
    assert.deepEqual(wordChanges('const a = 1;\n', 'const b = 1;\n'), {
      added: [{ start: 6, end: 7 }],
      removed: [{ at: 6, text: 'a' }],
    });
    assert.equal(wordChanges('one two three\n', 'vier fuenf sechs\n'), undefined);
  });

  it('a very different large text is one hunk, soon', () => {
    const many = (word: string) => Array.from({ length: 9000 }, (_, n) => `${word}${n}\n`).join('');
    assert.deepEqual(lineHunks(`same\n${many('a')}same\n`, `same\n${many('b')}same\n`), [
      { baseStart: 1, baseEnd: 9001, start: 1, end: 9001 },
    ]);
  });
});
