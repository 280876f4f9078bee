import assert from 'node:assert/strict';
import { type Block } from '../../../src/markdown/blocks';
import { createMarkdownStream, parseBlocks } from '../../../src/markdown/stream';
import { recorder } from './recorder';

/** Checks the code of the first block and how many blocks follow, parsed whole and streamed in every two pieces. */
function check(source: string, code: readonly string[], after: number): void {
  it(JSON.stringify(source), () => {
    const whole = parseBlocks(source);
    const first = whole[0]!;
    assert.deepEqual(first.kind === 'code' && first.lines, code);
    assert.equal(whole.length, 1 + after);
    for (let at = 0; at <= source.length; at++)
      assert.deepEqual(streamed([source.slice(0, at), source.slice(at)]), whole, `in two at ${at}`);
    assert.deepEqual(streamed([...source]), whole);
  });
}

function streamed(pieces: readonly string[]): readonly Block[] {
  const stream = createMarkdownStream();
  const shown = recorder();
  for (const piece of pieces) shown.apply(stream.append(piece));
  shown.apply(stream.end());
  return shown.blocks();
}

describe('code blocks within a block of Markdown', () => {
  check(
    '```markdown\n# Tool\n\n```bash\nnpm i tool\n```\n\nThen run it.\n```\n\nTell me more.',
    ['# Tool', '', '```bash', 'npm i tool', '```', '', 'Then run it.'],
    1,
  );
  check('```md\n```js\na\n```\n```py\nb\n```\n```\nx', ['```js', 'a', '```', '```py', 'b', '```'], 1);
  check('~~~mdx title="a"\n~~~js\na\n~~~\n~~~\nx', ['~~~js', 'a', '~~~'], 1);
  check('```markdown\n```md\n```js\na\n```\n```\n```\nx', ['```md', '```js', 'a', '```', '```'], 1);
  check('```Markdown\n````js\n```\n````\n```\nx', ['````js', '```', '````'], 1);
  check('```md\n  ```js\n  a\n  ```\n```\nx', ['  ```js', '  a', '  ```'], 1);
  check('```md\n```js\nstill open', ['```js', 'still open'], 0);

  describe('end as in CommonMark', () => {
    check('```text\n```bash\na\n```\nx', ['```bash', 'a'], 1);
    check('````markdown\n```bash\na\n```\nb\n````\nx', ['```bash', 'a', '```', 'b'], 1);
    check('```md\n~~~js\na\n```\nx', ['~~~js', 'a'], 1);
    check('```md\n    ```js\na\n```\nx', ['    ```js', 'a'], 1);
    check('```md\n``` a`b\n```\nx', ['``` a`b'], 1);
    check('```mdn\n```js\n```\nx', ['```js'], 1);
  });
});
