import assert from 'node:assert/strict';
import { contextView, createMeter, type MeterInput } from '../../../../src/chat/panel/meter';
import { applyRecord, emptyConversation, type Turn } from '../../../../src/conversation/model';
import { begin, turn } from '../../conversation/support';

const input: MeterInput = {
  ...{ model: 'claude-sonnet-4-5', endpoint: 'E', window: 200_000, problems: [], now: 60_000 },
  costs: { prices: {}, confirm: undefined, problems: [] },
};
const reply = (id: string, parent: string | null, more: Partial<Turn> = {}): Turn =>
  turn(id, parent, 'assistant', { model: 'claude-sonnet-4-5', endpoint: 'E', ...more });
const conversationOf = (...turns: Turn[]) =>
  turns.map((one, at) => begin(at, one)).reduce(applyRecord, emptyConversation('c', 0));

describe('what the context meter shows', () => {
  it('of a new chat', () => {
    const view = contextView(emptyConversation('c', 0), input);
    assert.deepEqual(
      [view.said, view.draft, view.window, view.spent.cost, view.summaryCost],
      [...[0, 0, 200_000, undefined, undefined]],
    );
  });

  it('of the branch on show, and of all that was paid for', () => {
    const usage = { input_tokens: 10_000, output_tokens: 1000 };
    const conversation = conversationOf(
      turn('q', null, 'user'),
      reply('a', 'q', { usage: { input_tokens: 90_000, output_tokens: 0 } }),
      reply('b', 'q', { usage }),
    );
    const view = contextView(conversation, input);
    assert.deepEqual([view.said, view.counted], [11_000, true]);
    assert.deepEqual([view.spent.input, view.spent.output], [100_000, 1000]);
    assert.equal(Number(view.spent.cost?.toFixed(6)), 0.315);
    // 11,000 tokens, all of them written to the cache.
    assert.equal(view.summaryCost, 0.041);
  });

  it('of a summary that reads what is in the cache', () => {
    const usage = { cache_read_input_tokens: 90_000, cache_creation_input_tokens: 10_000, output_tokens: 0 };
    const sent = { url: 'u', headers: {}, auth: 'none', fields: { system: 'Be brief.' }, cached: true } as const;
    const conversation = conversationOf(turn('q', null, 'user'), reply('a', 'q', { usage, sent }));
    assert.equal(contextView(conversation, input).summaryCost, 0.03);
    assert.equal(contextView(conversation, { ...input, now: 600_000 }).summaryCost, 0.38);
    assert.equal(contextView(conversation, { ...input, model: 'claude-opus-5' }).summaryCost, 0.63);
    assert.equal(contextView(conversation, { ...input, model: 'claude-x' }).summaryCost, undefined);
  });

  it('of a draft with what goes along', () => {
    const chip = { id: 'c', label: 'a', languageId: '', code: 'x', tokens: 70 };
    const conversation = { ...emptyConversation('c', 0), draft: { text: 'word'.repeat(30), chips: [chip] } };
    assert.equal(contextView(conversation, input).draft, 100);
  });
});

describe('the context meter of a panel', () => {
  const usage = { cache_read_input_tokens: 90_000, cache_creation_input_tokens: 10_000, output_tokens: 0 };
  const sent = { url: 'u', headers: {}, auth: 'none', fields: {}, cached: true } as const;
  const conversation = conversationOf(turn('q', null, 'user'), reply('a', 'q', { usage, sent }));

  it('is not worked out anew while nothing of it changes', () => {
    const meter = createMeter();
    const view = meter(conversation, input);
    assert.deepEqual(view, contextView(conversation, input));
    for (const now of [60_001, 120_000, 299_999]) assert.equal(meter(conversation, { ...input, now }), view);
  });

  const changes: [string, Parameters<typeof contextView>][] = [
    ['the conversation', [{ ...conversation, draft: { text: 'more', chips: [] } }, input]],
    ['the model', [conversation, { ...input, model: 'claude-opus-5' }]],
    ['the endpoint', [conversation, { ...input, endpoint: 'F' }]],
    ['what the model reads at once', [conversation, { ...input, window: 1_000_000 }]],
    ['the prices', [conversation, { ...input, costs: { ...input.costs } }]],
    ['what is wrong with them', [conversation, { ...input, problems: ['x'] }]],
    ['the server’s cache, which has become cold', [conversation, { ...input, now: 300_000 }]],
  ];
  for (const [name, changed] of changes) {
    it(`follows ${name}`, () => {
      const meter = createMeter();
      const before = meter(conversation, input);
      const view = meter(...changed);
      assert.notEqual(view, before);
      assert.deepEqual(view, contextView(...changed));
      assert.equal(meter(...changed), view);
    });
  }
});
