import assert from 'node:assert/strict';
import { exemptionOf, proxySources, type ProxySettings } from '../../../src/check/plan/proxySettings';
import { check, noProxies } from './support';

const url = new URL('https://api.example.com/v1/messages');

function sources(settings: Partial<ProxySettings>, address = url): string {
  return proxySources({ ...noProxies, ...settings }, address)
    .map(({ name, address: host }) => `${name}=${host}`)
    .join(' ');
}

function exemption(settings: Partial<ProxySettings>, address: string): string | undefined {
  return exemptionOf({ ...noProxies, ...settings }, new URL(address));
}

describe('the proxy hints of a check', () => {
  it('name what is set for the scheme, without a name or a password', () => {
    const environment = {
      HTTPS_PROXY: 'http://ann:secret@proxy.corp:8080/',
      HTTP_PROXY: 'plain:1',
      ALL_PROXY: 'socks5://s:2',
    };
    assert.equal(sources({ environment }), 'HTTPS_PROXY=proxy.corp:8080 ALL_PROXY=s:2');
    assert.equal(sources({ environment }, new URL('http://localhost:1')), 'HTTP_PROXY=plain:1 ALL_PROXY=s:2');
    assert.equal(sources({ setting: 'http://ann:p%40ss@proxy.corp:3128' }), 'http.proxy=proxy.corp:3128');
    assert.equal(sources({}), '');
  });

  it('know what is never sent through one', () => {
    assert.equal(exemption({}, 'http://127.0.0.1:11434'), 'localhost');
    assert.equal(exemption({}, 'https://api.example.com'), undefined);
    for (const entry of [
      'example.com',
      '.example.com',
      '*.example.com',
      'API.example.com',
      '*',
      'api.example.com:443',
    ]) {
      const expected = entry.includes(':') ? undefined : entry;
      assert.equal(exemption({ noProxy: [entry] }, 'https://api.example.com'), expected, entry);
    }
    assert.equal(
      exemption({ environment: { NO_PROXY: 'a.b, example.com' } }, 'https://api.example.com'),
      'example.com',
    );
    assert.equal(exemption({ noProxy: ['ample.com', ''] }, 'https://api.example.com'), undefined);
    assert.equal(
      exemption({ noProxy: ['api.example.com:8443'] }, 'https://api.example.com:8443'),
      'api.example.com:8443',
    );
  });

  const failing =
    (code: string): typeof fetch =>
    () =>
      Promise.reject(Object.assign(new TypeError('fetch failed'), { cause: { code } }));

  it('warn where nothing could be reached', async () => {
    const proxies = { ...noProxies, setting: 'http://ann:secret@proxy.corp:3128' };
    const { said, report, diagnosis } = await check({ url: url.origin, proxies, fetch: failing('ETIMEDOUT') });
    assert.equal(diagnosis, 'noConnection');
    assert.equal(said('proxy'), 'warning proxySet');
    assert.match(report, /http\.proxy = proxy\.corp:3128/);
    assert.ok(!/ann|secret/.test(report.replace(/channel|cannot/g, '')));
  });

  it('say what is set, and what of it is not used', async () => {
    const proxies = { ...noProxies, setting: 'proxy.corp:3128' };
    const ok: typeof fetch = () => Promise.resolve(new Response('{"data":[]}', { status: 200 }));
    const step = async (more: Partial<ProxySettings>, address = url.origin) =>
      (await check({ url: address, proxies: { ...proxies, ...more }, fetch: ok, until: 'proxy' })).said('proxy');
    assert.equal(await step({}), 'ok proxySet');
    assert.equal(await step({ support: 'off' }), 'ok proxyOff');
    assert.equal(await step({ noProxy: ['example.com'] }), 'ok proxyExempt');
    assert.equal(await step({}, 'http://127.0.0.1:1'), 'ok proxyExempt');
    assert.equal(await step({ setting: '' }), 'ok noProxy');
  });

  it('are about the proxy where it is the proxy that refuses', async () => {
    for (const code of ['ERR_TUNNEL_CONNECTION_FAILED', 'ERR_PROXY_CONNECTION_FAILED']) {
      assert.equal((await check({ url: url.origin, fetch: failing(code) })).diagnosis, 'proxy');
    }
    const refused: typeof fetch = () => Promise.resolve(new Response('', { status: 407 }));
    assert.equal((await check({ url: url.origin, fetch: refused })).diagnosis, 'proxy');
  });
});
