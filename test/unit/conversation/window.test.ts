import assert from 'node:assert/strict';
import type { Turn } from '../../../src/conversation/model';
import { overflowOf } from '../../../src/conversation/window';

const turn = (usage?: Turn['usage']): Turn => ({
  ...{ id: 't', parent: null, role: 'assistant', at: 0, state: 'done', content: [] },
  usage,
});

describe('what fits into what a model reads at once', () => {
  it('is a short message', () => assert.equal(overflowOf([], 100, 200_000), undefined));
  it('is what may be a little less than it is estimated to be', () => {
    assert.equal(overflowOf([], 220_000, 200_000), undefined);
    assert.equal(overflowOf([], 260_000, 200_000), 260_000);
  });
  it('counts what was said before, from the cache or not', () => {
    const before = turn({
      input_tokens: 50_000,
      cache_read_input_tokens: 60_000,
      cache_creation_input_tokens: 30_000,
      output_tokens: 10_000,
    });
    assert.equal(overflowOf([before], 50_000, 200_000), undefined);
    assert.equal(overflowOf([before], 70_000, 200_000), 220_000);
    // A reply that failed was told no numbers.
    assert.equal(overflowOf([before, turn(), turn({ input_tokens: 0 })], 70_000, 200_000), 220_000);
  });
});
