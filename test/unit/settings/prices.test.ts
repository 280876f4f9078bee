import assert from 'node:assert/strict';
import { readConfirmCost, readPrices } from '../../../src/settings/prices';

const all = { input: 3, output: 15, cacheWrite: 3.75, cacheRead: 0.3 };

describe('prices in the settings', () => {
  function check(value: unknown, prices: unknown, problems: readonly string[] = []): void {
    it(JSON.stringify(value) ?? 'unset', () => {
      const read = readPrices(value);
      assert.deepEqual(read.prices, prices);
      assert.deepEqual(
        read.problems.map(({ setting, expected }) => `${setting}: ${expected}`),
        problems,
      );
    });
  }
  check(undefined, {});
  check(null, {});
  check({}, {});
  check({ m: all }, { m: all });
  check({ m: { input: 0, output: 0 } }, { m: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 } });
  check({ m: { input: 4, output: 8 } }, { m: { input: 4, output: 8, cacheWrite: 5, cacheRead: 0.4 } });
  check({ m: { ...all, cacheRead: 0 } }, { m: { ...all, cacheRead: 0 } });
  check('cheap', {}, ['aside.prices: object']);
  check([all], {}, ['aside.prices: object']);
  check({ m: all, n: 3 }, { m: all }, ['aside.prices.n: object']);
  check({ n: { input: 3 } }, {}, ['aside.prices.n.output: number']);
  check({ n: { ...all, output: '15' } }, {}, ['aside.prices.n.output: number']);
  check({ n: { ...all, cacheRead: -1 } }, {}, ['aside.prices.n.cacheRead: ≥ 0']);
  check({ n: { ...all, input: NaN } }, {}, ['aside.prices.n.input: number']);
});

describe('the amount from which a request is asked about', () => {
  function check(value: unknown, dollars: number | undefined, problem?: string): void {
    it(String(value), () => {
      const read = readConfirmCost(value);
      assert.equal(read.dollars, dollars);
      assert.deepEqual(
        read.problems.map(({ setting, expected }) => `${setting}: ${expected}`),
        problem === undefined ? [] : [problem],
      );
    });
  }
  check(undefined, 1);
  check(null, undefined);
  check(0, 0);
  check(2.5, 2.5);
  check(-1, 1, 'aside.confirmCost: ≥ 0');
  check('5', 1, 'aside.confirmCost: number');
});
