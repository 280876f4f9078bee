import assert from 'node:assert/strict';
import {
  shortJson,
  textWithoutMiddle,
  withoutMiddle,
  withVisibleControls,
  type LeftOut,
} from '../../../src/conversation/shorten';

const words: LeftOut = { characters: (count) => `[${count} more]`, middle: (count) => `<${count} left out>` };

describe('a text made short', () => {
  it('of JSON is the JSON itself where it is short', () => {
    const value = { a: ['x', 1, null, { b: 'y\n"z"' }], c: '' };
    assert.deepEqual(JSON.parse(shortJson(value, words)), value);
    assert.equal(shortJson(undefined, words), '');
  });

  it('of JSON shows the beginning of an image, and more of a text', () => {
    const image = 'iVBORw0KGgo'.repeat(100_000);
    const text = 'word '.repeat(10_000);
    const short = JSON.parse(shortJson({ image, text, code: 'x'.repeat(999) }, words)) as Record<string, string>;
    assert.equal(short['image'], `${image.slice(0, 60)}… [1099940 more]`);
    assert.equal(short['text'], `${text.slice(0, 20_000)}… [30000 more]`);
    assert.equal(short['code']!.length, 999);
  });

  it('of JSON has no line ends of other kinds', () => {
    const short = shortJson({ text: 'a\u2028b\u2029c' }, words);
    assert.doesNotMatch(short, /[\u2028\u2029]/);
    assert.deepEqual(JSON.parse(short), { text: 'a\u2028b\u2029c' });
  });

  const lines = Array.from({ length: 1000 }, (_, n) => `line ${n}\n`).join('');
  const cut: ReadonlyArray<readonly [string, number, RegExp]> = [
    ['short', 100, /^short$/],
    [lines, 100, /^line 0\n(line \d\n)+<\d+ left out>\n(line \d+\n)+$/],
    ['x'.repeat(1000), 100, /^x{50}\n<900 left out>\nx{50}$/],
  ];
  for (const [text, most, expected] of cut) {
    it(`keeps beginning and end of ${text.length} characters, at line ends`, () => {
      assert.match(withoutMiddle(text, most, words), expected);
      assert.match(textWithoutMiddle(new TextEncoder().encode(text), most, words), expected);
      assert(withoutMiddle(text, most, words).length <= most + 30);
    });
  }

  it('of 50 MB takes no time', () => {
    const bytes = new Uint8Array(50 * 1024 * 1024).fill(0x61);
    const started = process.cpuUsage();
    assert(textWithoutMiddle(bytes, 400_000, words).length < 400_100);
    const { user } = process.cpuUsage(started);
    assert(user < 500_000, `${user / 1000} ms`);
  });

  it('shows control characters instead of obeying them', () => {
    assert.equal(withVisibleControls('a\r\n\tb\u0000\u001b[31m\u007f\u2028\ufeff'), 'a␍\n\tb␀␛[31m␡\\u2028\\ufeff');
  });
});
