import assert from 'node:assert/strict';
import { createParser } from '../../../src/markdown/parser';
import { createMarkdownStream } from '../../../src/markdown/stream';

const count = (html: string, text: string): number => html.split(text).length - 1;
const linksIn = (source: string): number => count(createParser().render(source), '<a ');

describe('the bounds of what a text costs to parse', () => {
  it('leave a thousand links of a paragraph alone, and brackets that are none', () => {
    assert.equal(linksIn('[a link](https://example.com/path) and a[0], '.repeat(1000)), 1000);
  });

  it('take brackets for characters that nothing closes for long, and none that come behind them', () => {
    const brackets = `${'['.repeat(4000)}a${']'.repeat(4000)}`;
    assert.equal(linksIn(`[a](b) ${brackets} [c](d)`), 2);
    assert.equal(linksIn(`[a ${'word '.repeat(300)}](b)`), 1);
    assert.equal(linksIn(`[a ${'word '.repeat(400)}](b)`), 0);
  });

  it('take emphasis and code alike', () => {
    const rendered = (opener: string, words: number): string =>
      createParser().render(`${opener}word ${'word '.repeat(words)}it${opener}`);
    for (const [opener, tag] of [
      ['*', '<em>'],
      ['**', '<strong>'],
      ['~~', '<s>'],
      ['`', '<code>'],
    ] as const) {
      assert.equal(count(rendered(opener, 300), tag), 1);
      assert.equal(count(rendered(opener, 400), tag), 0);
    }
  });

  it('end the title and the address of a definition', () => {
    const used = (definition: string): number => linksIn(`[a]\n\n[a]: ${definition}`);
    assert.equal(used(`/x "${'t'.repeat(990)}"`), 1);
    assert.equal(used(`/x "${'t'.repeat(1000)}"`), 0);
    assert.equal(used(`/x\n"${'t\n'.repeat(600)}"`), 1);
    assert.equal(used(`/${'x'.repeat(2000)}`), 1);
    assert.equal(used(`/${'x'.repeat(2200)}`), 0);
  });

  it('have headings of a thousand characters, and text for more', () => {
    const heading = (length: number): string => createParser().render(`# ${'a'.repeat(length)}`);
    assert.match(heading(900), /^<h1>a/);
    assert.match(heading(1100), /^<p># a/);
  });

  it('have lists of twelve and quotes of twenty-four levels, and text within them for more', () => {
    const lists = (depth: number): string =>
      Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}- a${level}\n`).join('');
    const html = createParser().render(`${lists(14)}${'  '.repeat(11)}- next\n- last`);
    assert.equal(count(html, '<ul>'), 12);
    assert.match(html, /a11\n- a12\n- a13<\/li>\n<li>next<\/li>/);
    assert.match(html, /<li>last<\/li>\n<\/ul>\n$/);
    const quotes = createParser().render(`${'> '.repeat(30)}a`);
    assert.equal(count(quotes, '<blockquote>'), 24);
    assert.match(quotes, /<p>(&gt; ){6}a<\/p>/);
  });

  it('find no end of a label that is nowhere', () => {
    const html = createParser().render('[a](b) '.concat('!['.repeat(100_000)));
    assert.equal(count(html, '<a '), 1);
    assert.equal(count(html, '!['), 100_000);
  });

  it('have a table of two hundred columns, and lines of text for more', () => {
    const table = (columns: number) => `|${'a|'.repeat(columns)}\n|${'-|'.repeat(columns)}\n|b|`;
    assert.equal(count(createParser().render(table(200)), '<th>'), 200);
    assert.equal(count(createParser().render(table(201)), '<t'), 0);
  });

  it('link an address, but not one that nothing takes', () => {
    assert.equal(linksIn(`See https://example.com/${'a'.repeat(1900)} there`), 1);
    assert.equal(linksIn(`See https://example.com/${'a'.repeat(3000)} there`), 0);
  });

  it('are those of a stream, too', () => {
    const stream = createMarkdownStream();
    const source = 'https://a.'.repeat(3000);
    const [change] = stream.append(source);
    assert.ok(change?.type === 'insert' && change.block.kind === 'html');
    assert.equal(count(change.block.html, '<a '), 0);
  });
});
