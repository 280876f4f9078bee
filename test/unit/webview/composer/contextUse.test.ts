import assert from 'node:assert/strict';
import type { ContextView } from '../../../../src/protocol';
import { contextUse, shortCount, type ContextUse } from '../../../../src/webview/composer/contextUse';

const nothing: ContextView = {
  ...{ said: 0, counted: true, draft: 0, model: 'm', problems: [] },
  spent: { input: 0, cached: 0, written: 0, output: 0, unpriced: 0 },
};

describe('how full the context is', () => {
  function check(context: Partial<ContextView>, expected: ContextUse): void {
    it(JSON.stringify(context), () => assert.deepEqual(contextUse({ ...nothing, ...context }), expected));
  }
  check({ window: 200 }, { used: 0, part: 0, level: 'low' });
  check({ said: 100, draft: 59, window: 200 }, { used: 159, part: 0.795, level: 'low' });
  check({ said: 100, draft: 60, window: 200 }, { used: 160, part: 0.8, level: 'high' });
  check({ said: 190, window: 200 }, { used: 190, part: 0.95, level: 'full' });
  check({ said: 500, window: 200 }, { used: 500, part: 2.5, level: 'full' });
  check({ said: 500 }, { used: 500, level: 'low' });
  check({ said: 500, window: 0 }, { used: 500, level: 'low' });
});

describe('tokens in few characters', () => {
  function check(tokens: number, expected: string, language = 'en'): void {
    it(`${tokens} is ${expected}`, () => assert.equal(shortCount(tokens, language), expected));
  }
  check(0, '0');
  check(950, '950');
  check(1000, '1K');
  check(1240, '1.2K');
  check(9960, '10K');
  check(128_400, '128K');
  check(999_600, '1M');
  check(1_240_000, '1.2M');
  check(1240, '1,2K', 'de');
});
