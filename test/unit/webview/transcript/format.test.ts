import assert from 'node:assert/strict';
import type { TurnView } from '../../../../src/protocol';
import { usageParts } from '../../../../src/webview/transcript/format';

const turn: TurnView = {
  ...{ id: 't', role: 'assistant', state: 'done' },
  ...{ blocks: [], chips: [], notices: [], steps: [], repairs: [] },
};

describe('the usage line of a reply', () => {
  function check(what: string, more: Partial<TurnView>, expected: readonly string[], language = 'en'): void {
    it(what, () => assert.deepEqual(usageParts({ ...turn, ...more }, language), expected));
  }
  check('is empty when nothing is known', {}, []);
  check(
    'tells what was read, what the cache had, what went into it, and what came',
    {
      model: 'm',
      usage: {
        input_tokens: 12,
        cache_read_input_tokens: 34_000,
        cache_creation_input_tokens: 5600,
        output_tokens: 78,
      },
      cost: 0.01234,
    },
    ['m', '12 tokens in', '34,000 cached', '5,600 written to the cache', '78 out', 'about $0.0123'],
  );
  check('leaves out a cache that was not used', { usage: { input_tokens: 12, output_tokens: 3 } }, [
    '12 tokens in',
    '3 out',
  ]);
  check('has no cost where the price is not known', { model: 'm', usage: { output_tokens: 3 } }, ['m', '3 out']);
  check(
    'writes numbers as the language does',
    { usage: { input_tokens: 1234 }, cost: 1.5 },
    [...['1.234 tokens in', 'about $1,50']],
    'de',
  );
});
