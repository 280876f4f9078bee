import assert from 'node:assert/strict';
import { clientFor, type ClientDeps } from '../../../src/connections/client';
import { isMessagesError } from '../../../src/messages/errors';
import type { Endpoint } from '../../../src/messages/endpoint';

/** Which fetch a request goes through, and with what. */
async function fetchFor(baseUrl: string, more: Partial<Endpoint> = {}, own?: typeof fetch): Promise<string> {
  const used: string[] = [];
  const through = (name: string) => async (url: string | URL | Request) => {
    used.push(`${name} ${String(url).replace(/\?.*/, '')}`);
    return Response.json({ data: [] });
  };
  const before = globalThis.fetch;
  globalThis.fetch = through('proxy') as typeof fetch;
  try {
    const deps: ClientDeps = {
      config: { timeouts: () => ({ connect: 1000, idle: 1000 }) },
      keys: { get: async () => 'sk-key-of-mine' },
      redaction: { secrets: async () => ['sk-key-of-another-endpoint'] },
      log: { trace() {}, debug() {}, info() {}, warn() {}, error() {} },
      platform: { isBrowser: false, directFetch: () => through('direct') as typeof fetch },
      ...(own && { fetch: own }),
    };
    const client = await clientFor(deps, { name: 'E', baseUrl, auth: 'bearer', ...more });
    await client.models().catch((error: unknown) => used.push(isMessagesError(error) ? error.kind : String(error)));
  } finally {
    globalThis.fetch = before;
  }
  return used.join(', ');
}

describe('a request to this machine', () => {
  function check(baseUrl: string, expected: string): void {
    it(`${baseUrl}: ${expected}`, async () => assert.equal(await fetchFor(baseUrl), expected));
  }
  // Without TLS a proxy would read the key.
  check('http://localhost:1', 'direct http://localhost:1/v1/models');
  check('http://127.0.0.1:1', 'direct http://127.0.0.1:1/v1/models');
  check('http://[::1]:1', 'direct http://[::1]:1/v1/models');
  check('http://llama.localhost:1', 'direct http://llama.localhost:1/v1/models');
  check('http://0.0.0.0:1', 'direct http://127.0.0.1:1/v1/models');
  check('0.0.0.0:1', 'direct http://127.0.0.1:1/v1/models');
  check('https://localhost:1', 'proxy https://localhost:1/v1/models');
  check('https://api.example', 'proxy https://api.example/v1/models');
  check('http://127.0.0.2:1', 'bad_base_url');
  check('http://127.1.1.1:1', 'bad_base_url');
  check('http://[::ffff:127.0.0.1]:1', 'bad_base_url');

  it('has no header in which somebody put a key, whatever its name', async () => {
    for (const value of ['sk-key-of-mine', 'sk-key-of-another-endpoint', 'v=sk-key-of-mine;', btoa('x:sk-key-of-mine')])
      assert.equal(await fetchFor('https://api.example', { headers: { 'X-Team': value } }), 'bad_header', value);
    assert.match(await fetchFor('https://api.example', { headers: { 'X-Team': 'blue' } }), /^proxy/);
  });
});
