import assert from 'node:assert/strict';
import { triggerAt } from '../../../../src/webview/composer/trigger';

/** `|` is the caret. */
const at = (text: string) => triggerAt(text.replace('|', ''), text.indexOf('|'));

describe('what is being completed', () => {
  it('is a word after an @', () => {
    assert.deepEqual(at('@|'), { trigger: '@', query: '', from: 0 });
    assert.deepEqual(at('see @src/a|'), { trigger: '@', query: 'src/a', from: 4 });
    assert.deepEqual(at('(@a.ts| and'), { trigger: '@', query: 'a.ts', from: 1 });
    assert.deepEqual(at('看（@视图|'), { trigger: '@', query: '视图', from: 2 });
    assert.deepEqual(at('line\n@x|'), { trigger: '@', query: 'x', from: 5 });
  });
  it('is a word after an @ right behind writing without blanks, and the full-width sign', () => {
    for (const front of ['看看', '見て', 'カナ', '보기', 'ดูที่', '说，', '说：', '说“', '《', '；', '🙂', '…', '（']) {
      for (const sign of ['@', '＠']) {
        assert.deepEqual(at(`${front}${sign}cata|`), { trigger: '@', query: 'cata', from: front.length }, front + sign);
      }
    }
    for (const front of ['me', 'é', 'имя', 'όνομα', '7', 'a.b', 'x+y', 'x_', 'a/', '"', '@']) {
      assert.equal(at(`${front}@cata|`), undefined, front);
    }
    assert.deepEqual(at('／修复|'), { trigger: '/', query: '修复', from: 0 });
  });
  it('is not an address, nor a word that is over', () => {
    assert.equal(at('me@example.org|'), undefined);
    assert.equal(at('@a b|'), undefined);
    assert.equal(at('|@a'), undefined);
  });
  it('is a name after a / that is the first of all', () => {
    assert.deepEqual(at('/ex|'), { trigger: '/', query: 'ex', from: 0 });
    assert.deepEqual(at('/修复|'), { trigger: '/', query: '修复', from: 0 });
    assert.equal(at('a /ex|'), undefined);
    assert.equal(at('/usr/bin|'), undefined);
  });
  it('is found as fast in a long text', () => {
    const text = `${'word '.repeat(400_000)}@end`;
    assert.deepEqual(triggerAt(text, text.length), { trigger: '@', query: 'end', from: text.length - 4 });
  });
});
