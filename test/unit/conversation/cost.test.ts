import assert from 'node:assert/strict';
import { outlookOf, spentOn, type NextRequest, type Outlook } from '../../../src/conversation/cost';
import type { Turn } from '../../../src/conversation/model';
import { pricesOf } from '../../../src/messages/prices';

const reply = (more: Partial<Turn> = {}): Turn => ({
  ...{ id: 't', parent: null, role: 'assistant', at: 0, state: 'done', content: [] },
  ...{ model: 'claude-sonnet-4-5', endpoint: 'E' },
  ...more,
});
const usage = {
  input_tokens: 1000,
  cache_creation_input_tokens: 20_000,
  cache_read_input_tokens: 100_000,
  output_tokens: 3000,
};

describe('what a conversation has cost', () => {
  it('is nothing yet', () =>
    assert.deepEqual(spentOn([reply(), reply({ role: 'user' })], {}), {
      ...{ input: 0, cached: 0, written: 0, output: 0, unpriced: 0 },
    }));

  it('is the sum of all turns, failed and stopped ones and other branches too', () => {
    const turns = [
      reply({ usage }),
      reply({ usage, state: 'failed', parent: 'x' }),
      reply({ usage: { input_tokens: 10, output_tokens: null }, state: 'stopped' }),
      reply({ usage: { input_tokens: 0, output_tokens: 0 } }),
    ];
    const { cost, ...tokens } = spentOn(turns, {});
    assert.deepEqual(tokens, { input: 2010, cached: 200_000, written: 40_000, output: 6000, unpriced: 0 });
    assert(Math.abs(cost! - (2010 * 3 + 200_000 * 0.3 + 40_000 * 3.75 + 6000 * 15) / 1e6) < 1e-9, String(cost));
  });

  it('leaves out what has no known price, and counts it', () => {
    const turns = [reply({ usage }), reply({ usage, model: 'claude-opus-4-7' }), reply({ usage, model: undefined })];
    const { cost, unpriced } = spentOn(turns, {});
    assert.equal(unpriced, 2);
    assert.equal(cost, spentOn([turns[0]!], {}).cost);
    assert.equal(spentOn(turns.slice(1), {}).cost, undefined);
  });

  it('is added up without finding the prices of a model again with every turn', () => {
    let looks = 0;
    const own = new Proxy({}, { ownKeys: () => (looks++, []) });
    const turns = Array.from({ length: 2000 }, (_, n) => reply({ usage, model: `claude-${n % 2 ? 'x' : 'y'}` }));
    assert.equal(spentOn(turns, own).unpriced, 2000);
    assert.equal(looks, 2);
  });

  it('follows the prices that are set', () => {
    const own = { 'claude-opus-4-7': { input: 1, output: 0, cacheWrite: 0, cacheRead: 0 } };
    assert.equal(spentOn([reply({ usage, model: 'claude-opus-4-7' })], own).cost, 0.001);
  });
});

describe('what the next request will cost', () => {
  const minute = 60_000;
  function check(what: string, more: Partial<NextRequest>, expected: Outlook | undefined): void {
    it(what, () => {
      const outlook = outlookOf({
        branch: [reply({ usage })],
        added: 6000,
        requestContext: { model: 'claude-sonnet-4-5', endpoint: 'E' },
        prices: pricesOf('claude-sonnet-4-5'),
        caching: true,
        now: minute,
        ...more,
      });
      const roughly = outlook && { ...outlook, cost: Number(outlook.cost.toFixed(6)) };
      assert.deepEqual(roughly, expected);
    });
  }
  // 124,000 were said, 120,000 of them are in the cache.
  check('with a warm cache', {}, { tokens: 130_000, cached: 120_000, cost: 0.0735 });
  check('when the cache has run out', { now: 5 * minute }, { tokens: 130_000, cached: 0, cost: 0.4875 });
  check('without caching', { caching: false }, { tokens: 130_000, cached: 0, cost: 0.39 });
  check(
    'with another model',
    { requestContext: { model: 'claude-opus-5', endpoint: 'E' }, prices: pricesOf('claude-opus-5') },
    { tokens: 130_000, cached: 0, cost: 0.8125 },
  );
  check(
    'at another endpoint',
    { requestContext: { model: 'claude-sonnet-4-5', endpoint: 'F' } },
    { tokens: 130_000, cached: 0, cost: 0.4875 },
  );
  check('at first', { branch: [] }, { tokens: 6000, cached: 0, cost: 0.0225 });
  check(
    'where nothing was cached',
    { branch: [reply({ usage: { input_tokens: 4000, output_tokens: 0 } })] },
    {
      ...{ tokens: 10_000, cached: 0, cost: 0.0375 },
    },
  );
  check('without a known price', { prices: undefined }, undefined);
  check('above what the price holds for', { prices: pricesOf('claude-haiku-5-5') }, undefined);
  check(
    'after a summary, whose numbers are about another conversation',
    {
      branch: [reply({ usage, summary: { of: 'x' }, content: [{ type: 'text', text: 'word '.repeat(800) }] })],
    },
    { tokens: 7000, cached: 0, cost: 0.02625 },
  );
});
