import assert from 'node:assert/strict';
import { defaultMaxTokens, knownModels, modelInfo, newestSonnet } from '../../../src/messages/models';

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

  it('have room for long answers, and no more than is sensible', () => {
    assert.equal(defaultMaxTokens('claude-sonnet-5-5'), 32_000);
    assert.equal(defaultMaxTokens('claude-haiku-4-5'), 32_000);
    assert.equal(defaultMaxTokens('claude-next'), 8192);
    assert.equal(defaultMaxTokens('llama3'), 8192);
    for (const { id, maxOutput = 8192 } of knownModels) assert(defaultMaxTokens(id) <= maxOutput);
  });
});

describe('the newest Sonnet', () => {
  function check(ids: (string | [string, number])[], expected: string | undefined): void {
    it(JSON.stringify(ids), () => {
      const models = ids.map((entry) =>
        typeof entry === 'string'
          ? { id: entry, displayName: '' }
          : { id: entry[0], displayName: '', createdAt: entry[1] },
      );
      assert.equal(newestSonnet(models), expected);
    });
  }
  check(['claude-opus-5', 'llama3'], undefined);
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
});
