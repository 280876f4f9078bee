import assert from 'node:assert/strict';
import { costOf, pricesOf, type OwnPrices } from '../../../src/messages/prices';
import type { Usage } from '../../../src/messages/types';

const own: OwnPrices = {
  'claude-sonnet-4-5': { input: 1, output: 2, cacheWrite: 3, cacheRead: 4 },
  'claude-sonnet-4-5-20250929': { input: 5, output: 6, cacheWrite: 7, cacheRead: 8 },
  Llama3: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 },
};

describe('what a model costs', () => {
  function check(id: string, expected: number | undefined, prices?: OwnPrices): void {
    it(`${id}${prices ? ' with prices of one’s own' : ''} is ${expected}`, () =>
      assert.equal(pricesOf(id, prices)?.input, expected));
  }
  check('claude-sonnet-4-5', 3);
  check('claude-sonnet-4-5-20250929', 3);
  check('claude-opus-4-7', undefined);
  check('claude-opus-4-8', undefined);
  check('claude-opus-4-6', undefined);
  check('claude-sonnet-4-6', undefined);
  check('llama3', undefined);
  check('claude-sonnet-4-5', 1, own);
  check('claude-sonnet-4-5-20250929', 5, own);
  check('claude-sonnet-4-5-20261111', 1, own);
  check('claude-sonnet-4-5-latest', 1, own);
  check('llama3', 0, own);
  check('claude-opus-5', 5, own);
  check('constructor', undefined, own);
});

describe('estimated cost', () => {
  function check(what: string, id: string, usage: Usage, expected: number | undefined, prices?: OwnPrices): void {
    it(what, () => {
      const cost = costOf(pricesOf(id, prices), usage);
      if (expected === undefined) assert.equal(cost, undefined);
      else assert(Math.abs(cost! - expected) < 1e-9, String(cost));
    });
  }
  check('input and output', 'claude-sonnet-4-5', { input_tokens: 1000, output_tokens: 2000 }, 0.033);
  check(
    'cache',
    'claude-sonnet-4-5',
    { input_tokens: 0, cache_creation_input_tokens: 1e6, cache_read_input_tokens: 1e6 },
    4.05,
  );
  check(
    'an hour of cache',
    'claude-sonnet-4-5',
    { cache_creation_input_tokens: 1e6, cache_creation: { ephemeral_1h_input_tokens: 1e6 } },
    6,
  );
  check('null counts', 'claude-opus-5', { input_tokens: null, output_tokens: 1e6 }, 25);
  check('an unknown model', 'llama3', { input_tokens: 1000 }, undefined);
  check('a model without a known price', 'claude-opus-4-7', { input_tokens: 1000 }, undefined);
  check('prices of one’s own', 'claude-opus-4-7', { input_tokens: 1e6, output_tokens: 1e6 }, 3, {
    'claude-opus-4-7': { input: 1, output: 2, cacheWrite: 3, cacheRead: 4 },
  });
  check('a model that costs nothing', 'llama3', { input_tokens: 1000, output_tokens: 1000 }, 0, own);

  describe('of Haiku 5.5', () => {
    const id = 'claude-haiku-5-5';
    check('up to 100,000 tokens of prompt', id, { input_tokens: 40_000, cache_read_input_tokens: 60_000 }, 0.0046);
    check('is not known above', id, { input_tokens: 40_001, cache_read_input_tokens: 60_000 }, undefined);
    check('counts what is written to the cache', id, { cache_creation_input_tokens: 100_001 }, undefined);
    check('does not count the reply', id, { input_tokens: 100_000, output_tokens: 50_000 }, 0.035);
    check('is what one says oneself', id, { input_tokens: 1e6 }, 9, {
      [id]: { input: 9, output: 9, cacheWrite: 9, cacheRead: 9 },
    });
  });
});
