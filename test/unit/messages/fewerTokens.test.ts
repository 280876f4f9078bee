import assert from 'node:assert/strict';
import { createClient } from '../../../src/messages/client';
import { MessagesError, type ErrorDetails } from '../../../src/messages/errors';
import { tooLargeIn, withFewerTokens } from '../../../src/messages/tokenLimits';
import type { MessagesRequest } from '../../../src/messages/types';
import { bytesOf, hello, rejectsWith, streamOf } from './helpers';

const request: MessagesRequest = { model: 'm', max_tokens: 8192, messages: [{ role: 'user', content: 'Hi' }] };
const tooLarge =
  "'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is 4096 tokens and your request has 34 input tokens (8192 > 4096 - 34). (parameter=max_tokens, value=8192)";

/** A client of a server that gives these answers, one after the other, and what each was asked with. */
function asking(...answers: readonly (string | 'reply')[]) {
  const asked: number[] = [];
  const client = createClient({
    endpoint: { name: 'E', baseUrl: 'https://a.example', auth: 'none' },
    sleep: () => Promise.resolve(),
    fetch: (_url, init) => {
      const answer = answers[asked.length] ?? 'reply';
      asked.push((JSON.parse(init?.body as string) as MessagesRequest).max_tokens);
      return Promise.resolve(
        answer === 'reply'
          ? new Response(streamOf([bytesOf(hello())]))
          : Response.json({ error: { message: answer, type: 'BadRequestError' } }, { status: 400 }),
      );
    },
  });
  return { client, asked };
}

describe('max_tokens that a server finds too large', () => {
  it('is lowered to what there is room for, once, and the reply says so', async () => {
    const { client, asked } = asking(tooLarge);
    const { message, notices } = await client.send(request);
    assert.deepEqual(asked, [8192, 4062]);
    assert.deepEqual(message.content, [{ type: 'text', text: 'Hello' }]);
    assert.deepEqual(notices, [{ code: 'max_tokens_lowered', from: 8192, to: 4062 }]);
  });

  it('is not lowered again, and the error says what was tried', async () => {
    const { client, asked } = asking(tooLarge, 'max_tokens: 4062 > 100, which is the maximum allowed number');
    const { details } = await rejectsWith('invalid_request', client.send(request));
    assert.deepEqual(asked, [8192, 4062]);
    assert.deepEqual(details.notices, [{ code: 'max_tokens_lowered', from: 8192, to: 4062 }]);
  });

  it('stays where the server does not say how many it has room for', async () => {
    const { client, asked } = asking('max_tokens is too large');
    const { details } = await rejectsWith('invalid_request', client.send(request));
    assert.deepEqual(asked, [8192]);
    assert.equal(details.reason, 'max_tokens');
  });

  it('stays where the caller wants one request and no more', async () => {
    const { client, asked } = asking(tooLarge);
    await rejectsWith('invalid_request', client.send(request, { attempts: 1 }));
    assert.deepEqual(asked, [8192]);
  });

  function check(
    what: string,
    details: ErrorDetails,
    thinking: Record<string, unknown> | undefined,
    expected: number | undefined,
  ): void {
    it(what, () => {
      const error = new MessagesError('invalid_request', details);
      assert.equal(withFewerTokens({ ...request, ...(thinking && { thinking }) }, error)?.max_tokens, expected);
    });
  }
  const limits = { window: 4096, prompt: 34 };
  check('is lowered beside a budget that still fits', { reason: 'max_tokens', limits }, { budget_tokens: 2000 }, 4062);
  check('stays beside a budget that would not', { reason: 'max_tokens', limits }, { budget_tokens: 4062 }, undefined);
  check(
    'is lowered to the most that a reply may have',
    { reason: 'max_tokens', limits: { output: 100 } },
    undefined,
    100,
  );
  check('is never raised', { reason: 'max_tokens', limits: { output: 9000 } }, undefined, undefined);
  check('stays when all that was said is too long', { reason: 'context', limits }, undefined, undefined);
  it('stays when money is the reason', () => {
    const error = new MessagesError('billing', { reason: 'max_tokens', limits });
    assert.equal(withFewerTokens(request, error), undefined);
  });

  it('is not the reason when the conversation fills the window', () => {
    const said = (prompt: number) =>
      `This model's maximum context length is 65536 tokens. However, you requested ${prompt + 5000} tokens (${prompt} in the messages, 5000 in the completion).`;
    assert.equal(tooLargeIn(said(60_000))?.reason, 'max_tokens');
    assert.equal(tooLargeIn(said(65_000))?.reason, 'context');
    assert.equal(tooLargeIn(said(70_000))?.reason, 'context');
  });
});
