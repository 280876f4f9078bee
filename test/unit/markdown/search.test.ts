import * as assert from 'node:assert';
import { countMatches, searchPattern, visibleText } from '../../../src/markdown/search';

describe('looking for a text', () => {
  const table: [query: string, matchCase: boolean, text: string, count: number][] = [
    ['a', false, 'A cat', 2],
    ['a', true, 'A cat', 1],
    ['two words', false, 'Two\nwords, two  words', 2],
    [' ', false, 'a b', 0],
    ['', false, 'a', 0],
    ['a.b(c)[d]{e}^$|?*+/\\', true, 'axb a.b(c)[d]{e}^$|?*+/\\', 1],
    ['-', false, 'a-b', 1],
    ['é', false, 'É', 1],
    ['ß', false, 'ẞ', 1],
    ['你好', false, '你好，你好', 2],
    ['😀', false, '😀😀', 2],
    ['\ud83d', false, '😀', 0],
    ['aa', false, 'aaaa', 2],
    ['café', true, 'cafe\u0301 café', 2],
    ['cafe\u0301', true, 'cafe\u0301 café', 2],
    ['한글', false, '한글'.normalize('NFD'), 1],
    ['한글'.normalize('NFD'), false, '한글', 1],
    ['が', false, 'か\u3099', 1],
    ['cafe', false, 'cafe\u0301', 1],
  ];
  for (const [query, matchCase, text, count] of table) {
    it(`${JSON.stringify(query)} ${matchCase ? 'as it is ' : ''}in ${JSON.stringify(text)}`, () => {
      const pattern = searchPattern(query, matchCase);
      assert.strictEqual(pattern ? countMatches(text, pattern) : 0, count);
    });
  }
});

describe('what of a Markdown text is there to read', () => {
  const table: [markdown: string, text: string][] = [
    ['Some **bold** and [a link](https://example.com/x)', 'Some bold and a link'],
    ['a < b && c > d "e"', 'a < b && c > d "e"'],
    ['<script>x</script>', '<script>x</script>'],
    ['&lt; &amp;lt;', '< &lt;'],
    ['[x](y "a > b")', 'x'],
    ['```ts title="a>b"\nif (a < b) {}\n```', 'if (a < b) {}'],
    ['| a | b |\n|---|---|\n| c | d |', 'a\nb\n\n\n\n\nc\nd'],
    ['![alt](x.png)', 'alt'],
    ['- [x] done', 'done'],
  ];
  for (const [markdown, text] of table) {
    it(JSON.stringify(markdown), () => {
      const squeeze = (one: string): string => one.replace(/\s+/g, ' ').trim();
      assert.strictEqual(squeeze(visibleText(markdown)), squeeze(text));
    });
  }
});
