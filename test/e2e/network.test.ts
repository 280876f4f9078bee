import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { apiError, eventsOf, raw, reply, sse } from '../endpoint';
import { makeTemporary, removeTemporary } from '../harness/temporary';
import { needsEnvironment, sharedSession, type SharedSession } from './sharedSession';
import { createAuthority, startProxy, startTls, type Authority, type Proxy } from './tunnel';
import { until } from './workbench';

const runs = process.env['ASIDE_RUNS'] ? 50 : 10;

const office = await createAuthority('Office');
const folder = makeTemporary('authority');
const certificates = join(folder, 'office.pem');
// What VS Code takes for the system's own list, once for all.
writeFileSync(certificates, office.certificate);
needsEnvironment({ SSL_CERT_FILE: certificates });

/** Behind an office's proxy, which alone knows the hosts, whose certificates only the office vouches for. */
describe('the network as it is', function () {
  this.timeout(120_000);
  const undo: Array<() => Promise<unknown>> = [];
  let session: SharedSession;
  let proxy: Proxy;
  /** Takes the connections to a host that the proxy does not know at first. */
  let dropped: { readonly port: number };
  const hosts: Record<string, number> = {};

  before(async () => {
    undo.push(() => removeTemporary(folder));
    const stranger = await createAuthority('Stranger');
    proxy = await startProxy(hosts);
    undo.push(() => proxy.close());
    session = await sharedSession({
      settings: {
        'http.systemCertificatesNode': true,
        'http.proxy': proxy.url,
        'aside.endpoint': 'Office',
        'aside.endpoints': {
          Office: { baseUrl: 'https://api.office.test', auth: 'bearer' },
          Stranger: { baseUrl: 'https://api.stranger.test', auth: 'none' },
          Dropped: { baseUrl: 'https://api.dropped.test', auth: 'none' },
        },
        'aside.model': 'claude-sonnet-4-5',
        // Meanwhile Node's fetch knocks without a pause.
        'aside.timeouts.connect': 1,
      },
    });
    const serve = async (host: string, authority: Authority) => {
      const tls = await startTls(session.endpoint.port, await authority.sign(host));
      undo.push(() => tls.close());
      return tls;
    };
    hosts['api.office.test:443'] = (await serve('api.office.test', office)).port;
    hosts['api.stranger.test:443'] = (await serve('api.stranger.test', stranger)).port;
    dropped = await serve('api.dropped.test', office);
  });
  after(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });

  async function useEndpoint(name: string): Promise<void> {
    const { panel, workbench } = session;
    await workbench.run('Aside: Pick Endpoint');
    await workbench.pickRow(name);
    await until(`the panel shows ${name}`, 20_000, async () =>
      (await (await panel.waitFor('pick-endpoint')).innerText()).includes(name),
    );
    await panel.newChat();
  }

  it('VS Code’s proxy and the office’s own certificate authority are used, and the proxy sees no key', async () => {
    const { panel, endpoint } = session;
    await panel.ask('Hello');
    assert.match(await panel.reply(), /\w/);
    assert.equal(endpoint.requests.at(-1)?.headers['authorization'], `Bearer ${session.key}`);
    assert.ok(proxy.asked.length > 0 && proxy.asked.every((host) => host === 'api.office.test:443'), `${proxy.asked}`);
    const seen = Buffer.concat(proxy.seen).toString('latin1');
    assert.ok(seen.length > 0 && !seen.includes(session.key));
  });

  it('a refusal about money offers the platform’s own page', async () => {
    const { panel, endpoint, workbench } = session;
    await panel.newChat();
    endpoint.script(apiError(402, 'billing_error', 'Top up first'));
    await panel.ask('Hello');
    await panel.reply(['failed']);
    await (await panel.waitFor('error-step-openSite')).click();
    // VS Code asks before it opens any page.
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor({ timeout: 20_000 });
    assert.match((await dialog.innerText()).trim(), /external website\?\s+https:\/\/api\.office\.test\/$/);
    await workbench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden', timeout: 20_000 });
  });

  it('a compressed reply is read', async () => {
    const { panel, endpoint } = session;
    for (const [encoding, compress] of Object.entries({
      gzip: gzipSync,
      deflate: deflateSync,
      br: brotliCompressSync,
    })) {
      const events = eventsOf(reply(`In ${encoding}.`), {
        model: 'claude-sonnet-4-5',
        requestId: 'req_1',
        inputTokens: 1,
      });
      const body = compress(events.map(sse).join(''));
      endpoint.script(raw([body], { headers: { 'content-encoding': encoding } }));
      await panel.ask(`Send ${encoding}`);
      assert.match(await panel.reply(), new RegExp(`In ${encoding}\\.`));
    }
  });

  it(`${runs} stops in a row leave no connection open`, async () => {
    const { panel, endpoint } = session;
    for (let run = 0; run < runs; run += 1) {
      endpoint.script(reply('A long story. '.repeat(500), { delay: 20 }));
      await panel.ask(`Story ${run}`);
      await (await panel.waitFor('stop')).click();
      await panel.reply(['stopped']);
    }
    await until('the connections of stopped replies close', 20_000, async () => (await endpoint.connections()) <= 1);
  });

  it('a certificate that nobody vouches for is named, and nothing is sent', async () => {
    const { panel, endpoint } = session;
    const before = endpoint.requests.length;
    await useEndpoint('Stranger');
    await panel.ask('Hello');
    await panel.reply(['failed']);
    assert.match(await (await panel.waitFor('error')).innerText(), /certificate/i);
    assert.equal(endpoint.requests.length, before);
  });

  it('a proxy that drops the connection gives a sentence in time, and works again as soon as the proxy does', async () => {
    const { panel } = session;
    await useEndpoint('Dropped');
    await panel.ask('Hello');
    await panel.reply(['failed'], 60_000);
    assert.match(await (await panel.waitFor('error')).innerText(), /Dropped did not answer in time\./);
    hosts['api.dropped.test:443'] = dropped.port;
    await panel.ask('Hello again');
    await panel.reply(['failed']);
    // Without a key it gets no further than to the endpoint.
    assert.match(
      (await panel.turns('assistant')).at(-1)!,
      /wants an API key, but this endpoint is set up without one\./,
    );
    // Node's fetch goes on knocking for a request that is long over, until the proxy lets it in.
    let asked = -1;
    await until('the knocking ends', 20_000, async () => {
      const before = asked;
      asked = proxy.asked.length;
      await new Promise((resolve) => setTimeout(resolve, 500));
      return asked === before;
    });
  });
});
