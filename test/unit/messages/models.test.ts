import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isClaude, modelName } from '../../../src/messages/modelName';
import { dropUnsupported } from '../../../src/messages/modelRules';
import { defaultMaxTokens, defaultModelOf, knownModels, modelInfo, newestHaiku } from '../../../src/messages/models';
import { pricesOf } from '../../../src/messages/prices';

describe('known models', () => {
  function check(id: string, expected: string | undefined): void {
    it(`${id} is ${expected}`, () => assert.equal(modelInfo(id)?.id, expected));
  }
  check('claude-sonnet-4-5', 'claude-sonnet-4-5');
  check('claude-sonnet-4-5-20250929', 'claude-sonnet-4-5');
  check('claude-sonnet-4-5-latest', 'claude-sonnet-4-5');
  check('anthropic/claude-sonnet-4.5', 'claude-sonnet-4-5');
  check('eu.anthropic.claude-haiku-4-5-20251001-v1:0', 'claude-haiku-4-5');
  check('claude-sonnet-4-5@20250929', 'claude-sonnet-4-5');
  check('openrouter/anthropic/claude-opus-5.5:beta', 'claude-opus-5-5');
  check('claude-opus-50', undefined);
  check('Claude-Sonnet-5', 'claude-sonnet-5');
  check('claude-sonnet-5-5', 'claude-sonnet-5-5');
  check('claude-sonnet-4', undefined);
  check('claude-sonnet-4-50', undefined);
  check('claude-opus-4-7-20260101', 'claude-opus-4-7');
  check('claude-opus-4', undefined);
  check('llama3', undefined);
  // Suffixes in any order, other vendors' prefixes, the version before the family.
  check('claude-sonnet-4-5[1m]', 'claude-sonnet-4-5');
  check('claude-sonnet-4-5-20250929-thinking', 'claude-sonnet-4-5');
  check('claude-sonnet-4-5-thinking-20250929', 'claude-sonnet-4-5');
  check('claude-opus-5-5-20260901-v1:0:1m', 'claude-opus-5-5');
  check('claude-sonnet-4-5-v1@20250929', 'claude-sonnet-4-5');
  check('databricks-claude-sonnet-4-5', 'claude-sonnet-4-5');
  check('claude-4.5-sonnet', 'claude-sonnet-4-5');
  check('anthropic--claude-4.5-sonnet', 'claude-sonnet-4-5');
  check('claude-4-5-sonnet@20250929', 'claude-sonnet-4-5');
  check(
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'claude-sonnet-4-5',
  );
  check('[官转]claude-sonnet-4.5', 'claude-sonnet-4-5');
  check('Claude Sonnet 4.5', 'claude-sonnet-4-5');
  check('claude-sonnet4.5', 'claude-sonnet-4-5');
  check('claude_sonnet_4_5', 'claude-sonnet-4-5');
  check('claude-sonnet-5-2026-03-01', 'claude-sonnet-5');
  check('claude-sonnet-5-1m', 'claude-sonnet-5');
  check('claude-5-sonnet-200k', 'claude-sonnet-5');
  check('claude-sonnet-5-0', 'claude-sonnet-5');
  // What only names Claude.
  check('teichai/qwen3-14b-claude-4.5-opus-high-reasoning-distill-gguf', undefined);
  check('llama-3-claude-sonnet-5', undefined);
  check('my/not-claude-opus-5', undefined);
  check('claude-sonnet-5-8b', undefined);
  check('claudette-sonnet-5', undefined);
  check('claude-3-5-sonnet-20241022', undefined);
  check('claude-3.7-sonnet', undefined);
  check('claude-instant-1.2', undefined);
  check('claude-2.1', undefined);

  it('have room for long answers, and no more than is sensible', () => {
    assert.equal(defaultMaxTokens('claude-sonnet-5-5'), 32_000);
    assert.equal(defaultMaxTokens('claude-haiku-4-5'), 32_000);
    assert.equal(defaultMaxTokens('claude-next'), 8192);
    assert.equal(defaultMaxTokens('llama3'), 8192);
    for (const { id, maxOutput = 8192 } of knownModels) assert(defaultMaxTokens(id) <= maxOutput);
  });

  /** An id in the words of some platform: another order, another mark in the version, what stands before and behind. */
  const written = fc
    .record({
      model: fc.constantFrom(...knownModels),
      versionFirst: fc.boolean(),
      mark: fc.constantFrom('-', '.', '_'),
      prefix: fc.constantFrom(
        '',
        'anthropic/',
        'us.anthropic.',
        'openrouter/anthropic/',
        'vertex_ai/',
        'databricks-',
        'cc-',
        'anthropic--',
        'aws-',
        '[官转]',
        'bedrock/us-east-1/eu.anthropic.',
        'kiro:',
        'models/',
      ),
      suffixes: fc.shuffledSubarray(
        [
          '-20260901',
          '@20260901',
          '-2026-09-01',
          '-latest',
          '-v1:0',
          '-thinking',
          '-nothinking',
          '[1m]',
          '-1m',
          ':beta',
          ':1m',
          '-thinking-32k',
          '-fast',
          '-preview',
          '(high)',
        ],
        { maxLength: 3 },
      ),
      upper: fc.boolean(),
    })
    .map(({ model, versionFirst, mark, prefix, suffixes, upper }) => {
      const [, family = '', ...numbers] = model.id.split('-');
      const version = numbers.join(mark);
      const id = `${prefix}claude-${versionFirst ? `${version}-${family}` : `${family}-${version}`}${suffixes.join('')}`;
      return { model, id: upper ? id.toUpperCase() : id };
    });

  it('have the same window, price and rules in every form of their id', () => {
    const fields = (model: string) =>
      ['enabled', 'adaptive', 'disabled', 'between_tools'].map((type) =>
        dropUnsupported(
          { thinking: { type, budget_tokens: 2000 }, max_tokens: 1e6, temperature: 0.5, top_k: 1 },
          { model },
        ),
      );
    fc.assert(
      fc.property(written, ({ model, id }) => {
        assert.equal(modelName(id), model.id, id);
        assert.equal(modelInfo(id), model);
        assert.deepEqual(pricesOf(id), model.prices);
        assert.deepEqual(fields(id), fields(model.id));
        assert(isClaude(id));
      }),
      { numRuns: Number(process.env['ASIDE_RUNS'] ?? 1000) },
    );
  });

  it('have the prices that were named for another form of their id', () => {
    const prices = { input: 1, output: 2, cacheWrite: 3, cacheRead: 4 };
    assert.equal(
      pricesOf('us.anthropic.claude-sonnet-4-5-20250929-v1:0', { 'anthropic/claude-sonnet-4.5': prices }),
      prices,
    );
  });
});

describe('the default model', () => {
  type Listed = string | [string, number];
  const listOf = (ids: readonly Listed[]) =>
    ids.map((entry) =>
      typeof entry === 'string'
        ? { id: entry, displayName: '' }
        : { id: entry[0], displayName: '', createdAt: entry[1] },
    );
  function check(ids: readonly Listed[], expected: string | undefined): void {
    it(JSON.stringify(ids), () => assert.equal(defaultModelOf(listOf(ids)), expected));
  }
  check([], undefined);
  check(['claude-opus-5', 'llama3'], 'claude-opus-5');
  check(['claude-sonnet-4-5', 'claude-sonnet-5-5', 'claude-sonnet-5', 'claude-opus-9'], 'claude-sonnet-5-5');
  check(
    ['claude-sonnet-4-20250514', 'claude-sonnet-4-5-20250929', 'claude-3-7-sonnet-20250219'],
    'claude-sonnet-4-5-20250929',
  );
  check(
    [
      ['claude-sonnet-9', 1],
      ['claude-sonnet-4-5', 2],
    ],
    'claude-sonnet-4-5',
  );
  // In the server's own form.
  check(['anthropic/claude-opus-4.5', 'anthropic/claude-sonnet-4.5', 'openai/gpt-5'], 'anthropic/claude-sonnet-4.5');
  check(
    ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
  );
  check(['databricks-claude-sonnet-4-5', 'databricks-claude-3-7-sonnet'], 'databricks-claude-sonnet-4-5');
  check(['claude-3.7-sonnet', 'claude-4.5-sonnet', 'claude-4-sonnet'], 'claude-4.5-sonnet');
  // Of many forms the plain one.
  check(['aws-claude-sonnet-5-5', 'claude-sonnet-5-5', 'cc-claude-sonnet-5-5'], 'claude-sonnet-5-5');
  check(['claude-sonnet-5-5[1m]', 'claude-sonnet-5-5-20260901', 'claude-sonnet-5'], 'claude-sonnet-5-5-20260901');
  // Never one that turns thinking on or off.
  check(['claude-sonnet-5-5-thinking', 'claude-sonnet-5-5', 'claude-sonnet-5-5-nothinking'], 'claude-sonnet-5-5');
  check(
    [
      ['claude-sonnet-5-5-thinking', 9],
      ['claude-sonnet-4-5', 9],
    ],
    'claude-sonnet-4-5',
  );
  check(['claude-sonnet-5-5:thinking', 'claude-opus-5'], 'claude-opus-5');
  check(['claude-sonnet-5-5-thinking'], 'claude-sonnet-5-5-thinking');
  // One that answers in text.
  check(['text-embedding-3-small', 'whisper-1', 'qwen3:8b'], 'qwen3:8b');
  check(['text-embedding-nomic-embed-text-v1.5'], 'text-embedding-nomic-embed-text-v1.5');
  check(['qwen3-14b-claude-4.5-sonnet-distill', 'llama3'], 'qwen3-14b-claude-4.5-sonnet-distill');

  it('for what is small is the newest Haiku', () => {
    const haiku = (ids: readonly string[]) => newestHaiku(listOf(ids))?.id;
    assert.equal(
      haiku(['claude-haiku-5-5-thinking', 'anthropic/claude-haiku-4.5', 'claude-3-haiku-20240307']),
      'anthropic/claude-haiku-4.5',
    );
    assert.equal(haiku(['llama3']), undefined);
  });
});
