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

  describe('is not', () => {
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
