import assert from 'node:assert/strict';
import { createClient } from '../../../src/messages/client';
import type { MessagesError } from '../../../src/messages/errors';
import { baseUrlForms } from '../../../src/messages/url';

const key = 'sk-find-123';
const invalid = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: 'model: required' } });
const json = (status: number, body: string) =>
  new Response(body, { status, headers: { 'content-type': 'application/json' } });
const page = (status: number) => new Response('<html><title>Not here</title></html>', { status });

/** Asks with a base URL at a server that answers by path; a path without an answer is a 404. */
async function failing(
  baseUrl: string,
  answers: Readonly<Record<string, () => Response | Promise<Response>>>,
  signal?: AbortSignal,
): Promise<{ error: MessagesError; asked: string[] }> {
  const asked: string[] = [];
  const client = createClient({
    endpoint: { name: 'E', baseUrl, auth: 'bearer' },
    key,
    fetch: async (url, init) => {
      const { origin, pathname } = new URL(url as string);
      asked.push(pathname);
      assert.equal(origin, new URL(baseUrl).origin, 'the key stays with its origin');
      assert.equal(init?.redirect, 'manual');
      return (await answers[pathname]?.()) ?? page(404);
    },
  });
  const request = { model: 'claude-sonnet-4-5', max_tokens: 10, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const error = await client.send(request, { signal }).then(
    () => assert.fail('nothing should have answered'),
    (thrown: unknown) => thrown as MessagesError,
  );
  return { error, asked };
}

describe('a 404 at the base URL', () => {
  const found: readonly (readonly [string, string, string | undefined])[] = [
    // As written, where the API is, what is suggested.
    ['https://a.example', '/anthropic/v1/messages', 'https://a.example/anthropic'],
    ['https://a.example/v1', '/api/v1/messages', 'https://a.example/api'],
    ['https://a.example', '/api/anthropic/v1/messages', 'https://a.example/api/anthropic'],
    ['https://a.example/chat/v1', '/v1/messages', 'https://a.example'],
    ['https://a.example/a/b', '/a/v1/messages', 'https://a.example/a'],
    ['https://a.example/a/b', '/a/b/anthropic/v1/messages', 'https://a.example/a/b/anthropic'],
    ['https://a.example/openai', '/anthropic/v1/messages', 'https://a.example/anthropic'],
    ['https://a.example', '/messages', 'https://a.example/messages'],
    ['https://a.example/api/', '/api/messages', 'https://a.example/api/messages'],
    ['https://a.example', '/elsewhere/v1/messages', undefined],
  ];
  for (const [baseUrl, path, expected] of found) {
    it(`${baseUrl}, with the API at ${path}: ${expected ?? 'nothing to suggest'}`, async () => {
      const { error } = await failing(baseUrl, { [path]: () => json(400, invalid) });
      assert.equal(error.kind, 'not_found');
      assert.equal(error.details.missing, 'address');
      assert.equal(error.details.workingBaseUrl, expected);
      assert(!JSON.stringify(error.details).includes(key));
    });
  }

  it('and so does a page where the API should be', async () => {
    const { error } = await failing('https://a.example', {
      '/v1/messages': () => page(200),
      '/anthropic/v1/messages': () => json(401, invalid),
    });
    assert.equal(error.kind, 'not_messages');
    assert.equal(error.details.workingBaseUrl, 'https://a.example/anthropic');
  });

  it('asks there first, and believes an API that only finds fault with the question', async () => {
    const notFound = JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: 'Not found' } });
    const complaints = [
      json(400, invalid),
      json(401, invalid),
      json(422, '{"detail":[{"loc":["body","model"],"msg":"Field required"}]}'),
      json(400, '{"error":{"message":"未指定模型名称，模型名称不能为空","type":"new_api_error"}}'),
      json(500, '{"type":"error","error":{"type":"api_error","message":"boom"}}'),
    ];
    for (const complaint of complaints) {
      const answers = [json(404, notFound), complaint];
      const { error, asked } = await failing('https://a.example', { '/v1/messages': () => answers.shift()! });
      assert.deepEqual([error.kind, error.details.missing], ['not_found', 'model']);
      assert.deepEqual(asked, ['/v1/messages', '/v1/messages']);
    }
  });

  it('blames nobody for what is gone when the API answers after all', async () => {
    for (const gone of [page(404), new Response('nginx', { status: 404 }), page(200)]) {
      const answers = [gone, json(400, invalid)];
      const { error } = await failing('https://a.example', { '/v1/messages': () => answers.shift()! });
      assert.equal(error.details.missing, undefined);
      assert.equal(error.details.workingBaseUrl, undefined);
    }
  });

  it('takes the nearest of several', async () => {
    const { error } = await failing('https://a.example/x', {
      '/anthropic/v1/messages': () => json(400, invalid),
      '/v1/messages': () => json(401, '{"error":{"message":"no key"}}'),
    });
    assert.equal(error.details.workingBaseUrl, 'https://a.example');
  });

  it('is not misled by what answers everything', async () => {
    for (const answer of [
      () => page(200),
      () => page(400),
      () => json(200, '{"ok":true}'),
      () => json(405, invalid),
      () => json(500, '{"detail":"boom"}'),
      () => new Response(null, { status: 302, headers: { location: 'https://b.example/v1/messages' } }),
    ]) {
      const { error } = await failing('https://a.example/x', { '/v1/messages': answer });
      assert.equal(error.details.workingBaseUrl, undefined);
    }
  });

  it('is not looked into when it is the model that is missing, or for any other error', async () => {
    const missing = JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: 'model: claude-x' } });
    for (const answer of [() => json(404, missing), () => json(401, invalid)]) {
      const { asked } = await failing('https://a.example', { '/v1/messages': answer });
      assert.deepEqual(asked, ['/v1/messages']);
    }
  });

  it('does not hold up a Stop', async () => {
    const stop = new AbortController();
    const { error } = await failing(
      'https://a.example',
      {
        '/anthropic/v1/messages': () => {
          setTimeout(() => stop.abort());
          return new Promise<Response>(() => undefined);
        },
      },
      stop.signal,
    );
    assert.equal(error.kind, 'aborted');
  });

  it('has forms that differ from what was tried, each once', () => {
    for (const baseUrl of ['https://a.example', 'https://a.example/v1/messages', 'https://a.example/a/b/messages']) {
      const forms = baseUrlForms(baseUrl);
      assert.equal(new Set(forms).size, forms.length);
      assert(forms.length <= 13, String(forms.length));
      for (const form of forms) assert.equal(new URL(form).origin, 'https://a.example');
    }
  });
});
