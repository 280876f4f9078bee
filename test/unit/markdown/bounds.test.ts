import assert from 'node:assert/strict';
import { createParser } from '../../../src/markdown/parser';
import { createMarkdownStream } from '../../../src/markdown/stream';

const count = (html: string, text: string): number => html.split(text).length - 1;
const linksIn = (source: string): number => count(createParser().render(source), '<a ');

describe('the bounds of what a text costs to parse', () => {
  it('leave a thousand links of a paragraph alone, and brackets that are none', () => {
    assert.equal(linksIn('[a link](https://example.com/path) and a[0], '.repeat(1000)), 1000);
  });

  it('take brackets for characters once they have cost too much, up to the end of their paragraph', () => {
    const brackets = `${'['.repeat(4000)}a${']'.repeat(4000)}`;
    assert.equal(linksIn(`[a](b) ${brackets} [c](d)`), 1);
    assert.equal(linksIn(`${brackets}\n\n[c](d)`), 1);
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
