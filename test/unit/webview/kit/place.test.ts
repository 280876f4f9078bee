import * as assert from 'node:assert';
import { parsePlace, type Place } from '../../../../src/webview/kit/place';

describe('the place that is remembered for the next page', () => {
  const table: [string, unknown, Place | undefined][] = [
    ['nothing', undefined, undefined],
    ['nothing of ours', 'x', undefined],
    ['no conversation', { turn: 't' }, undefined],
    ['the end', { conversation: 'c', folds: {} }, { conversation: 'c', folds: {} }],
    [
      'a turn',
      { conversation: 'c', turn: 't', top: -3.5, folds: { t: ['0', 'usage'] } },
      { conversation: 'c', turn: 't', top: -3.5, folds: { t: ['0', 'usage'] } },
    ],
    ['half a place', { conversation: 'c', turn: 't', folds: {} }, { conversation: 'c', folds: {} }],
    [
      'folds of another shape',
      { conversation: 'c', folds: { t: [1], u: 'x', v: ['0'] } },
      { conversation: 'c', folds: { v: ['0'] } },
    ],
  ];
  for (const [name, value, expected] of table) {
    it(name, () => assert.deepStrictEqual(parsePlace(value), expected));
  }
});
