import * as assert from 'node:assert';
import { createParser } from '../../../src/markdown/parser';
import { createMarkdownStream } from '../../../src/markdown/stream';
import { createRandom } from '../../fixtures/random';
import { splits } from './corpus';
import { openTexts } from './openTexts';

const words = 'Some words with *emphasis*, `code` and [a link](src/a.ts:12) here. ';
const repeat = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join('');

/** One block each, which stays open to its end. */
const open: Readonly<Record<string, string>> = {
  'a numbered list with code': repeat(75, (i) => `${i + 1}. Step:\n\n   \`\`\`ts\n   const a = ${i};\n   \`\`\`\n\n`),
  'a bullet list': repeat(150, (i) => `- item ${i} ${words}\n`),
  'a loose list': repeat(150, (i) => `- item ${i}\n\n  ${words}\n\n`),
  'a list of nothing but code': repeat(150, (i) => `- \`\`\`\n  x ${i}\n  \`\`\`\n`),
  'nested lists': repeat(50, () => `- item\n  - ${words}\n    - deep ${words}\n`),
  'a list in a quote': repeat(150, () => `> - ${words}\n`),
  'a table': `| a | b | c |\n|---|:-:|--:|\n${repeat(200, (i) => `| ${i} | *x* | words and \`code\` |\n`)}`,
  'a paragraph on one line': repeat(150, () => words),
  'a paragraph of many lines': repeat(150, () => `${words}\n`),
  'a paragraph without spaces': repeat(1000, () => '这是一个很长的段落，没有空格。'),
  'a paragraph in a quote': repeat(150, () => `> ${words}\n`),
  'a paragraph in a list item': `- ${repeat(150, () => words)}`,
  'a fence': `\`\`\`ts\n${repeat(300, (i) => `const a${i} = 1;\n`)}`,
  'a fence in a list item': `- Code:\n\n  \`\`\`ts\n${repeat(300, (i) => `  const a${i} = 1;\n`)}`,
  'a fence in a quote': `> \`\`\`ts\n${repeat(300, (i) => `> const a${i} = 1;\n`)}`,
  'nested quotes': repeat(150, () => `> > > ${words}\n> > >\n`),
};

describe('the work of a Markdown stream', function () {
  this.timeout(60_000);

  for (const [name, source] of Object.entries(open)) {
    it(`does not grow with ${name}`, () => {
      const sizes = workOf(splits(source, createRandom(7))).map(({ size }) => size);
      const tenth = Math.floor(sizes.length / 10);
      const [first, last] = [sum(sizes.slice(tenth, 2 * tenth)), sum(sizes.slice(-tenth))];
      assert.ok(last <= 1.5 * first, `${first} characters of HTML and code in the second tenth, ${last} in the last`);
    });
  }

  for (const [name, source] of Object.entries(openTexts)) {
    it(`does not grow with ${name}`, () => {
      const work = workOf(source.match(/.{1,50}/gs)!);
      const tenth = Math.floor(work.length / 10);
      for (const what of ['size', 'parsed', 'open'] as const) {
        const values = work.map((step) => step[what]);
        const tenths = [0, 1, 9].map((n) => sum(values.slice(n * tenth, (n + 1) * tenth)) / tenth);
        const [first, second, last] = tenths.map(Math.round) as [number, number, number];
        const most = 1.5 * Math.max(first, second, 100);
        assert.ok(last <= most, `${what}: ${first}, ${second} a step in the first two tenths, ${last} in the last`);
      }
    });
  }
});

interface Work {
  /** In characters: what the view has to parse, purify and compare. */
  readonly size: number;
  /** Characters of source that were parsed. */
  readonly parsed: number;
  /** Characters that will be parsed again with what comes next. */
  readonly open: number;
}

/** What each piece of a text takes. */
function workOf(pieces: readonly string[]): Work[] {
  const md = createParser();
  const parse = md.parse.bind(md);
  let parsed = 0;
  md.parse = (source, env) => {
    parsed += source.length;
    return parse(source, env);
  };
  const stream = createMarkdownStream(undefined, md);
  return pieces.map((piece) => {
    parsed = 0;
    const size = sum(stream.append(piece).map((change) => JSON.stringify(change).length));
    return { size, parsed, open: stream.openLength() };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
