import assert from 'node:assert/strict';
import type { Turn } from '../../../src/conversation/model';
import { contextOf, draftTokens, overflowOf } from '../../../src/conversation/contextWindow';

const turn = (usage?: Turn['usage'], more: Partial<Turn> = {}): Turn => ({
  ...{ id: 't', parent: null, role: 'assistant', at: 0, state: 'done', content: [] },
  ...more,
  usage,
});
/** About so many tokens. */
const words = (tokens: number) => [{ type: 'text', text: 'word'.repeat(tokens) }];
const usage = {
  input_tokens: 50_000,
  cache_read_input_tokens: 60_000,
  cache_creation_input_tokens: 30_000,
  output_tokens: 10_000,
};

describe('what was said comes to', () => {
  function check(what: string, branch: readonly Turn[], tokens: number, counted: boolean): void {
    it(what, () => assert.deepEqual(contextOf(branch), { tokens, counted }));
  }
  check('nothing at first', [], 0, false);
  check('what the server counted last', [turn({ input_tokens: 5 }), turn(usage)], 150_000, true);
  check(
    'that, and what came after it',
    [turn(usage), turn(undefined, { role: 'user', content: words(300) })],
    150_300,
    true,
  );
  check('an estimate where nothing was counted', [turn(undefined, { content: words(200) }), turn()], 200, false);
  check('an estimate where the server counts nothing', [turn({ input_tokens: 0 }, { content: words(20) })], 20, false);
  check(
    'what arrived of a reply that was stopped',
    [turn({ input_tokens: 100, output_tokens: 1 }, { state: 'stopped', content: words(50) })],
    150,
    true,
  );
  check(
    'what goes along with a question, by its own size',
    [
      turn(undefined, {
        role: 'user',
        text: 'word'.repeat(10),
        content: [{ type: 'document', source: {} }, ...words(10)],
        chips: [{ id: 'c', label: 'a.pdf', languageId: '', code: '', attached: true, tokens: 4000 }],
      }),
    ],
    4010,
    false,
  );
  const summary = turn(usage, { summary: { of: 'x' }, content: words(400) });
  check('not what a summary is about', [turn(undefined, { content: words(100) }), summary], 500, false);
  check('and counted again after it', [summary, turn({ input_tokens: 900, output_tokens: 20 })], 920, true);
});

it('what arrived of a stopped reply is counted once, however often the meter asks', () => {
  let looks = 0;
  const block = {
    type: 'text',
    get text() {
      looks += 1;
      return 'word';
    },
  };
  const stopped = turn({ input_tokens: 100 }, { state: 'stopped', content: [block] });
  for (let n = 0; n < 10; n += 1) contextOf([stopped]);
  assert.equal(looks, 1);
});

describe('a draft', () => {
  it('comes to its text and what goes along', () => {
    const chip = { id: 'c', label: 'a', languageId: '', code: 'x', tokens: 70 };
    assert.equal(draftTokens({ text: 'word'.repeat(30), chips: [chip, chip] }), 170);
    assert.equal(draftTokens({ text: '', chips: [] }), 0);
  });
});

describe('what fits into what a model reads at once', () => {
  it('is a short message', () => assert.equal(overflowOf([], 100, 200_000), undefined));
  it('is what may be a little less than it is estimated to be', () => {
    assert.equal(overflowOf([], 220_000, 200_000), undefined);
    assert.equal(overflowOf([], 260_000, 200_000), 260_000);
    const said = turn(undefined, { content: words(100_000) });
    assert.equal(overflowOf([said], 120_000, 200_000), undefined);
    assert.equal(overflowOf([said], 160_000, 200_000), 260_000);
  });
  it('counts what was said before, from the cache or not', () => {
    const before = turn(usage);
    assert.equal(overflowOf([before], 50_000, 200_000), undefined);
    assert.equal(overflowOf([before], 70_000, 200_000), 220_000);
    // A reply that failed was told no numbers.
    assert.equal(overflowOf([before, turn(), turn({ input_tokens: 0 })], 70_000, 200_000), 220_000);
  });
});
