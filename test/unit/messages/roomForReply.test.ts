import assert from 'node:assert/strict';
import type { ErrorDetails } from '../../../src/messages/errors';
import { fewerTokens } from '../../../src/messages/fewerTokens';
import { tooLargeIn } from '../../../src/messages/tokenLimits';
import { siteOf } from '../../../src/messages/url';

describe('what max_tokens may be lowered to', () => {
  const cases: readonly (readonly [string, ErrorDetails, number | undefined])[] = [
    ['what the server told', { limits: { output: 4096 } }, 4096],
    ['what the window leaves', { limits: { window: 4096, prompt: 34 } }, 4062],
    ['the lesser of both', { limits: { window: 4096, prompt: 34, output: 2000 } }, 2000],
    ['half where nothing is told', {}, 4000],
    ['half where what is told is no less', { limits: { output: 8000 } }, 4000],
    ['half where the window alone is told', { limits: { window: 4096 } }, 4000],
    [
      'what OpenRouter says that the balance pays for',
      { serverMessage: 'You requested up to 8000 tokens, but can only afford 1234.' },
      1234,
    ],
    [
      'half of the balance’s share of what new-api reserves',
      { serverMessage: '预扣费额度失败, 用户剩余额度: ＄0.060000, 需要预扣费额度: ＄0.480000' },
      500,
    ],
    [
      'the same in English',
      { serverMessage: 'token quota is not enough, token remain quota: ＄0.06, need quota: ＄0.48' },
      500,
    ],
    ['the same as one-api words it', { serverMessage: 'user quota: $0.06, need quota: $0.48' }, 500],
    ['nothing where nothing is left', { serverMessage: '剩余额度: ＄0.00, 需要预扣费额度: ＄0.48' }, undefined],
    ['nothing where too little is left', { serverMessage: 'can only afford 63' }, undefined],
    ['nothing where that was not why', { reason: 'context', limits: { output: 4096 } }, undefined],
  ];
  for (const [name, details, fewer] of cases) {
    it(name, () => assert.equal(fewerTokens(8000, { reason: 'max_tokens', ...details }), fewer));
  }

  it('is never none', () => {
    assert.equal(fewerTokens(1, { reason: 'max_tokens' }), undefined);
    assert.equal(fewerTokens(2, { reason: 'max_tokens' }), 1);
  });
});

describe('the limit of max_tokens in words', () => {
  for (const [words, output] of [
    ['Requested max_tokens 32000 exceeds model limit 8192', 8192],
    ['max_tokens (32000) exceeds maximum allowed (16384)', 16_384],
    ['max_tokens exceeds the limit of 4,096 for claude-3-haiku', 4096],
    ['max_tokens 超过模型限制 8192', 8192],
    ['max_tokens 超出了最大值：4096', 4096],
    ['max_tokens exceeds the limit for claude-3-5-haiku', undefined],
    ['max_tokens exceeds the limit 32000 > 16384', undefined],
    ['max_tokens exceeds model limit', undefined],
  ] as const) {
    it(words, () => {
      const limits = output === undefined ? {} : { output };
      assert.deepEqual(tooLargeIn(words), { reason: 'max_tokens', limits });
    });
  }
});

describe('the website of a platform', () => {
  for (const [baseUrl, site] of [
    ['https://api-platform.ope.ai/v1', 'https://api-platform.ope.ai'],
    ['https://relay.example:8443/api', 'https://relay.example:8443'],
    ['http://127.0.0.1:8080', undefined],
  ] as const) {
    it(`${baseUrl}: ${site}`, () => assert.equal(siteOf(baseUrl), site));
  }
});
