import * as assert from 'node:assert';
import { type Block, parseGroups } from '../../../src/markdown/blocks';
import { createParser } from '../../../src/markdown/parser';
import { createMarkdownStream } from '../../../src/markdown/stream';
import { createRandom } from '../../fixtures/random';
import { commonMarkExamples, gfmSamples, lateSamples, splits } from './corpus';
import { recorder } from './recorder';

const html = (blocks: readonly Block[]): string =>
  blocks.map((block) => (block.kind === 'html' ? block.html.trimEnd() : block.lines.join('\n'))).join('');

/** What is shown of a text that goes on, and of the same text when it is complete. */
function shownOf(text: string): { open: string; ended: string } {
  const stream = createMarkdownStream();
  const shown = recorder();
  shown.apply(stream.append(text));
  const open = html(shown.blocks());
  shown.apply(stream.end());
  return { open, ended: html(shown.blocks()) };
}

/** A text that goes on, what is shown of it, and what in the end, if that differs from the text itself. */
const rows: readonly (readonly [text: string, open: string])[] = [
  ['**bold', '<p><strong>bold</strong></p>'],
  ['**bold*', '<p><strong>bold</strong></p>'],
  ['**bold ', '<p><strong>bold</strong></p>'],
  ['*it', '<p><em>it</em></p>'],
  ['_it', '<p><em>it</em></p>'],
  ['__bold_', '<p><strong>bold</strong></p>'],
  ['***both', '<p><em><strong>both</strong></em></p>'],
  ['**a *b', '<p><strong>a <em>b</em></strong></p>'],
  ['**a *b*', '<p><strong>a <em>b</em></strong></p>'],
  ['~~gone', '<p><s>gone</s></p>'],
  ['~~gone~', '<p><s>gone</s></p>'],
  ['**a ~~b', '<p><strong>a <s>b</s></strong></p>'],
  ['see **', '<p>see</p>'],
  ['see *', '<p>see</p>'],
  ['see `', '<p>see</p>'],
  ['see ~~', '<p>see</p>'],
  ['a * b', '<p>a * b</p>'],
  ['2*3', '<p>2*3</p>'],
  ['2*3 = 6', '<p>2*3 = 6</p>'],
  ['snake_case', '<p>snake_case</p>'],
  ['snake_', '<p>snake_</p>'],
  ['\\*not', '<p>*not</p>'],
  ['\\**', '<p>**</p>'],
  ['`a', '<p><code>a</code></p>'],
  ['`a *b', '<p><code>a *b</code></p>'],
  ['``a ` b', '<p><code>a ` b</code></p>'],
  ['``a`', '<p><code>a</code></p>'],
  ['**run `npm i', '<p><strong>run <code>npm i</code></strong></p>'],
  ['**a `b*`', '<p><strong>a <code>b*</code></strong></p>'],
  ['\\`a', '<p>`a</p>'],
  ['[x]', '<p>[x]</p>'],
  ['[x', '<p>[x</p>'],
  ['[x](', '<p><a>x</a></p>'],
  ['[x](http://exa', '<p><a>x</a></p>'],
  ['[x](http://exa_b_c', '<p><a>x</a></p>'],
  ['[x](y "title', '<p><a>x</a></p>'],
  ['[a *b*](c', '<p><a>a <em>b</em></a></p>'],
  ['**[x](y', '<p><strong><a>x</a></strong></p>'],
  ['![alt](u', '<p><a>alt</a></p>'],
  ['[x](y)', '<p><a href="y">x</a></p>'],
  ['f(a[0](b c', '<p>f(a[0](b c</p>'],
  ['`[x](y', '<p><code>[x](y</code></p>'],
  ['# The **one', '<h1>The <strong>one</strong></h1>'],
  ['- **a', '<ul>\n<li><strong>a</strong></li>\n</ul>'],
  ['- [ ] **a', '<ul>\n<li class="task"><input type="checkbox" disabled> <strong>a</strong></li>\n</ul>'],
  ['> a **b\n> c', '<blockquote>\n<p>a <strong>b\nc</strong></p>\n</blockquote>'],
  ['1. *a\n   b', '<ol>\n<li><em>a\nb</em></li>\n</ol>'],
  ['a **b\n', '<p>a <strong>b</strong></p>'],
];

/** What is complete keeps its text as it is. */
const complete: readonly string[] = [
  'a **b\n\n',
  '# a **b\n',
  '- **a\n- ',
  '- **a\n- b',
  '```\n**a',
  '    **a',
  '**a\n***\n',
];

describe('what is unclosed at the end of a text that goes on', () => {
  for (const [text, open] of rows) {
    it(`is shown as if it were closed, and in the end as it is: ${JSON.stringify(text)}`, () => {
      const shown = shownOf(text);
      assert.strictEqual(shown.open, open);
      assert.strictEqual(shown.ended, html(parseGroups(createParser(), text, {}).map(({ block }) => block)));
    });
  }

  for (const text of complete) {
    it(`is left alone where it is final: ${JSON.stringify(text)}`, () => {
      const { open, ended } = shownOf(text);
      assert.strictEqual(open, ended);
    });
  }

  it('is closed in the cell that is being written', () => {
    const table = '| a | b |\n|---|---|\n';
    assert.match(shownOf(`${table}| **x`).open, /<td><strong>x<\/strong><\/td>\n<td><\/td>/);
    assert.match(shownOf(`${table}| **x |`).open, /<td>\*\*x<\/td>/);
    assert.match(shownOf(`${table}| x | \`y`).open, /<td>x<\/td>\n<td><code>y<\/code><\/td>/);
  });

  it('is closed behind what is settled of a long paragraph', () => {
    const shown = shownOf(`${'word '.repeat(400)}and **this`);
    assert.ok(shown.open.endsWith('and <strong>this</strong></p>'));
    assert.ok(shown.ended.endsWith('and **this</p>'));
  });

  it('is no longer taken for a delimiter far behind it', () => {
    assert.ok(shownOf(`a \`${'b '.repeat(400)}`).open.startsWith('<p>a `b'));
  });

  it('is the only thing in which what is shown differs from the text so far, at every moment', function () {
    this.timeout(120_000);
    const md = createParser();
    const next = createRandom(20261123);
    const parts = [...commonMarkExamples(), ...gfmSamples, ...lateSamples].filter(
      (text) => !/`{3}|~{3}|\]:/.test(text),
    );
    const rounds = Number(process.env.ASIDE_RUNS ?? 100);
    for (let round = 0; round < rounds; round += 1) {
      const source = Array.from({ length: 1 + Math.floor(next() * 4) }, () => parts[Math.floor(next() * parts.length)]);
      const stream = createMarkdownStream(20);
      const shown = recorder();
      let text = '';
      for (const piece of splits(source.join('\n\n'), next)) {
        shown.apply(stream.append(piece));
        text += piece;
        const expected = parseGroups(md, text.replace(/\r$/, ''), { unfinished: true }).map(({ block }) => block);
        assert.strictEqual(html(shown.blocks()), html(expected), JSON.stringify(text));
      }
    }
  });
});
