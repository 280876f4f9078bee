import { LLMock } from '@copilotkit/aimock';
import assert from 'node:assert/strict';
import { createClient, type MessagesClient } from '../../../src/messages/client';
import { rejectsWith, replay } from './helpers';
import type { Update } from '../../../src/messages/types';

/** A server that others wrote: no pings, usage 0 unless set, errors in OpenAI's shape. */
describe('the client and aimock', () => {
  let mock: LLMock;
  let client: MessagesClient;

  before(async () => {
    mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, logLevel: 'silent' });
    mock.onMessage('hello', { content: 'Hello from **aimock**, 日本 😀!' });
    mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Paris","days":[1,2]}' }] });
    mock.onMessage('think', { content: 'Done.', reasoning: 'Let me think about it.' });
    mock.onMessage('busy', { error: { message: 'Slow down', type: 'rate_limit_error' }, status: 429 });
    mock.addFixture({
      match: { userMessage: 'cut' },
      response: { content: 'This will be cut off somewhere' },
      latency: 5,
      truncateAfterChunks: 4,
    });
    const url = await mock.start();
    client = createClient({
      endpoint: { name: 'aimock', baseUrl: url, auth: 'bearer' },
      key: 'sk-any',
      sleep: () => Promise.resolve(),
    });
  });
  after(() => mock.stop());

  const ask = (content: string, stream: boolean) => ({
    model: 'claude-sonnet-4-5',
    max_tokens: 100,
    messages: [{ role: 'user' as const, content }],
    stream,
  });

  for (const stream of [true, false]) {
    describe(stream ? 'streaming' : 'whole', () => {
      it('text', async () => {
        const updates: Update[] = [];
        const { message } = await client.send(ask('hello', stream), {
          onUpdate: (update) => updates.push(structuredClone(update)),
        });
        assert.deepEqual(message.content, [{ type: 'text', text: 'Hello from **aimock**, 日本 😀!' }]);
        assert.equal(message.stop_reason, 'end_turn');
        assert.deepEqual(replay(updates), message.content);
      });
      it('a tool call', async () => {
        const { message } = await client.send(ask('weather', stream));
        const [block] = message.content as { type: string; name: string; input: unknown }[];
        assert.deepEqual(
          [block?.type, block?.name, block?.input],
          ['tool_use', 'get_weather', { city: 'Paris', days: [1, 2] }],
        );
        assert.equal(message.stop_reason, 'tool_use');
      });
      it('thinking', async () => {
        const { message } = await client.send(ask('think', stream));
        assert.deepEqual(
          message.content.map(({ type }) => type),
          ['thinking', 'text'],
        );
        assert.equal((message.content[0] as { thinking?: unknown }).thinking, 'Let me think about it.');
      });
      it('a rate limit', async () => {
        const { details } = await rejectsWith('rate_limit', client.send(ask('busy', stream)));
        assert.deepEqual([details.status, details.serverMessage], [429, 'Slow down']);
      });
      it('a prompt that it has no answer for', async () => {
        const { details } = await rejectsWith('not_found', client.send(ask('something else', stream)));
        assert.equal(details.status, 404);
      });
    });
  }

  it('a stream that is cut', async () => {
    const { details } = await rejectsWith('cut', client.send(ask('cut', true)));
    const [block] = details.partial!.content as { text: string }[];
    assert('This will be cut off somewhere'.startsWith(block!.text) && block!.text.length < 30);
  });
});
