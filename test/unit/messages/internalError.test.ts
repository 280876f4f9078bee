import assert from 'node:assert/strict';
import { createClient, type ClientOptions } from '../../../src/messages/client';
import { MessagesError, withDetails } from '../../../src/messages/errors';
import type { MessagesRequest } from '../../../src/messages/types';
import { describeCause } from '../../../src/util/describeCause';
import { ev, hello, rejectsWith } from './helpers';

const key = 'sk-secret-8d1f';
const request: MessagesRequest = { model: 'm', max_tokens: 10, messages: [{ role: 'user', content: 'Hi' }] };

/** A bug, which quotes the key as an error of the platform may. */
function bug(): never {
  throw new TypeError(`no member of ${key}`, { cause: new RangeError(`deeper, with ${key}`) });
}

function bodyOf(...chunks: readonly unknown[]): ReadableStream {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks)
        controller.enqueue(typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk);
      controller.close();
    },
  });
}

function setUp(options: Partial<ClientOptions> = {}) {
  const reported: MessagesError[] = [];
  let requests = 0;
  const fetching = options.fetch ?? (async () => new Response(bodyOf(hello())));
  const client = createClient({
    endpoint: { name: 'Mine', baseUrl: 'http://127.0.0.1:9', auth: 'bearer' },
    key,
    sleep: async () => undefined,
    onInternalError: (error) => reported.push(error),
    ...options,
    fetch: (...args) => {
      requests += 1;
      return fetching(...args);
    },
  });
  return { client, reported, requests: () => requests };
}

/** A response whose member throws when it is looked at. */
function responseWithBugIn(member: string): Response {
  return new Proxy(new Response(bodyOf(hello())), {
    get: (target, name) => (name === member ? bug() : (Reflect.get(target, name) as unknown)),
  });
}

/** As `now`: it throws when it is called for the nth time. */
function failingAt(nth: number): () => number {
  let calls = 0;
  return () => (++calls === nth ? bug() : calls);
}

describe('a bug in the client', () => {
  const bugs: readonly (readonly [string, Partial<ClientOptions>])[] = [
    ['before the request', { now: failingAt(1) }],
    [
      'in its headers',
      {
        endpoint: {
          name: 'Mine',
          baseUrl: 'http://127.0.0.1:9',
          auth: 'bearer',
          get headers() {
            return bug();
          },
        },
      },
    ],
    ['on the response', { fetch: async () => responseWithBugIn('headers') }],
    ['on the status of the response', { fetch: async () => responseWithBugIn('status') }],
    ['with the first bytes', { now: failingAt(6) }],
    ['with a chunk', { fetch: async () => odd(bodyOf({ byteLength: 3, find: bug })) }],
    [
      'with a later chunk',
      {
        fetch: async () =>
          odd(
            bodyOf(ev.start(), {
              get byteLength() {
                return bug();
              },
            }),
          ),
      },
    ],
    ['before it waits to send again', { fetch: async () => new Response('', { status: 529 }), random: bug }],
    ['while it waits', { fetch: async () => new Response('', { status: 529 }), sleep: async () => bug() }],
  ];
  for (const [when, options] of bugs) {
    it(`${when} is told as what it is, once, with where it was and why, and is not tried again`, async () => {
      const { client, reported, requests } = setUp(options);
      const error = await rejectsWith('internal', client.send(request));
      assert.equal(error.details.endpoint, 'Mine');
      assert.ok(requests() <= 1, 'not again');
      assert.equal(reported.length, 1);
      for (const one of [error, reported[0]]) {
        const text = describeCause(one);
        assert.match(text, /Caused by: TypeError: no member of \[key\]\n +at .*internalError\.test/);
        assert.match(text, /Caused by: RangeError: deeper, with \[key\]/);
        assert.ok(!text.includes(key), text);
      }
      assert.equal(error.cause, reported[0]!.cause, 'by which the log knows it again');
    });
  }

  it('is told by its other calls too', async () => {
    for (const call of ['countTokens', 'models'] as const) {
      const { client, reported } = setUp({ fetch: async () => responseWithBugIn('headers') });
      const error = await rejectsWith('internal', call === 'models' ? client.models() : client.countTokens(request));
      assert.equal(error.details.endpoint, 'Mine');
      assert.equal(reported.length, 1);
    }
  });
});

/** A response with a body that no `Response` would take. */
function odd(body: ReadableStream): Response {
  return new Proxy(new Response(''), {
    get: (target, name) => (name === 'body' ? body : (Reflect.get(target, name) as unknown)),
  });
}

describe('a connection that breaks', () => {
  const breaks: readonly (readonly [string, 'network' | 'cut', ClientOptions['fetch']])[] = [
    ['before the response', 'network', async () => bug()],
    ['before the response, at once', 'network', () => bug()],
    [
      'in the body',
      'cut',
      async () =>
        new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError(`no ${key}`)) })),
    ],
  ];
  for (const [when, kind, fetch] of breaks) {
    it(`${when} is told with what the platform said of it, and is no bug`, async () => {
      const { client, reported } = setUp({ fetch: fetch! });
      const error = await rejectsWith(kind, client.send(request));
      assert.match(describeCause(error), /Caused by: TypeError: no/);
      assert.ok(!describeCause(error).includes(key));
      assert.deepEqual(reported, []);
    });
  }

  it('while a list is read as well', async () => {
    const { client } = setUp({ fetch: breaks[2]![2]! });
    const error = await rejectsWith('cut', client.models());
    assert.match(describeCause(error), /Caused by: TypeError: no \[key\]/);
  });
});

describe('an error with more details', () => {
  it('is that of the place where it began', () => {
    const cause = new Error('why');
    const error = new MessagesError('cut', { status: 200 }, { cause });
    const more = withDetails(error, { requestId: 'req' });
    assert.deepEqual(more.details, { status: 200, requestId: 'req' });
    assert.deepEqual([more.kind, more.cause, more.stack], ['cut', cause, error.stack]);
    assert.equal('cause' in withDetails(new MessagesError('cut'), {}), false);
  });

  it('also when the client told of the reply as a whole', async () => {
    const { client } = setUp({ fetch: async () => new Response(bodyOf(ev.start(), ev.open(0), ev.text(0, 'Half'))) });
    const error = await rejectsWith('cut', client.send(request));
    assert.match(error.stack ?? '', /readInto|readReply/);
    assert.ok(error.details.timing && error.details.partial && error.details.status === 200);
  });
});
