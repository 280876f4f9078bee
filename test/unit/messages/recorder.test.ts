import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { LLMock } from '@copilotkit/aimock';
import { fixtureOf, type Fixture } from '../../../src/conversation/fixture';
import { createClient, type ClientOptions, type MessagesClient } from '../../../src/messages/client';
import type { Endpoint } from '../../../src/messages/endpoint';
import { isMessagesError, type ErrorKind } from '../../../src/messages/errors';
import { createRecorder, type RecordedExchange, type Recorder } from '../../../src/messages/recorder';
import { createRedactor } from '../../../src/messages/redact';
import { redactedRecording } from '../../../src/messages/redactedRecording';
import type { ContentBlock, MessagesRequest } from '../../../src/messages/types';
import { apiError, hang, raw, reply, reset, scriptsOf, startEndpoint, status, type Script } from '../../endpoint';
import { bytesOf, ev, hello } from './helpers';

const key = 'sk-recorded-7d21';
const request: MessagesRequest = {
  model: 'claude-sonnet-4-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Say “hello” 👋' }],
};
const error = { message: 'Overloaded', type: 'overloaded_error' };
const hel = ev.start() + ev.open(0) + ev.text(0, 'Hel');
const cutCharacter = Buffer.concat([bytesOf(`${hel}data: {"`), Buffer.from([0xe4, 0xbd])]);

/** How a request ended, in what is recorded of it and for who asked. */
interface Row {
  readonly name: string;
  readonly scripts: readonly Script[];
  readonly request?: Partial<MessagesRequest>;
  /** The end of each attempt; undefined for a complete reply. */
  readonly ends: readonly (ErrorKind | undefined)[];
  readonly status?: readonly (number | undefined)[];
  readonly stops?: boolean;
}

const rows: readonly Row[] = [
  { name: 'a good reply', scripts: [reply('Hello there.')], ends: [undefined], status: [200] },
  { name: 'one that is not streamed', scripts: [reply('Hello.')], request: { stream: false }, ends: [undefined] },
  {
    name: 'a wrong key',
    scripts: [apiError(401, 'authentication_error', 'invalid x-api-key')],
    ends: ['authentication'],
    status: [401],
  },
  { name: 'a model that is not there', scripts: [apiError(404, 'not_found_error', 'model: x')], ends: ['not_found'] },
  { name: 'an empty error', scripts: [status(400)], ends: ['invalid_request'], status: [400] },
  {
    name: 'a page of HTML',
    scripts: [raw('<html><title>Welcome</title></html>', { headers: { 'content-type': 'text/html' } })],
    ends: ['not_messages'],
    status: [200],
  },
  {
    name: 'no response',
    scripts: [reset(), reset(), reset()],
    ends: ['network', 'network', 'network'],
    status: [undefined, undefined, undefined],
  },
  { name: 'no headers in time', scripts: [hang('headers')], ends: ['connect_timeout'], status: [undefined] },
  {
    name: 'a reply that goes silent',
    scripts: [raw([bytesOf(hello()).subarray(0, 500)], { then: 'hang' })],
    ends: ['idle_timeout'],
    status: [200],
  },
  {
    name: 'a reply that is cut in a character',
    scripts: [raw([cutCharacter], { then: 'cut' })],
    ends: ['cut'],
    status: [200],
  },
  { name: 'a reply that is stopped', scripts: [hang('body')], ends: ['aborted'], status: [200], stops: true },
  {
    name: 'an error in the middle of a stream',
    scripts: [reply('Hello there.', { error })],
    ends: ['overloaded'],
    status: [200],
  },
  {
    name: 'two refusals, then a reply',
    scripts: [apiError(529, 'overloaded_error', 'Overloaded'), apiError(500, 'api_error', 'Oops'), reply('Hello.')],
    ends: ['overloaded', 'server', undefined],
    status: [529, 500, 200],
  },
  {
    name: 'a redirect, which is not followed',
    scripts: [status(307, '', { location: 'https://elsewhere.example/login?token=abc123' })],
    ends: ['redirect'],
    status: [307],
  },
  { name: 'nothing at all', scripts: [raw('')], ends: ['empty_reply'], status: [200] },
];

interface Outcome {
  readonly kind: ErrorKind | 'complete';
  readonly content: readonly ContentBlock[];
  readonly status: number | undefined;
}

describe('a recording', function () {
  this.timeout(30_000);
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function client(baseUrl: string, target: Partial<Endpoint> = {}, more: Partial<ClientOptions> = {}): MessagesClient {
    return createClient({
      endpoint: { name: 'Test', baseUrl, auth: 'bearer', ...target },
      key,
      sleep: async () => undefined,
      random: () => 0,
      timeouts: { connect: 400, idle: 400 },
      ...more,
    });
  }

  const recorder = () => createRecorder(Date.UTC(2026, 10, 27), () => performance.now());

  async function ask(
    baseUrl: string,
    { stops = false, request: more = {} }: Pick<Row, 'stops' | 'request'> = {},
  ): Promise<{ outcome: Outcome; recorded: Recorder }> {
    const recorded = recorder();
    const stop = new AbortController();
    const options = {
      signal: stop.signal,
      observer: recorded,
      onUpdate: () => void (stops && setTimeout(() => stop.abort(), 20)),
    };
    const outcome = await client(baseUrl)
      .send({ ...request, ...more }, options)
      .then(
        ({ message }): Outcome => ({ kind: 'complete', content: message.content, status: 200 }),
        (thrown: unknown): Outcome => {
          assert(isMessagesError(thrown));
          const { partial, status: code } = thrown.details;
          return { kind: thrown.kind, content: partial?.content ?? [], status: code };
        },
      );
    return { outcome, recorded };
  }

  for (const row of rows) {
    it(`of ${row.name} has every attempt, and played again it comes to the same`, async () => {
      const endpoint = await startEndpoint({ key });
      endpoint.script(...row.scripts);
      const { outcome, recorded } = await ask(endpoint.url, row);
      const { exchanges } = recorded;
      assert.deepEqual(
        exchanges.map(({ failure }) => failure),
        row.ends,
      );
      if (row.status)
        assert.deepEqual(
          exchanges.map(({ response }) => response?.status),
          row.status,
        );
      for (const [index, exchange] of exchanges.entries()) {
        checkTimes(exchange);
        const got = endpoint.requests[index]!;
        // What was sent is what the server got, byte for byte.
        assert.equal(JSON.stringify(exchange.request.body), got.text);
        assert.equal(exchange.request.size, got.text.length);
        const { authorization, ...headers } = exchange.request.headers;
        assert.equal(authorization, 'Bearer [key]');
        for (const [name, value] of Object.entries(headers)) assert.equal(got.headers[name], value, name);
      }
      await endpoint.close();

      const saved = JSON.stringify(fixtureOf(recorded));
      assert(!saved.includes(key) && !saved.includes('abc123'));
      const again = await startEndpoint({ key });
      const fixture = JSON.parse(saved) as Fixture;
      again.script(...scriptsOf(fixture));
      const second = await ask(again.url, row);
      await again.close();
      assert.deepEqual(second.outcome, outcome);
      // And what is recorded of it then is the same fixture, but for the times and what the server itself adds.
      assert.deepEqual(timeless(fixtureOf(second.recorded)), timeless(fixture));
    });
  }

  it('played again in its own time comes no sooner', async () => {
    const endpoint = await startEndpoint({ key });
    endpoint.script(reply('Hello there, slowly.', { delay: 40, chunk: 5 }));
    const { recorded } = await ask(endpoint.url);
    await endpoint.close();
    const [first] = recorded.exchanges;
    const took = first!.body.reads.at(-1)!.at - first!.sent;
    const again = await startEndpoint({ key });
    again.script(...scriptsOf(fixtureOf(recorded), true));
    const { exchanges } = (await ask(again.url)).recorded;
    await again.close();
    const second = exchanges[0]!.body.reads.at(-1)!.at - exchanges[0]!.sent;
    assert(took >= 100 && second >= took * 0.8, `${took} ms, then ${second} ms`);
  });

  it('has the key nowhere, also where a server sends it back, in pieces', async () => {
    const echo = `event: error\ndata: {"type":"error","error":{"type":"x","message":"bad key ${key} (${btoa(key)})"}}\n\n`;
    const url = await serve(async (incoming, response) => {
      for await (const _ of incoming);
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'x-echo': `Bearer ${key}`,
        'set-cookie': 'session=abc123; Path=/',
      });
      for (const character of echo) {
        response.write(character);
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    const recorded = redactedRecording((await ask(url)).recorded, createRedactor([key]));
    const [exchange] = recorded.exchanges;
    const headers = Object.fromEntries(exchange!.response!.headers);
    assert.equal(headers['x-echo'], 'Bearer [key]');
    assert.equal(headers['set-cookie'], 'session=[cookie]');
    const text = Buffer.from(exchange!.body.bytes()).toString();
    assert.equal(text, echo.replace(key, '*'.repeat(key.length)).replace(btoa(key), '*'.repeat(btoa(key).length)));
    assert(!JSON.stringify(fixtureOf(recorded)).includes(key));
    assert(!JSON.stringify(fixtureOf(recorded)).includes('abc123'));
  });

  it('has no key that somebody wrote into the question', async () => {
    const endpoint = await startEndpoint({ key });
    endpoint.script(reply('Do not show that to anyone.'));
    const messages = [{ role: 'user' as const, content: `My key is "${key}", is it a good one?` }];
    const asked = await ask(endpoint.url, { request: { messages } });
    const recorded = redactedRecording(asked.recorded, createRedactor([key]));
    await endpoint.close();
    assert(endpoint.requests[0]!.text.includes(key), 'it is sent as it was written');
    const told = recorded.exchanges[0]!.request.body as MessagesRequest;
    assert.equal(told.messages[0]!.content, 'My key is "[key]", is it a good one?');
    assert(!JSON.stringify(fixtureOf(recorded)).includes(key));
  });

  it('of an error’s body has no key either, and the other way of sending it is masked as well', async () => {
    const url = await serve((_, response) => {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: { message: `no: ${key}` } }));
    });
    const recorded = recorder();
    await client(url, { auth: 'x-api-key' })
      .send(request, { observer: recorded })
      .catch(() => undefined);
    const [exchange] = redactedRecording(recorded, createRedactor([key])).exchanges;
    assert.equal(exchange!.request.headers['x-api-key'], '[key]');
    assert(!Buffer.from(exchange!.body.bytes()).includes(key));
    assert(Buffer.from(exchange!.body.bytes()).includes('no: ***'));
  });

  it('has the body without the encoding that it had on the way', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(gzipSync(bytesOf(hello())));
    });
    const { outcome, recorded } = await ask(url);
    assert.equal(outcome.kind, 'complete');
    assert(Buffer.from(recorded.exchanges[0]!.body.bytes()).equals(Buffer.from(bytesOf(hello()))));
    const again = await startEndpoint({ key });
    again.script(...scriptsOf(fixtureOf(recorded)));
    assert.deepEqual((await ask(again.url)).outcome, outcome);
    await again.close();
  });

  it('of an independent endpoint plays again as well', async () => {
    const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, latency: 1 });
    await mock.start();
    mock.onMessage('Say “hello” 👋', { content: 'Hello from the independent mock.' });
    const { outcome, recorded } = await ask(mock.url);
    await mock.stop();
    assert.equal(outcome.kind, 'complete');
    const again = await startEndpoint({ key });
    again.script(...scriptsOf(fixtureOf(recorded)));
    assert.deepEqual((await ask(again.url)).outcome, outcome);
    await again.close();
  });

  it('has nothing where no request left', async () => {
    const recorded = recorder();
    const refused = createClient({ endpoint: { name: 'T', baseUrl: 'http://127.0.0.1:9', auth: 'bearer' } });
    await assert.rejects(refused.send(request, { observer: recorded }), ({ kind }) => kind === 'no_key');
    assert.deepEqual(recorded.exchanges, []);
  });

  it('keeps of a body that has no end as much as it may, counts the rest, and says so', async () => {
    const endpoint = await startEndpoint({ key });
    endpoint.script(reply('x'.repeat(50_000)));
    const bounded = createRecorder(0, () => performance.now(), 10_000);
    const { message } = await client(endpoint.url).send(request, { observer: bounded });
    await endpoint.close();
    assert.equal((message.content[0] as { text: string }).text.length, 50_000, 'the reply itself is whole');
    const { body } = bounded.exchanges[0]!;
    assert.equal(body.kept, 10_000);
    assert(body.size > 50_000);
    assert.equal(fixtureOf(bounded).exchanges[0]!.response!.size, body.size);
  });

  it('is made of the lists of models and of counted tokens too', async () => {
    const endpoint = await startEndpoint({ key });
    const recorded = recorder();
    await client(endpoint.url).models(undefined, { observer: recorded });
    await client(endpoint.url).countTokens(request, undefined, { observer: recorded });
    await endpoint.close();
    const rows = recorded.exchanges.map(({ request: { method, url }, response, body, ended }) => [
      `${method} ${new URL(url).pathname}`,
      ...[response?.status, body.size > 0, ended !== undefined],
    ]);
    assert.deepEqual(rows, [
      ['GET /v1/models', 200, true, true],
      ['POST /v1/messages/count_tokens', 200, true, true],
    ]);
    assert.ok(!JSON.stringify(recorded.exchanges).includes(key), 'the key');
  });

  for (const attempts of [1, 2]) {
    it(`has ${attempts} attempts where no more are wanted, whatever the failure is worth`, async () => {
      const endpoint = await startEndpoint({ key, reply: status(529, { error }), models: false });
      const recorded = recorder();
      const sent = client(endpoint.url).send(request, { observer: recorded, attempts });
      await assert.rejects(sent, ({ kind }) => kind === 'overloaded');
      await endpoint.close();
      assert.equal(recorded.exchanges.length, attempts);
    });
  }

  it('that throws does no harm to the reply', async () => {
    const endpoint = await startEndpoint({ key, reply: reply('Hello.') });
    const lines: string[] = [];
    const broken = () => {
      throw new Error(`not today, ${key}`);
    };
    const observer = { onRequest: broken, onResponse: broken, onBytes: broken, onEnd: broken };
    const one = client(endpoint.url, {}, { onInternalError: (error) => lines.push(error.message) });
    const { message } = await one.send(request, { observer });
    await endpoint.close();
    assert.equal((message.content[0] as { text: string }).text, 'Hello.');
    assert.deepEqual(lines, ['internal: a listener threw: not today, [key]']);
  });
});

function checkTimes({ sent, responded, body, ended }: RecordedExchange): void {
  const times = [sent, responded, ...body.reads.map(({ at }) => at), ended].filter((time) => time !== undefined);
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
    'in order',
  );
  assert(ended !== undefined);
  assert.equal(body.reads.at(-1)?.end ?? 0, body.size);
}

/** A fixture without what is another each time. */
function timeless({ exchanges }: Fixture): unknown {
  const other = new Set(['date', 'content-length', 'transfer-encoding', 'connection', 'keep-alive']);
  return exchanges.map(({ request: { body }, response, outcome }) => ({
    body,
    outcome,
    response: response && {
      ...response,
      reads: undefined,
      headers: response.headers.filter(([name]) => !other.has(name)),
    },
  }));
}
