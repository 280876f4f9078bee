import Anthropic, {
  type APIError,
  AuthenticationError,
  BadRequestError,
  NotFoundError,
  RateLimitError,
} from '@anthropic-ai/sdk';
import assert from 'node:assert/strict';
import { apiError, reply, startEndpoint, type TestEndpoint } from '../../endpoint';
import { checkMessages, type Rules } from '../../endpoint/validate';

/** The double is honest when the official client takes it for the real thing. */
describe('the test endpoint and the official SDK', () => {
  let endpoint: TestEndpoint;
  let sdk: Anthropic;
  const params = { model: 'claude-sonnet-5', max_tokens: 100, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const content = [
    { type: 'thinking', thinking: 'Let me think', signature: 'c2ln' },
    { type: 'text', text: 'Hello 日本 😀', citations: [{ type: 'char_location', cited_text: 'x' }] },
    { type: 'tool_use', id: 'toolu_1', name: 'read', input: { path: 'a.ts', n: [1, { two: 2 }] } },
    { type: 'redacted_thinking', data: 'AAAA' },
  ];

  before(async () => {
    endpoint = await startEndpoint({ key: 'sk-right', models: ['claude-a', 'claude-b', 'claude-c'] });
    sdk = new Anthropic({ apiKey: 'sk-right', baseURL: endpoint.url, maxRetries: 0 });
  });
  after(() => endpoint.close());

  it('create', async () => {
    endpoint.script(reply(content));
    const message = await sdk.messages.create(params);
    assert.deepEqual(message.content, content);
    assert.equal(message.stop_reason, 'tool_use');
    assert.match(message._request_id ?? '', /^req_/);
  });
  it('stream', async () => {
    endpoint.script(reply(content, { chunk: 2 }));
    const texts: string[] = [];
    const stream = sdk.messages.stream(params).on('text', (text) => texts.push(text));
    const message = await stream.finalMessage();
    const plain = JSON.parse(JSON.stringify(message.content)) as Record<string, unknown>[];
    assert.deepEqual(
      plain.map(({ parsed_output: _, ...block }) => block),
      content,
    );
    assert.equal(texts.join(''), 'Hello 日本 😀');
    assert.equal(texts.length, 5);
  });
  it('raw events, in the real order', async () => {
    endpoint.script(reply('Hello', { chunk: 5, stopSequence: 'END' }));
    const types: string[] = [];
    for await (const { type } of await sdk.messages.create({ ...params, stream: true })) types.push(type);
    assert.deepEqual(types, [
      'message_start',
      'content_block_start',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
  });
  it('every field', async () => {
    await sdk.messages.create({
      ...params,
      max_tokens: 4000,
      system: [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }],
      stop_sequences: ['END'],
      metadata: { user_id: 'u' },
      tools: [{ name: 'read', input_schema: { type: 'object' } }],
      tool_choice: { type: 'auto' },
      thinking: { type: 'enabled', budget_tokens: 1024 },
    });
  });
  it('count_tokens', async () => {
    const { input_tokens } = await sdk.messages.countTokens({ model: params.model, messages: params.messages });
    assert(input_tokens > 0);
  });
  it('models, page by page', async () => {
    const ids: string[] = [];
    for await (const { id } of sdk.models.list({ limit: 2 })) ids.push(id);
    assert.deepEqual(ids, ['claude-a', 'claude-b', 'claude-c']);
  });

  function check(what: string, expected: new (...args: never[]) => APIError, call: () => Promise<unknown>): void {
    it(what, async () => {
      await assert.rejects(call, (error) => {
        assert(error instanceof expected, String(error));
        assert.match(error.requestID ?? '', /^req_/);
        assert.equal((error.error as { type?: unknown }).type, 'error');
        return true;
      });
    });
  }
  check('a wrong key', AuthenticationError, () => sdk.withOptions({ apiKey: 'sk-wrong' }).messages.create(params));
  check('a wrong address', NotFoundError, () => sdk.post('/v1/nowhere', { body: {} }));
  check('a model that is not there', NotFoundError, () => sdk.messages.create({ ...params, model: 'gpt-4o' }));
  check('a bad request', BadRequestError, () => sdk.messages.create({ ...params, max_tokens: 0 }));
  check('a scripted rate limit', RateLimitError, () => {
    endpoint.script(apiError(429, 'rate_limit_error', 'Slow down'));
    return sdk.messages.create(params);
  });
  it('an error in the middle of a stream', async () => {
    endpoint.script(reply('Hello', { error: { type: 'overloaded_error', message: 'Overloaded' } }));
    await assert.rejects(sdk.messages.stream(params).finalMessage(), /Overloaded/);
  });
});

describe('what the test endpoint refuses', () => {
  const valid = { model: 'claude-x', max_tokens: 2000, messages: [{ role: 'user', content: 'Hi' }] };
  const toolUse = { role: 'assistant', content: [{ type: 'tool_use', id: 't1', name: 'read', input: {} }] };
  const toolResult = { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'x' }] };
  const [hi] = valid.messages;

  function check(
    what: string,
    change: object,
    expected: RegExp | undefined,
    rules: Partial<Rules> = {},
    headers = {},
  ): void {
    it(what, () => {
      const refusal = checkMessages({ ...valid, ...change }, headers, { auth: 'any', ...rules });
      if (expected) assert.match(refusal?.message ?? 'nothing', expected);
      else assert.equal(refusal, undefined);
    });
  }
  check('nothing of a plain request', {}, undefined);
  check('a missing field', { max_tokens: undefined }, /^max_tokens: Input should be a valid integer/);
  check('an unknown field', { foo: 1 }, /^foo: Extra inputs are not permitted$/);
  check('an unknown field, unless it is allowed', { foo: 1 }, undefined, { allowExtra: true });
  check('a model of another maker', { model: 'gpt-4o' }, /^model: gpt-4o$/);
  check('a model of another maker, unless it is allowed', { model: 'gpt-4o' }, undefined, { anyModel: true });
  check('no messages', { messages: [] }, /at least one message/);
  check(
    'an assistant first',
    { messages: [{ role: 'assistant', content: 'x' }] },
    /first message must use the "user" role/,
  );
  check('a role of its own', { messages: [{ role: 'system', content: 'x' }] }, /role: Input should be/);
  check('empty content', { messages: [{ role: 'user', content: '' }] }, /non-empty content/);
  check(
    'empty text',
    { messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] },
    /text content blocks must be non-empty/,
  );
  check('blank text', { messages: [{ role: 'user', content: [{ type: 'text', text: ' ' }] }] }, /non-whitespace/);
  check('a member of a message', { messages: [{ ...hi, id: 1 }] }, /messages\.0\.id: Extra inputs/);
  check(
    'an unknown block of the user',
    { messages: [{ role: 'user', content: [{ type: 'hologram' }] }] },
    /Input tag 'hologram'/,
  );
  check(
    'no unknown block of the assistant',
    { messages: [hi, { role: 'assistant', content: [{ type: 'hologram' }] }, hi] },
    undefined,
  );
  check(
    'thinking without signature',
    { messages: [hi, { role: 'assistant', content: [{ type: 'thinking', thinking: 'x' }] }, hi] },
    /signature: Field required/,
  );
  check(
    'the input of a cut tool',
    { messages: [hi, { role: 'assistant', content: [{ ...toolUse.content[0], partial_input: '{' }] }, toolResult] },
    /partial_input/,
  );
  check('no answered tool', { messages: [hi, toolUse, toolResult] }, undefined);
  check('an unanswered tool', { messages: [hi, toolUse, hi] }, /without `tool_result` blocks immediately after: t1/);
  check('an answer nobody asked for', { messages: [hi, toolResult] }, /unexpected `tool_use_id`/);
  check(
    'a trailing blank of a prefill',
    { messages: [hi, { role: 'assistant', content: 'So ' }] },
    /trailing whitespace/,
  );
  check(
    'a small thinking budget',
    { thinking: { type: 'enabled', budget_tokens: 1000 } },
    /greater than or equal to 1024/,
  );
  check(
    'a budget above max_tokens',
    { thinking: { type: 'enabled', budget_tokens: 2000 } },
    /`max_tokens` must be greater/,
  );
  check(
    'thinking with temperature',
    { thinking: { type: 'enabled', budget_tokens: 1024 }, temperature: 0.5 },
    /may only be set to 1/,
  );
  check('an unknown kind of thinking', { thinking: { type: 'hard' } }, /^thinking: Input tag/);
  check('no adaptive thinking', { thinking: { type: 'adaptive', display: 'summarized' } }, undefined);
  check('a high temperature', { temperature: 1.5 }, /^temperature: Input should be less/);
  check('a negative top_k', { top_k: -1 }, /^top_k: Input should be greater/);
  check('sampling in the newest version', { top_p: 0.5 }, /not supported/, {}, { 'anthropic-version': '2026-10-21' });
  check('a tool without schema', { tools: [{ name: 'x' }] }, /input_schema: Field required/);
  check('no tool of the server', { tools: [{ type: 'web_search_20250305', name: 'web_search' }] }, undefined);
  check(
    'a tool with a bad name',
    { tools: [{ name: 'a b', input_schema: { type: 'object' } }] },
    /should match pattern/,
  );
  check('a choice without tools', { tool_choice: { type: 'auto' } }, /while providing tools/);
  check('a system that is no text', { system: [{ type: 'image' }] }, /system\.0\.type/);
  check('a blank stop sequence', { stop_sequences: [' '] }, /non-whitespace/);
  check(
    'five cache breakpoints',
    { system: Array.from({ length: 5 }, () => ({ type: 'text', text: 'x', cache_control: {} })) },
    /maximum of 4 blocks/,
  );
});
