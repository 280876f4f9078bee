import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { tooLongFor } from '../../../src/messages/contextLimit';
import { responseError } from '../../../src/messages/responseError';

describe('a request that a server finds too long', () => {
  function check(serverMessage: string, expected: ReturnType<typeof tooLongFor>, kind = 'invalid_request'): void {
    it(serverMessage, () => assert.deepEqual(tooLongFor({ kind, serverMessage }), expected));
  }
  check('prompt is too long: 208310 tokens > 200000 maximum', { limit: 200_000 });
  check('Prompt is too long', {});
  check(
    'input length and `max_tokens` exceed context limit: 198000 + 8192 > 200000, decrease input length or `max_tokens` and try again',
    { limit: 200_000 },
  );
  check("This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.", {
    limit: 8192,
  });
  check("This endpoint's maximum context length is 1,048,576 tokens. However, you requested about 2000000.", {
    limit: 1_048_576,
  });
  check('The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).', {
    limit: 1_048_576,
  });
  check(
    'Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
    { limit: 4096 },
  );
  check('Prompt contains 40000 tokens, too large for model with 32768 maximum context length', { limit: 32_768 });
  check('Input validation error: `inputs` must have less than 4096 tokens. Given: 5000', { limit: 4096 });
  check('Input is too long for requested model.', {});
  check('the request exceeds the available context size. try increasing the context size', {});
  check('context_length_exceeded', {});
  check('Your input exceeds the context window of this model.', {}, 'server');
  check('Too many input tokens', {}, 'request_too_large');

  describe('in the words of other endpoints', () => {
    const xai = "This model's maximum prompt length is 131072 but the request contains 136973 tokens.";
    check(xai, { limit: 131_072 });
    check('Your request exceeded model token limit: 131072 (requested: 140000)', { limit: 131_072 });
    check('Prompt exceeds max length', {});
    check('invalid params, context window exceeds limit (2013)', {});
    check('Range of input length should be [1, 98304]', { limit: 98_304 });
    check("The input (198311 tokens) is longer than the model's context length (131072 tokens).", { limit: 131_072 });
    check('The number of tokens to keep from the initial prompt is greater than the context length', {});
    check('Context size has been exceeded.', {}, 'server');
    check('prompt token count of 140000 exceeds the limit of 128000', { limit: 128_000 });
    check('Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens.', {
      limit: 272_000,
    });
    check('Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192', {
      limit: 8192,
    });
    check('too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 4200', { limit: 4081 });
    check('The decoder prompt (length 5000) is longer than the maximum model length of 4096.', { limit: 4096 });
    check('the input length exceeds the context length', {});
    check('Input is too long for requested model. Number of input tokens exceeds maximum length', {});
    check('输入长度超过限制', {});
    check('上下文超限，请新建对话', {});
    check('超出模型最大上下文长度', {});
    check('提示词过长', {});
  });

  it('by its reason, whatever the words', () => {
    const stored = { kind: 'invalid_request', reason: 'context' } as const;
    assert.deepEqual(tooLongFor({ ...stored, serverMessage: 'no' }), {});
    assert.deepEqual(tooLongFor({ ...stored, limits: { window: 4096 } }), { limit: 4096 });
    assert.equal(tooLongFor({ ...stored, reason: 'max_tokens', serverMessage: 'prompt is too long' }), undefined);
  });

  describe('is not', () => {
    check(
      "'max_tokens' is too large: 8192. This model's maximum context length is 4096 tokens and your request has 34 input tokens",
      undefined,
    );
    check('Too many tokens, please wait before trying again.', undefined, 'rate_limit');
    check('Invalid max_tokens value, the valid range of max_tokens is [1, 8192]', undefined);
    check('max_tokens: 200000 > 64000, which is the maximum allowed number of output tokens', undefined);
    check('messages.0.content: text content blocks must be non-empty', undefined);
    check('Number of request tokens has exceeded your per-minute rate limit', undefined, 'rate_limit');
    check('prompt is too long: 208310 tokens > 200000 maximum', undefined, 'authentication');
    it('an error without words', () => assert.equal(tooLongFor({ kind: 'invalid_request' }), undefined));
  });

  it('is what a recorded llama.cpp server says of it', () => {
    const body = readFileSync('test/fixtures/streams/llama-server/plain/25b-err-prompt-too-long-stream.body', 'utf8');
    const { kind, details } = responseError({ status: 400, headers: new Headers() }, body, 'http://x', (text) => text);
    assert.deepEqual(tooLongFor({ kind, ...details }), { limit: 4096 });
  });
});
