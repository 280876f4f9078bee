import assert from 'node:assert/strict';
import { recall } from '../../../../src/webview/composer/recall';

const said = ['one', 'two'];

describe('what was said before', () => {
  const cases: [name: string, from: [back: number, text: string], keys: string, to: [number, string] | undefined][] = [
    ['comes back, the newest first', [0, ''], 'ArrowUp', [1, 'two']],
    ['then the one before', [1, 'two'], 'ArrowUp', [2, 'one']],
    ['and no other than there are', [2, 'one'], 'ArrowUp', undefined],
    ['goes forward again', [2, 'one'], 'ArrowDown', [1, 'two']],
    ['to an empty composer', [1, 'two'], 'ArrowDown', [0, '']],
    ['does not replace what is being written', [0, 'x'], 'ArrowUp', undefined],
    ['is nothing that Down would begin with', [0, ''], 'ArrowDown', undefined],
  ];
  for (const [name, [back, text], key, to] of cases) {
    it(name, () => assert.deepEqual(recall(said, { back, text }, key), to && { back: to[0], text: to[1] }));
  }
});
