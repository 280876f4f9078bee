import assert from 'node:assert/strict';
import { createMarkdownStream, parseBlocks } from '../../../src/markdown/stream';
import { type Block } from '../../../src/markdown/blocks';

const htmlOf = (blocks: readonly Block[]): string =>
  blocks.map((block) => (block.kind === 'html' ? block.html : '')).join('');

/** The blocks after a stream of these parts. */
function streamed(parts: readonly string[]): string {
  const shown = new Map<number, Block>();
  const stream = createMarkdownStream();
  for (const change of [...parts.flatMap((part) => stream.append(part)), ...stream.end()]) {
    if (change.type === 'remove') shown.delete(change.key);
    else if (change.type === 'insert' || change.type === 'update') shown.set(change.key, change.block);
    else assert.fail(change.type);
  }
  return htmlOf([...shown.values()]);
}

describe('emphasis beside Chinese, Japanese and Korean punctuation', () => {
  const check = (source: string, expected: string) =>
    it(source, () => assert.equal(htmlOf(parseBlocks(source)).trim(), `<p>${expected}</p>`));

  check('**重要：**请先备份。', '<strong>重要：</strong>请先备份。');
  check('请注意：**“缓存键”**会变。', '请注意：<strong>“缓存键”</strong>会变。');
  check('**Markdown（マークダウン）**は軽量です。', '<strong>Markdown（マークダウン）</strong>は軽量です。');
  check('이것은 **강조(强调)**입니다.', '이것은 <strong>강조(强调)</strong>입니다.');
  check('这是*“斜体”*字', '这是<em>“斜体”</em>字');
  check('价格~~（旧）~~是', '价格<s>（旧）</s>是');
  check('𠮷**「外」**𠮷', '𠮷<strong>「外」</strong>𠮷');
  check('先`a`**`b`**后', '先<code>a</code><strong><code>b</code></strong>后');
  check('2 * 3 * 4', '2 * 3 * 4');
  check('a**"b"**c', 'a**&quot;b&quot;**c');
  check('变量_名_字', '变量_名_字');

  const marks = ['**', '*', '~~', '***'];
  const inner = ['重要：', '“缓存”', '（注）', '「鍵」', 'foo()'];
  const sides = [
    ['', '请'],
    ['是', '的'],
    ['：', '。'],
    ['は', 'です'],
    ['이', '는'],
    ['（', '）'],
    ['a', '字'],
    ['字', 'a'],
    ['字 ', ' 字'],
    ['\u3000', '、'],
  ] as const;
  const examples = sides.flatMap(([before, after]) =>
    marks.flatMap((mark) => inner.map((text) => `${before}${mark}${text}${mark}${after}`)),
  );
  it(`is the same streamed as whole: ${examples.length} examples, cut in two everywhere and letter by letter`, () => {
    assert.equal(examples.length, 200);
    for (const source of examples) {
      const whole = htmlOf(parseBlocks(source));
      for (let at = 0; at <= source.length; at++)
        assert.equal(streamed([source.slice(0, at), source.slice(at)]), whole, source);
      assert.equal(streamed(source.split('')), whole, source);
    }
  });
  it('shows marks in none of those beside letters of these scripts', () => {
    for (const source of examples.filter((_, at) => at < 120))
      assert.doesNotMatch(htmlOf(parseBlocks(source)), /[*~]/, source);
  });
});

describe('a <br>', () => {
  const check = (source: string, expected: RegExp) =>
    it(source, () => assert.match(htmlOf(parseBlocks(source)), expected));
  check('| a |\n|---|\n| read<br>write |', /<td>read<br>\s*write<\/td>/);
  check('| a |\n|---|\n| read<br/>write<BR />x |', /<td>read<br>\s*write<br>\s*x<\/td>/);
  check('one<br>two', /<p>one<br>\s*two<\/p>/);
  check('`<br>`', /<code>&lt;br&gt;<\/code>/);
  check('\\<br>', /<p>&lt;br&gt;<\/p>/);
  check('<br onclick=x>', /&lt;br onclick=x&gt;/);
  check('<kbd>x', /&lt;kbd&gt;x/);
});
