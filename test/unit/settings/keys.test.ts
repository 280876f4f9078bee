import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Endpoint } from '../../../src/messages/endpoint';
import { createKeys } from '../../../src/settings/keys';

const key = 'sk-secret';

function setUp() {
  const kept = new Map<string, string>();
  const secrets = {
    get: async (name: string) => kept.get(name),
    store: async (name: string, value: string) => void kept.set(name, value),
    delete: async (name: string) => void kept.delete(name),
    onDidChange: () => ({ dispose() {} }),
  } as unknown as vscode.SecretStorage;
  return { keys: createKeys(secrets), kept };
}

function at(baseUrl: string, name = 'Mine'): Endpoint {
  return { name, baseUrl, auth: 'bearer' };
}

describe('a key', () => {
  const entered = at('https://api.example.com/v1');

  const cases: [string, Endpoint, boolean][] = [
    ['the same address', entered, true],
    ['another path', at('https://api.example.com/other'), true],
    ['the same, as people write it', at(' https://API.example.com:443/ '), true],
    ['another host', at('https://evil.example'), false],
    ['a longer host', at('https://api.example.com.evil.example'), false],
    ['a host above it', at('https://example.com'), false],
    ['the host as a name for someone', at('https://api.example.com@evil.example'), false],
    ['another port', at('https://api.example.com:8443'), false],
    ['no encryption', at('http://api.example.com'), false],
    ['no address', at(''), false],
    ['no address at all', at('???'), false],
    ['another endpoint', at('https://api.example.com/v1', 'Other'), false],
  ];
  for (const [name, endpoint, found] of cases) {
    it(`is ${found ? 'given' : 'not given'} to ${name}`, async () => {
      const { keys } = setUp();
      await keys.set(entered, key);
      assert.equal(await keys.get(endpoint), found ? key : undefined);
    });
  }

  it('stays behind when the address changes, and is there again when it comes back', async () => {
    const { keys } = setUp();
    await keys.set(entered, key);
    assert.equal(await keys.get(at('https://elsewhere.example')), undefined);
    assert.equal(await keys.get(entered), key);
  });

  it('is replaced, and not added to, when one is entered for the new address', async () => {
    const { keys, kept } = setUp();
    await keys.set(entered, key);
    await keys.set(at('https://elsewhere.example'), 'sk-new');
    assert.equal(await keys.get(at('https://elsewhere.example')), 'sk-new');
    assert.equal(await keys.get(entered), undefined);
    assert.equal(kept.size, 1);
  });

  it('is gone when it is cleared', async () => {
    const { keys, kept } = setUp();
    await keys.set(entered, key);
    await keys.clear(at('https://elsewhere.example'));
    assert.equal(await keys.get(entered), undefined);
    assert.equal(kept.size, 0);
  });

  it('is not kept for what is no address, nor for plain http to another machine', async () => {
    const { keys, kept } = setUp();
    for (const baseUrl of ['', 'http://api.example.com', 'ftp://api.example.com', 'https://a:b@api.example.com']) {
      await assert.rejects(keys.set(at(baseUrl), key));
    }
    assert.equal(kept.size, 0);
  });

  it('is none when what is stored is something else', async () => {
    for (const stored of ['', 'sk-plain', '{}', 'null', '42', '[]', '{"key":1,"origin":"https://api.example.com"}']) {
      const { keys, kept } = setUp();
      kept.set('aside.key.Mine', stored);
      assert.equal(await keys.get(entered), undefined, stored);
    }
  });
});
