import * as assert from 'node:assert';
import { createMarkdownStream, type Change } from '../../../src/markdown/stream';
import { random, splits } from './corpus';

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
      const stream = createMarkdownStream();
      const sizes = splits(source, random(7)).map((piece) => size(stream.append(piece)));
      const tenth = Math.floor(sizes.length / 10);
      const [first, last] = [sum(sizes.slice(tenth, 2 * tenth)), sum(sizes.slice(-tenth))];
      assert.ok(last <= 1.5 * first, `${first} characters of HTML and code in the second tenth, ${last} in the last`);
    });
  }
});

/** In characters: what the view has to parse, purify and compare. It is in proportion to what is parsed here. */
function size(changes: readonly Change[]): number {
  return sum(changes.map((change) => JSON.stringify(change).length));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
