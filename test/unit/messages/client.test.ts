import assert from 'node:assert/strict';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient, type ClientOptions, type MessagesClient, type RetryInfo } from '../../../src/messages/client';
import type { Endpoint } from '../../../src/messages/endpoint';
import { isMessagesError, type MessagesError } from '../../../src/messages/errors';
import type { Message, MessagesRequest, Update } from '../../../src/messages/types';
import { describeCause } from '../../../src/util/describeCause';
import {
  apiError,
  hang,
  raw,
  reply,
  startEndpoint,
  status,
  type EndpointOptions,
  type TestEndpoint,
} from '../../endpoint';
import { ev, hello, rejectsWith, replay } from './helpers';

const request: MessagesRequest = {
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Say hello' }],
};
const key = 'sk-test-4f9c01';

describe('the client', () => {
  let endpoint: TestEndpoint;
  const servers: Server[] = [];
  /** What to wait for, instead of waiting. */
  let waits: number[];
  let lines: string[];
  /** The bugs that the client told of. */
  let reported: MessagesError[];

  async function start(options: EndpointOptions = {}): Promise<void> {
    await endpoint.close();
    endpoint = await startEndpoint({ key, reply: reply('Hello there, how are you?'), ...options });
  }
  beforeEach(async () => {
    endpoint = await startEndpoint({ key, reply: reply('Hello there, how are you?') });
    waits = [];
    lines = [];
    reported = [];
  });
  afterEach(async () => {
    await endpoint.close();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    const all = [...lines, ...reported.map(describeCause)].join('\n');
    assert(!all.includes(key), 'the key is in the log');
  });

  /** A server that answers as no scripted reply does. */
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function client(target: Partial<Endpoint> = {}, options: Partial<ClientOptions> = {}): MessagesClient {
    return createClient({
      endpoint: { name: 'Test', baseUrl: endpoint.url, auth: 'bearer', ...target },
      key,
      sleep: async (ms) => void waits.push(ms),
      random: () => 0,
      log: (line) => lines.push(line),
      onInternalError: (error) => reported.push(error),
      ...options,
    });
  }

  function recorder() {
    const updates: Update[] = [];
    let message: Message | undefined;
    const onUpdate = (update: Update, now: Message) => {
      updates.push(structuredClone(update));
      message = now;
    };
    return { updates, onUpdate, message: () => message };
  }

  describe('sends', () => {
    for (const stream of [true, false]) {
      it(`a request and delivers the reply, stream ${stream}`, async () => {
        const content = [
          { type: 'thinking', thinking: 'Let me think…', signature: 'c2ln' },
          { type: 'text', text: 'Hello 日本 😀, how are you?' },
          { type: 'tool_use', id: 'toolu_1', name: 'read', input: { path: 'a.ts', lines: [1, 2] } },
          { type: 'hologram', data: { x: 1 } },
        ];
        endpoint.script(reply(content, { chunk: 3, usage: { cache_read_input_tokens: 7 } }));
        const { updates, onUpdate } = recorder();
        const done = await client().send({ ...request, stream }, { onUpdate });
        assert.deepEqual(done.message.content, content);
        assert.deepEqual(
          replay(updates),
          content.map((block) => ('signature' in block ? { ...block, signature: stream ? '' : 'c2ln' } : block)),
        );
        assert.equal(done.message.stop_reason, 'tool_use');
        assert.equal(done.message.usage.cache_read_input_tokens, 7);
        assert.deepEqual(done.notices, []);
        assert.match(done.requestId ?? '', /^req_/);
        assert(done.timing.headers! <= done.timing.firstToken! && done.timing.firstToken! <= done.timing.total);
        assert.deepEqual([updates[0]?.type, updates.at(-1)?.type], ['start', 'end']);
        const sent = endpoint.requests[0]!;
        assert.deepEqual(sent.body, { ...request, stream });
        assert.equal(sent.headers['authorization'], `Bearer ${key}`);
        assert.equal(sent.headers['x-api-key'], undefined);
        assert.equal(sent.headers['anthropic-version'], '2023-06-01');
        assert.equal(sent.path, '/v1/messages');
        assert.equal(lines.length, 1);
        assert.match(lines[0]!, /^POST http:\/\/127\.0\.0\.1:\d+\/v1\/messages 200 req_\w+ \d+ ms$/);
      });
    }

    it('every field as it is, also those it does not know', async () => {
      await start({ allowExtra: true });
      const all = {
        ...request,
        system: [{ type: 'text' as const, text: 'Be brief', cache_control: { type: 'ephemeral' } }],
        stop_sequences: ['END'],
        tools: [{ name: 'read', description: 'Reads', input_schema: { type: 'object' } }],
        tool_choice: { type: 'auto' },
        top_p: 0.9,
        metadata: { user_id: 'u' },
        output_config: { effort: 'low' },
        something_new: { a: [1] },
      };
      await client().send(all);
      assert.deepEqual(endpoint.requests[0]!.body, { ...all, stream: true });
    });

    it('with x-api-key, a version, betas and extra headers', async () => {
      await client({ auth: 'x-api-key', version: '2024-01-01', beta: ['a', 'b'], headers: { 'X-Team': 'blue' } }).send(
        request,
      );
      const { headers } = endpoint.requests[0]!;
      assert.deepEqual(
        ['x-api-key', 'authorization', 'anthropic-version', 'anthropic-beta', 'x-team'].map((name) => headers[name]),
        [key, undefined, '2024-01-01', 'a,b', 'blue'],
      );
    });

    it('without any key where none is needed', async () => {
      await start({ auth: 'none', key: undefined });
      await client({ auth: 'none' }, { key: undefined }).send(request);
      const { headers } = endpoint.requests[0]!;
      assert.deepEqual([headers['authorization'], headers['x-api-key']], [undefined, undefined]);
    });

    it('to a base URL with /v1 and a slash', async () => {
      await client({ baseUrl: ` "${endpoint.url}/v1/" ` }).send(request);
      assert.equal(endpoint.requests[0]!.path, '/v1/messages');
    });
  });

  describe('refuses before anything is sent', () => {
    it('without a key', () => rejectsWith('no_key', client({}, { key: ' ' }).send(request)));
    it('a base URL on another machine without TLS', () =>
      rejectsWith('bad_base_url', client({ baseUrl: 'http://example.com' }).send(request)));
    it('a header that authenticates', () =>
      rejectsWith('bad_header', client({ headers: { Cookie: 'x' } }).send(request)));
    for (const baseUrl of ['https://api-platform.ope.ai/v1', 'https://api.anthropic.com']) {
      it(`another model than Claude on ${baseUrl}`, async () => {
        const never = () => assert.fail('sent') as never;
        const { details } = await rejectsWith(
          'model_not_claude',
          client({ baseUrl }, { fetch: never }).send({ ...request, model: 'gpt-4o' }),
        );
        assert.equal(details.subject, 'gpt-4o');
      });
    }
    it('but takes any model elsewhere', async () => {
      await start({ anyModel: true });
      await client().send({ ...request, model: 'llama3' });
    });
    it('an abort that came before', () =>
      rejectsWith('aborted', client().send(request, { signal: AbortSignal.abort() })));
    afterEach(() => assert(endpoint.requests.length <= 1));
  });

  describe('tells errors apart', () => {
    it('a wrong key', async () => {
      const { details } = await rejectsWith('authentication', client({}, { key: 'sk-wrong' }).send(request));
      assert.deepEqual([details.status, details.serverMessage], [401, 'Invalid bearer token']);
      assert.match(details.requestId ?? '', /^req_/);
      assert(details.timing!.total >= 0);
    });
    it('a wrong base URL', async () => {
      const { details } = await rejectsWith('not_found', client({ baseUrl: `${endpoint.url}/api` }).send(request));
      assert.deepEqual([details.subject, details.missing], [`${endpoint.url}/api/v1/messages`, 'address']);
    });
    it('a model that is not there', async () => {
      const { details } = await rejectsWith('not_found', client().send({ ...request, model: 'sonnet' }));
      assert.equal(details.missing, 'model');
    });
    it('a request that breaks a rule', async () => {
      const { details } = await rejectsWith('invalid_request', client().send({ ...request, temperature: 2 }));
      assert.match(details.serverMessage ?? '', /^temperature/);
    });
    it('nobody listening', async () => {
      const { url } = endpoint;
      await endpoint.close();
      const { details } = await rejectsWith('network', client({ baseUrl: url }).send(request));
      assert.equal(details.subject, 'ECONNREFUSED');
      assert.deepEqual(waits, [500, 1000]);
    });
    it('a host that does not exist', async () => {
      const { details } = await rejectsWith('network', client({ baseUrl: 'https://nowhere.invalid' }).send(request));
      assert.match(details.subject ?? '', /^(ENOTFOUND|EAI_AGAIN)$/);
    });
    it('HTML', async () => {
      endpoint.script(status(200, '<html><title>Sign in</title></html>', { 'content-type': 'text/html' }));
      const { details } = await rejectsWith('not_messages', client().send(request));
      assert.deepEqual(
        [details.serverMessage, details.subject, details.status],
        ['Sign in', `${endpoint.url}/v1/messages`, 200],
      );
    });
    it('an empty body', async () => {
      endpoint.script(status(200), status(200));
      await rejectsWith('empty_reply', client().send(request));
      await rejectsWith('empty_reply', client().send({ ...request, stream: false }));
    });
    it('no content', async () => {
      endpoint.script(status(204));
      await rejectsWith('empty_reply', client().send(request));
    });
    it('an echoed key is not passed on', async () => {
      endpoint.script(
        status(403, `key ${key} is not allowed`),
        raw(`${ev.start()}${ev.open(0)}${ev.text(0, 'Hel')}data: not ${key} json\n\n`),
      );
      const refused = await rejectsWith('permission', client().send(request));
      assert.equal(refused.details.serverMessage, 'key [key] is not allowed');
      const cut = await rejectsWith('cut', client().send(request));
      assert.match(JSON.stringify(cut.details), /not \[key\] json/);
      assert(!JSON.stringify(cut.details).includes(key));
    });
    for (const [encoding, compress] of Object.entries({
      gzip: gzipSync,
      deflate: deflateSync,
      br: brotliCompressSync,
    })) {
      it(encoding, async () => {
        endpoint.script(raw([compress(hello('Zipped'))], { headers: { 'content-encoding': encoding } }));
        const { message } = await client().send(request);
        assert.deepEqual(message.content, [{ type: 'text', text: 'Zipped' }]);
      });
    }
  });

  describe('never follows a redirect', () => {
    for (const code of [301, 302, 307, 308]) {
      it(String(code), async () => {
        const other = await startEndpoint({ key });
        endpoint.script(status(code, '', { location: `${other.url}/v1/messages?token=x` }));
        const { details } = await rejectsWith('redirect', client().send(request));
        assert.deepEqual([details.status, details.subject], [code, other.url]);
        assert.equal(other.requests.length, 0);
        await other.close();
      });
    }
    it('as a browser tells of it', async () => {
      const opaque = { type: 'opaqueredirect', status: 0, ok: false, headers: new Headers(), url: '', body: null };
      await rejectsWith(
        'redirect',
        client({}, { fetch: () => Promise.resolve(opaque as unknown as Response) }).send(request),
      );
    });
    it('as Electron tells of it', () =>
      rejectsWith(
        'redirect',
        client({}, { fetch: () => Promise.reject(new Error('Redirect was cancelled')) }).send(request),
      ));
  });

  describe('sends again', () => {
    const overloaded = apiError(529, 'overloaded_error', 'Overloaded');
    it('after passing failures, and says so', async () => {
      endpoint.script(
        overloaded,
        apiError(429, 'rate_limit_error', 'Slow down', { 'retry-after': '7' }),
        reply('At last'),
      );
      const retries: RetryInfo[] = [];
      const { message } = await client().send(request, { onRetry: (info) => retries.push(info) });
      assert.deepEqual(message.content, [{ type: 'text', text: 'At last' }]);
      assert.deepEqual(waits, [500, 7000]);
      assert.deepEqual(
        retries.map(({ attempt, delay, error }) => [attempt, delay, error.kind]),
        [
          [1, 500, 'overloaded'],
          [2, 7000, 'rate_limit'],
        ],
      );
    });
    it('but not for ever', async () => {
      endpoint.script(...Array.from({ length: 10 }, () => overloaded));
      await rejectsWith('overloaded', client().send(request));
      assert.deepEqual(waits, [500, 1000, 2000, 4000]);
    });
    it('twice at most after a limit that carries no retry-after', async () => {
      endpoint.script(...Array.from({ length: 10 }, () => apiError(429, 'rate_limit_error', 'Limit reached')));
      await rejectsWith('rate_limit', client().send(request));
      assert.equal(waits.length, 2);
    });
    it('not when the server says it will not help', async () => {
      endpoint.script(apiError(529, 'overloaded_error', 'x', { 'x-should-retry': 'false' }));
      await rejectsWith('overloaded', client().send(request));
      assert.equal(waits.length, 0);
    });
    it('when the stream fails before anything was delivered', async () => {
      endpoint.script(
        raw(ev.start() + ev.error('overloaded_error', 'Overloaded')),
        raw(ev.start(), { cutAfter: 50 }),
        reply('Now'),
      );
      const { updates, onUpdate } = recorder();
      const { message } = await client().send(request, { onUpdate });
      assert.deepEqual(message.content, [{ type: 'text', text: 'Now' }]);
      assert.deepEqual(replay(updates), message.content);
    });
    it('never once something was delivered', async () => {
      endpoint.script(raw(ev.start() + ev.open(0) + ev.text(0, 'Hel') + ev.error('overloaded_error', 'Overloaded')));
      const { details } = await rejectsWith('overloaded', client().send(request));
      assert.deepEqual(details.partial?.content, [{ type: 'text', text: 'Hel' }]);
      assert.equal(waits.length, 0);
    });
    it('until aborted while it waits', async () => {
      endpoint.script(overloaded);
      const stop = new AbortController();
      const sending = client({}, { sleep: undefined }).send(request, {
        signal: stop.signal,
        onRetry: () => setTimeout(() => stop.abort(), 10),
      });
      const started = performance.now();
      await rejectsWith('aborted', sending);
      assert(performance.now() - started < 400);
    });
  });

  describe('keeps what arrived', () => {
    it('when the connection breaks', async () => {
      const body = ev.start() + ev.open(0) + ev.text(0, 'Hello');
      endpoint.script(raw(body + ev.text(0, 'lost'), { cutAfter: body.length + 20 }));
      const { onUpdate, updates } = recorder();
      const { details } = await rejectsWith('cut', client().send(request, { onUpdate }));
      assert.deepEqual(details.partial?.content, [{ type: 'text', text: 'Hello' }]);
      assert.deepEqual(replay(updates), details.partial?.content);
      assert.match(details.requestId ?? '', /^req_/);
    });
    it('when the server falls silent', async () => {
      endpoint.script(raw([ev.start() + ev.open(0) + ev.text(0, 'Hel'), 5000]));
      const { details } = await rejectsWith('idle_timeout', client({}, { timeouts: { idle: 60 } }).send(request));
      assert.deepEqual([details.partial?.content, details.subject], [[{ type: 'text', text: 'Hel' }], '60']);
    });
    it('when it is stopped', async () => {
      endpoint.script(raw([ev.start() + ev.open(0) + ev.text(0, 'Hel'), 5000]));
      const stop = new AbortController();
      const { onUpdate, updates } = recorder();
      const sending = client().send(request, {
        signal: stop.signal,
        onUpdate: (update, message) => {
          onUpdate(update, message);
          if (update.type === 'text') stop.abort();
        },
      });
      const { details } = await rejectsWith('aborted', sending);
      assert.deepEqual(details.partial?.content, [{ type: 'text', text: 'Hel' }]);
      assert.equal(await endpoint.requests[0]!.ended, false);
      assert.equal(updates.at(-1)?.type, 'text');
    });
    it('and delivers nothing after an abort, though it was in the same chunk', async () => {
      endpoint.script(raw(ev.start() + ev.open(0) + ev.text(0, 'One') + ev.text(0, 'Two') + ev.text(0, 'Three')));
      const stop = new AbortController();
      const texts: string[] = [];
      await rejectsWith(
        'aborted',
        client().send(request, {
          signal: stop.signal,
          onUpdate(update) {
            if (update.type !== 'text') return;
            texts.push(update.text);
            stop.abort();
          },
        }),
      );
      assert.deepEqual(texts, ['One']);
    });
    it('when a listener throws, which is reported once and not at every update', async () => {
      let updates = 0;
      const { message } = await client().send(request, {
        onUpdate: () => {
          updates += 1;
          throw new Error(`listener with ${key}`);
        },
      });
      assert.equal(message.content.length, 1);
      assert.ok(updates > 2);
      assert.deepEqual(
        reported.map(({ kind, message: said }) => [kind, said]),
        [['internal', 'internal: a listener threw: listener with [key]']],
      );
    });
  });

  describe('has deadlines', () => {
    it('for the headers', async () => {
      endpoint.script(hang('headers'));
      const { details } = await rejectsWith(
        'connect_timeout',
        client({}, { timeouts: { connect: 1000 } }).send(request),
      );
      assert.equal(details.subject, '1000');
      assert.equal(await endpoint.requests[0]!.ended, false);
    });
    it('for the first event', async () => {
      endpoint.script(hang('body'));
      await rejectsWith('idle_timeout', client({}, { timeouts: { idle: 50 } }).send(request));
    });
    it('but pings and comments are signs of life', async () => {
      const alive = Array.from({ length: 16 }, (_, n) => [n % 2 ? ev.ping() : ': keep-alive\n\n', 100]).flat();
      endpoint.script(raw([...alive, hello()]));
      const { message } = await client({}, { timeouts: { idle: 800 } }).send(request);
      assert.equal(message.content.length, 1);
    });
    it('and 0 is none', async () => {
      endpoint.script(raw([ev.start(), 100, hello().replace(ev.start(), '')]));
      await client({}, { timeouts: { idle: 0, connect: 0 } }).send(request);
    });
    it('a connection that stays open after message_stop is not waited for', async () => {
      endpoint.script(raw([hello(), 5000]));
      const started = performance.now();
      const { message } = await client().send(request);
      assert.equal(message.stop_reason, 'end_turn');
      assert(performance.now() - started < 2000);
    });
    it('silence after the stop reason takes nothing away', async () => {
      endpoint.script(raw([hello().replace(ev.stop(), ''), 5000]));
      const { notices } = await client({}, { timeouts: { idle: 80 } }).send(request);
      assert.deepEqual(notices, [{ code: 'no_message_stop' }]);
    });
    it('a stop before the headers ends the request', async () => {
      endpoint.script(hang('headers'));
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 500);
      await rejectsWith('aborted', client().send(request, { signal: stop.signal }));
      assert.equal(await endpoint.requests[0]!.ended, false);
    });
    it('a fetch that does not listen is left behind', async () => {
      const deaf = () => new Promise<Response>(() => undefined);
      await rejectsWith('connect_timeout', client({}, { fetch: deaf, timeouts: { connect: 30 } }).send(request));
    });
  });

  it('50 stops in a row leave no connection open', async () => {
    await start({ delay: 5 });
    for (let n = 0; n < 50; n++) {
      const stop = new AbortController();
      const sending = client().send(request, {
        signal: stop.signal,
        onUpdate: (update) => update.type === 'text' && stop.abort(),
      });
      await rejectsWith('aborted', sending);
    }
    // Node's fetch keeps one or two for the next request.
    for (let tries = 0; tries < 50 && (await endpoint.connections()) > 2; tries++) await wait(20);
    assert((await endpoint.connections()) <= 2, String(await endpoint.connections()));
  });

  it('one connection serves many replies', async () => {
    const sockets = new Set<unknown>();
    const url = await serve((message, response) => {
      sockets.add(message.socket);
      message.resume().on('end', () => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(hello()));
    });
    for (let n = 0; n < 5; n++) await client({ baseUrl: url }).send(request);
    // As many as Node's fetch opens by itself.
    assert(sockets.size <= 2, String(sockets.size));
  });

  it('over IPv6 loopback', async function () {
    let over6: TestEndpoint;
    try {
      over6 = await startEndpoint({ host: '::1', key, reply: reply('Hello') });
    } catch {
      return this.skip();
    }
    const { message } = await client({ baseUrl: over6.url }).send(request);
    assert.equal(message.content.length, 1);
    await over6.close();
  });

  it('a stream without a line end stops at the bound', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x');
    const url = await serve((message, response) => {
      message.resume();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const pump = () => {
        while (!response.destroyed && response.write(block));
        if (!response.destroyed) response.once('drain', pump);
      };
      pump();
    });
    await rejectsWith('too_long', client({ baseUrl: url }).send(request));
  }).timeout(20_000);

  describe('lists models', () => {
    it("in Anthropic's shape, page by page", async () => {
      const ids = Array.from({ length: 2500 }, (_, n) => `claude-test-${n}`);
      await start({ models: ids });
      const models = await client().models();
      assert.deepEqual(
        models.map(({ id }) => id),
        ids,
      );
      assert.equal(endpoint.requests.length, 3);
      assert.equal(endpoint.requests[0]!.headers['authorization'], `Bearer ${key}`);
    });
    it('with what is known of them', async () => {
      await start({ models: ['claude-sonnet-4-5-20250929'] });
      const [model] = await client().models();
      assert.deepEqual(
        [model?.contextWindow, model?.maxOutput, model?.displayName],
        [200_000, 64_000, 'Claude Sonnet 4 5 20250929'],
      );
    });
    async function check(body: object, expected: object[]): Promise<void> {
      const url = await serve((_message, response) => response.end(JSON.stringify(body)));
      const models = await client({ baseUrl: url }).models();
      assert.deepEqual(JSON.parse(JSON.stringify(models)), expected);
    }
    it('but not one without an end', async () => {
      const url = await serve((_message, response) => {
        const more = setInterval(() => response.write(' '.repeat(1_000_000)), 1);
        response.once('close', () => clearInterval(more));
      });
      await rejectsWith('too_long', client({ baseUrl: url }).models());
    });
    it('without a key that is echoed', async () => {
      const url = await serve((_message, response) => response.end(JSON.stringify({ data: [{ id: `a-${key}` }] })));
      assert.deepEqual(
        (await client({ baseUrl: url }).models()).map(({ id }) => id),
        ['a-[key]'],
      );
    });
    it("in OpenAI's shape", () =>
      check({ object: 'list', data: [{ id: 'llama3', created: 1_700_000_000 }, { nothing: 1 }, null] }, [
        { id: 'llama3', displayName: 'llama3', createdAt: 1_700_000_000_000 },
      ]));
    it('with limits and capabilities', () =>
      check(
        {
          data: [{ id: 'claude-x', display_name: 'X', max_input_tokens: 9, max_tokens: 5, capabilities: { a: 1 } }],
          has_more: true,
        },
        [{ id: 'claude-x', displayName: 'X', contextWindow: 9, maxOutput: 5, capabilities: { a: 1 } }],
      ));
    it('llama.cpp tells its context', () =>
      check({ data: [{ id: 'stories', meta: { n_ctx: 4096 } }] }, [
        { id: 'stories', displayName: 'stories', contextWindow: 4096 },
      ]));
    it('with the windows that servers tell in other members', () =>
      check(
        {
          data: [
            { id: 'vllm', max_model_len: 4096 },
            { id: 'openrouter', context_length: 8192, max_completion_tokens: 1024 },
            { id: 'groq', context_window: 131_072 },
            { id: 'claude-sonnet-4-5-thinking' },
          ],
        },
        [
          { id: 'vllm', displayName: 'vllm', contextWindow: 4096 },
          { id: 'openrouter', displayName: 'openrouter', contextWindow: 8192, maxOutput: 1024 },
          { id: 'groq', displayName: 'groq', contextWindow: 131_072 },
          {
            id: 'claude-sonnet-4-5-thinking',
            displayName: 'Claude Sonnet 4.5',
            contextWindow: 200_000,
            maxOutput: 64_000,
          },
        ],
      ));
    it('as an empty list', async () => {
      await check({ object: 'list', data: null, success: true }, []);
      await check({ data: [] }, []);
    });
    it('but not what is an error with a 200', async () => {
      const answer = async (body: object): Promise<MessagesClient> =>
        client({ baseUrl: await serve((_message, response) => response.end(JSON.stringify(body))) });
      await rejectsWith('billing', (await answer({ success: false, message: '余额不足' })).models());
      await rejectsWith('authentication', (await answer({ error: { message: '无效的令牌' } })).models());
      await rejectsWith('not_messages', (await answer({ hello: 'world' })).models());
    });
    it('of a server that always has more', async () => {
      const url = await serve((message, response) =>
        response.end(JSON.stringify({ data: [{ id: message.url }], has_more: true, last_id: message.url })),
      );
      const models = await client({ baseUrl: url }).models();
      assert.equal(models.length, 20);
    });
    it('of a server without the call', async () => {
      await start({ models: false });
      await rejectsWith('not_found', client().models());
    });
    it('of something else', async () => {
      const url = await serve((_message, response) => response.end('<html>'));
      await rejectsWith('not_messages', client({ baseUrl: url }).models());
    });
    it('until aborted', async () => {
      const url = await serve(() => undefined);
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 20);
      await rejectsWith('aborted', client({ baseUrl: url }).models(stop.signal));
    });
  });

  describe('counts tokens', () => {
    it('with the fields that this call takes', async () => {
      const tokens = await client().countTokens({ ...request, system: 'Be brief', temperature: 0.5, stream: true });
      assert(tokens > 0);
      assert.deepEqual(endpoint.requests[0]!.body, {
        model: request.model,
        messages: request.messages,
        system: 'Be brief',
      });
    });
    it('of a server without the call', async () => {
      await start({ countTokens: false });
      await rejectsWith('not_found', client().countTokens(request));
    });
    it('of a server that answers something else', async () => {
      const url = await serve((message, response) => message.resume().on('end', () => response.end('{"ok":true}')));
      await rejectsWith('not_messages', client({ baseUrl: url }).countTokens(request));
    });
  });

  it('no error of its carries the key', async () => {
    endpoint.script(status(500, key), status(500, key), status(500, key));
    const error = await rejectsWith('server', client().send(request));
    assert(isMessagesError(error));
    for (const text of [error.message, error.stack, JSON.stringify(error), String(error.cause)])
      assert(!text?.includes(key));
  });
});
