import assert from 'node:assert/strict';
import { parseBlocks } from '../../../src/markdown/stream';
import { createParser } from '../../../src/markdown/parser';
import { segmentsOf } from '../../../src/markdown/segments';
import { createRandom } from '../../fixtures/random';
import { specialText } from './corpus';

const md = createParser();
const rounds = Number(process.env.ASIDE_RUNS ?? 300);

/** Where segments end when at least 10 and at most 40 characters are in one. */
const rows: readonly (readonly [where: string, text: string])[] = [
  ['before spaces', 'some words| and some more| words'],
  ['before the ends of lines', 'some words|\nand more words|\nand more'],
  ['behind emphasis', 'some *words that belong*| together'],
  ['behind what is nested', 'a **b *c d e* f**| g h i'],
  ['behind code, and what is in it', 'run `npm i [--save-dev`| now'],
  ['behind a link', 'see [this page](a/b.ts "or not")| there'],
  ['behind brackets, which may be a link', 'see [this page of them][there or not]| there'],
  ['behind an address and what it has', 'see <https://b.example/c_d>| and'],
  ['not before an escaped space', 'aaaa bbbb\\ cccc| dddd'],
  ['not within what a title seems to close', 'see [a](<a b) c> "d) e")| that'],
  ['long after what is never closed', 'a| *b c d e f g h i j k l m n o p q r s t| u v w x y'],
  ['before what may yet be closed', 'a| *b c d e f g h i j k l m n o p q| `r s t u v`| w x y'],
  ['before what takes a segment of its own', 'aaaa| *bbbb cccc dddd eeee ffff gggg hhhh*| iiii'],
  ['before the first of many', 'a| [b c d e f g h i j k l m n o| [p q r s [t u v w [x y z a b| [c d e f g h i j'],
  ['within a word that is none', `${'x'.repeat(50)}|xxx| and more`],
];

describe('the segments of a text', function () {
  this.timeout(60_000);

  for (const [where, marked] of rows) {
    it(`end ${where}`, () => {
      const text = marked.replaceAll('|', '');
      const ends = segmentsOf(md, text, { soft: 10, hard: 40, word: 50 }).map(({ end }) => end);
      const parts = [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
      assert.equal(parts.join('|'), marked);
    });
  }

  it('end between letters where a script has no spaces', () => {
    const [first] = segmentsOf(md, '这是一个很长的段落'.repeat(10), { soft: 10, hard: 90, word: 100 });
    assert.deepEqual(first, { end: 61, known: 62, inWord: false });
  });

  it('end the same however the text goes on', () => {
    const next = createRandom(31);
    for (let round = 0; round < rounds; round += 1) {
      const text = specialText(next, 40).trim();
      for (const bounds of [
        { soft: 1, hard: 8, word: 12 },
        { soft: 10, hard: 40, word: 40 },
      ]) {
        const all = segmentsOf(md, text, bounds);
        for (let length = 0; length < text.length; length += 1) {
          const begun = segmentsOf(md, text.slice(0, length), bounds);
          const known = all.filter((segment) => segment.known <= length);
          assert.deepEqual(begun, known, JSON.stringify({ text, length, bounds }));
        }
      }
    }
  });

  it('change nothing where nothing is open', () => {
    const next = createRandom(32);
    const [segmented, whole] = [10, Infinity].map((soft) => createParser({ soft, hard: Infinity, word: Infinity }));
    for (let round = 0; round < rounds; round += 1) {
      const text = specialText(next, 60);
      assert.deepEqual(parseBlocks(text, segmented), parseBlocks(text, whole), JSON.stringify(text));
    }
  });

  it('never part what is short, whatever is open around it', () => {
    const next = createRandom(33);
    const bounded = createParser({ soft: 20, hard: 160, word: 200 });
    const openers = ['*', '**', '_', '[', '![', '~~', '<', '('];
    const closed = [
      ['*em of it*', '<em>em of it</em>'],
      ['**strong it is**', '<strong>strong it is</strong>'],
      ['~~not it at all~~', '<s>not it at all</s>'],
      ['`a [code*`', '<code>a [code*</code>'],
      ['[link to it](a.ts "title of it")', '<a href="a.ts" title="title of it">link to it</a>'],
    ] as const;
    const count = (text: string, part: string): number => text.split(part).length - 1;
    const any = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!;
    for (let round = 0; round < rounds; round += 1) {
      const words = Array.from({ length: 80 }, (_, index) => {
        const kind = next();
        if (kind < 0.02) return `${'`'.repeat(2 + index)}open`;
        if (kind < 0.15) return `${any(openers)}open`;
        return kind < 0.3 ? any(closed)[0] : 'word';
      });
      const text = words.join(' ');
      const html = bounded.render(text);
      for (const [source, shown] of closed) assert.equal(count(html, shown), count(text, source), text);
    }
  });

  it('never part what is nearly as long as a segment, where nothing else is open', () => {
    const bounded = createParser({ soft: 20, hard: 160, word: 200 });
    const whole = createParser({ soft: Infinity, hard: Infinity, word: Infinity });
    for (const mark of ['*', '**', '`', '~~']) {
      for (let before = 0; before < 60; before += 1) {
        const text = `${'word '.repeat(before)}${mark}is ${'word '.repeat(28)}it${mark} ${'word '.repeat(60)}end`;
        assert.equal(bounded.render(text), whole.render(text));
      }
    }
  });

  it('leave a text alone that is no longer than it takes', () => {
    const bounded = createParser({ soft: 20, hard: 160, word: 200 });
    const whole = createParser({ soft: Infinity, hard: Infinity, word: Infinity });
    const next = createRandom(34);
    for (let round = 0; round < rounds; round += 1) {
      const text = specialText(next, 40).slice(0, 160);
      assert.deepEqual(parseBlocks(text, bounded), parseBlocks(text, whole), JSON.stringify(text));
    }
  });
});
