import { strict as assert } from 'node:assert';
import { createCompletionCache } from '../../../../src/inline/completion/completionCache';
import { completionText, maxLines } from '../../../../src/inline/completion/completionText';

describe('inline: what of a reply belongs at the cursor', () => {
  /** `|` is the cursor in the file. */
  function check(name: string, file: string, reply: string, expected: string): void {
    it(name, () => {
      const [before = '', behind = ''] = file.split('|');
      const [suffix = '', ...after] = behind.split('\n');
      const prefix = before.slice(before.lastIndexOf('\n') + 1);
      assert.equal(completionText(reply, { prefix, suffix, after: after.join('\n') }), expected);
    });
  }

  check('the rest of a line', 'const a = |', 'b + c;', 'b + c;');
  check('several lines', 'function f() {|', '\n  return 1;\n}', '\n  return 1;\n}');
  check('a fence', 'const a = |', '```ts\nb + c;\n```\nDone.', 'b + c;');
  check('a fence that is cut', 'const a = |', '```ts\nb + c;', 'b + c;');
  check('the line said again', '  const a = |', 'const a = b;', 'b;');
  check('the line said again with its indentation', '  const a =|', '  const a = b;', ' b;');
  check('the white space in front of the cursor said again', 'x\n    |', '    call();', 'call();');
  check('what stands behind the cursor', 'call(|);', 'a, b);', 'a, b');
  check(
    'what stands behind the cursor, after more lines',
    'call(|);',
    'a, () => {\n  b();\n});',
    'a, () => {\n  b();\n}',
  );
  check('the lines below said again', 'if (a) {|\n  b();\n}\nc();', '\n  x();\n  b();\n}', '\n  x();');
  check('nothing new', 'a();|\nb();', '\nb();', '');
  check('line ends in front', 'a();\n|', '\n\nb();', 'b();');
  check('CRLF', 'f {|', '\r\n  a\r\n}', '\n  a\n}');
  check('nothing', 'a|', ' \n', '');

  it('no more lines than can be judged', () => {
    const reply = Array.from({ length: 100 }, (_, n) => `line${n}`).join('\n');
    assert.equal(completionText(reply, { prefix: '', suffix: '', after: '' }).split('\n').length, maxLines);
  });
});

describe('inline: completions that were asked for', () => {
  const uri = 'file:///a';
  const place = (before: string, after = '\nrest') => ({ uri, before, after });

  it('are there again, also while what they say is typed', () => {
    const cache = createCompletionCache();
    cache.put(place('const a = '), 'b + c;');
    assert.equal(cache.get(place('const a = ')), 'b + c;');
    assert.equal(cache.get(place('const a = b +')), ' c;');
    assert.equal(cache.get(place('const a = b + c;')), undefined);
    assert.equal(cache.get(place('const a = x')), undefined);
    assert.equal(cache.get(place('const a = ', '\nother')), undefined);
    assert.equal(cache.get({ ...place('const a = '), uri: 'file:///b' }), undefined);
  });

  it('are known although the window of text moves along', () => {
    const cache = createCompletionCache();
    const text = 'x'.repeat(50) + 'const a = ';
    cache.put(place(text.slice(-30)), 'b + c;');
    assert.equal(cache.get(place(`${text}b +`.slice(-30))), ' c;');
    assert.equal(cache.get(place(`${text}y`.slice(-30))), undefined);
  });

  it('the latest counts, and only so many are kept', () => {
    const cache = createCompletionCache(2);
    for (const text of ['one', 'two', 'three']) cache.put(place(`${text} = `), text);
    cache.put(place('three = '), 'four');
    assert.equal(cache.get(place('one = ')), undefined);
    assert.equal(cache.get(place('two = ')), undefined);
    assert.equal(cache.get(place('three = ')), 'four');
  });
});
