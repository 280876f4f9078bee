import * as assert from 'node:assert';
import { type Block, parseGroups } from '../../../src/markdown/blocks';
import { textBounds } from '../../../src/markdown/bounds';
import { createParser } from '../../../src/markdown/parser';
import { createMarkdownStream, parseBlocks } from '../../../src/markdown/stream';
import { createRandom } from '../../fixtures/random';
import { commonMarkExamples, gfmSamples, lateSamples, specialText, splits } from './corpus';
import { openTexts } from './openTexts';
import { recorder } from './recorder';

/**
 * From what size on open blocks are cut, and texts are parsed in segments; in characters. The smaller, the more cuts.
 * With `hard` at infinity only those that change nothing: what is shown is what it would be without.
 */
const variants = [
  { least: 1, bounds: { soft: 1, hard: Infinity, word: Infinity } },
  { least: 20, bounds: { soft: 20, hard: Infinity, word: Infinity } },
  { least: 1, bounds: { soft: 1, hard: 12, word: 12 } },
  { least: 20, bounds: { soft: 20, hard: 60, word: 90 } },
  { least: undefined, bounds: textBounds },
].map(({ least, bounds }) => ({ least, bounds, md: createParser(bounds) }));

const unbounded = createParser({ soft: Infinity, hard: Infinity, word: Infinity });

/** Streams a text by `pieces` and compares what is shown at the end with the whole text parsed at once. */
function check(pieces: readonly string[]): void {
  const source = pieces.join('');
  const plain = parseBlocks(source, unbounded);
  for (const { least, bounds, md } of variants) {
    const whole = parseBlocks(source, md);
    if (bounds.hard === Infinity) assert.deepStrictEqual(whole, plain, JSON.stringify({ bounds, source }));
    const stream = createMarkdownStream(least, md);
    const shown = recorder();
    for (const piece of pieces) shown.apply(stream.append(piece));
    shown.apply(stream.end());
    assert.deepStrictEqual(shown.blocks(), whole, JSON.stringify({ least, bounds, pieces }));
  }
  const stream = createMarkdownStream();
  const shown = recorder();
  for (const piece of pieces.slice(0, -1)) shown.apply(stream.append(piece));
  shown.apply(stream.end(pieces.at(-1)));
  assert.deepStrictEqual(shown.blocks(), parseBlocks(source), JSON.stringify({ pieces, end: 'with the last' }));
}

describe('a Markdown stream', function () {
  this.timeout(120_000);

  it('ends as the whole text parsed at once: every CommonMark example, character by character and whole', () => {
    const examples = commonMarkExamples();
    assert.ok(examples.length > 600);
    for (const source of examples) {
      check([...source]);
      check([source]);
    }
  });

  it('ends so for tables, task lists, strikethrough, autolinks and other extensions', () => {
    for (const source of gfmSamples) check([...source]);
  });

  it('ends so split at every position', () => {
    for (const source of [...gfmSamples, ...lateSamples]) {
      for (let at = 0; at <= source.length; at += 1) check([source.slice(0, at), source.slice(at)]);
    }
  });

  it('ends so for random concatenations in random pieces', () => {
    const next = createRandom(20260801);
    const parts = [...commonMarkExamples(), ...gfmSamples, ...lateSamples, ...lateSamples];
    const rounds = Number(process.env.ASIDE_RUNS ?? 150);
    for (let round = 0; round < rounds; round += 1) {
      const count = 2 + Math.floor(next() * 6);
      const glue = ['\n', '\n\n', '', '\r\n'];
      const source = Array.from({ length: count }, () => parts[Math.floor(next() * parts.length)]).join(
        glue[Math.floor(next() * glue.length)],
      );
      check(splits(wrap(source, next), next));
    }
  });

  it('ends so for what means something in any order', () => {
    const next = createRandom(20261102);
    const rounds = Number(process.env.ASIDE_RUNS ?? 150);
    for (let round = 0; round < rounds; round += 1) check(splits(specialText(next, 60), next));
  });

  it('ends so for long texts in which things stay open', () => {
    for (const [name, text] of Object.entries(openTexts)) {
      const source = process.env.ASIDE_RUNS ? text : text.slice(0, 5000);
      for (const size of [50, 1000]) {
        const stream = createMarkdownStream();
        const shown = recorder();
        for (let at = 0; at < source.length; at += size) shown.apply(stream.append(source.slice(at, at + size)));
        shown.apply(stream.end());
        assert.deepStrictEqual(shown.blocks(), parseBlocks(source), `${name} in pieces of ${size}`);
      }
    }
  });

  it('gives what markdown-it renders', () => {
    const md = createParser();
    const { escapeHtml } = md.utils;
    const html = (block: Block): string =>
      block.kind === 'html'
        ? block.html
        : `<pre data-info="${escapeHtml(block.info)}"><code>${escapeHtml(block.lines.map((line) => `${line}\n`).join(''))}</code></pre>\n`;
    // A code block at the end of a text without a final newline has none in its last line either; lines do not say.
    const withNewline = (text: string): string => text.replace(/([^\n>])(<\/code><\/pre>)/g, '$1\n$2');
    for (const source of [...commonMarkExamples(), ...gfmSamples, ...lateSamples]) {
      const blocks = parseGroups(md, source, {}).map(({ block }) => block);
      assert.strictEqual(withNewline(blocks.map(html).join('')), withNewline(md.render(source)));
    }
  });
});

/** Now and then the source in a container, with lines that fall out of it. */
function wrap(source: string, next: () => number): string {
  const lines = source.split('\n');
  const [kind, item] = [next(), () => next() < 0.1];
  if (kind < 0.2) return lines.map((line) => (next() < 0.9 ? `> ${line}` : line)).join('\n');
  if (kind < 0.4) return lines.map((line, at) => `${at === 0 || item() ? '- ' : '  '}${line}`).join('\n');
  if (kind < 0.5) return lines.map((line, at) => `${at === 0 || item() ? '10. > ' : '    > '}${line}`).join('\n');
  return source;
}

describe('what a Markdown stream reports', () => {
  it('leaves finished blocks alone', () => {
    const stream = createMarkdownStream();
    const first = stream.append('# One\n\nTwo\n\n');
    assert.deepStrictEqual(
      first.map(({ type, key }) => [type, key]),
      [
        ['insert', 1],
        ['insert', 2],
      ],
    );
    const later = [...stream.append('Three *and'), ...stream.append('* more\n\n- x\n'), ...stream.end()];
    assert.ok(later.every(({ key }) => key > 2));
  });

  it('reports an open fence line by line', () => {
    const stream = createMarkdownStream();
    stream.append('```ts\nlet a');
    assert.deepStrictEqual(stream.append(' = 1;\nlet'), [
      { type: 'lines', key: 1, from: 0, lines: ['let a = 1;', 'let'] },
    ]);
    assert.deepStrictEqual(stream.append(' b;\n'), [{ type: 'lines', key: 1, from: 1, lines: ['let b;'] }]);
  });

  it('holds back what may become the closing fence', () => {
    const stream = createMarkdownStream();
    stream.append('```\na\n');
    assert.deepStrictEqual(stream.append('``'), [{ type: 'lines', key: 1, from: 1, lines: [] }]);
    assert.deepStrictEqual(stream.append('x'), [{ type: 'lines', key: 1, from: 1, lines: ['``x'] }]);
  });

  it('renders a frozen block again when its definition comes late, and not for a half-typed one', () => {
    const stream = createMarkdownStream();
    const shown = recorder();
    shown.apply(stream.append('See [a].\n\nMore.\n\n'));
    shown.apply(stream.append('[a]: https://exa'));
    assert.deepStrictEqual(shown.blocks()[0], { kind: 'html', html: '<p>See [a].</p>\n' });
    shown.apply(stream.append('mple.com\n\nEnd.\n'));
    assert.deepStrictEqual(shown.blocks()[0], {
      kind: 'html',
      html: '<p>See <a href="https://example.com">a</a>.</p>\n',
    });
  });
});
