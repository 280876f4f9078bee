import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { generate } from 'selfsigned';
import { ev } from '../../fixtures/faults/events';
import { raw, reply, startEndpoint, type TestEndpoint } from '../../endpoint';
import { tally } from '../tally';
import { check, key, type Checked, type CheckOptions } from './support';

const otherKey = 'sk-other-endpoint-51c0ffee';
const megabytes = (count: number) => 'x'.repeat(count * 1024 * 1024);

/** Every way in which a server may say a key. */
const echoes: Readonly<Record<string, (key: string) => string>> = {
  'as it is': (text) => text,
  'in quotes': (text) => JSON.stringify({ authorization: `Bearer ${text}` }),
  'URL-encoded': encodeURIComponent,
  'in base64': (text) => btoa(text),
  'in base64 behind other bytes': (text) => btoa(`Bearer ${text}`),
  'in base64 behind a name': (text) => btoa(`user:${text}`),
  'cut short': (text) => `${text.slice(0, -3)}…`,
  'with its middle hidden': (text) => `${text.slice(0, 9)}***${text.slice(-9)}`,
  'with characters that nobody sees': (text) => [...text].join('\u200b'),
  'with escapes of JSON': (text) =>
    [...text].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
};

describe('a check of a hostile server', () => {
  const tried = tally('hostile servers');
  const servers: Server[] = [];
  const endpoints: TestEndpoint[] = [];

  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
    for (const endpoint of endpoints.splice(0)) await endpoint.close();
  });

  async function serve(listener: RequestListener, tls?: { readonly private: string; readonly cert: string }) {
    const server = tls
      ? (createTlsServer({ key: tls.private, cert: tls.cert }, listener) as unknown as Server)
      : createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  /** Whatever a server does: the report is there, short, and has no key in it. */
  async function checked(options: Partial<CheckOptions> & { readonly port: number; readonly scheme?: string }) {
    const url = `${options.scheme ?? 'http'}://127.0.0.1:${options.port}`;
    const result = await check({ otherKeys: [otherKey], deadlines: { call: 400, reply: 400 }, ...options, url });
    assert.ok(result.report.length <= 60_000, String(result.report.length));
    assertMasked(result);
    return result;
  }

  function assertMasked({ report }: Checked): void {
    for (const secret of [key, otherKey]) {
      for (let at = 0; at + 8 <= secret.length; at += 1) {
        const piece = secret.slice(at, at + 8);
        assert.ok(!report.includes(piece), `${piece} of a key is in the report`);
      }
      for (const form of [
        encodeURIComponent(secret),
        btoa(secret).slice(0, 12),
        btoa(`Bearer ${secret}`).slice(12, 24),
      ]) {
        assert.ok(!report.includes(form), `${form} is in the report`);
      }
    }
  }

  const row = (name: string, run: () => Promise<string>) => it(name, () => tried(name, run)).timeout(60_000);

  for (const [how, echo] of Object.entries(echoes)) {
    row(`says the keys ${how}, in headers, bodies and error texts`, async () => {
      const said = `${echo(key)} and ${echo(otherKey)}`;
      const safe = JSON.stringify(said).slice(1, -1);
      const isEscaped = how === 'with escapes of JSON';
      const json = (text: string) => (isEscaped ? text.replaceAll(safe, said) : text);
      let requests = 0;
      const port = await serve((request, response) => {
        requests += 1;
        if (/^[\x20-\x7e]*$/.test(said)) response.setHeader('x-echo', said);
        response.setHeader('content-type', 'application/json');
        if (request.url?.includes('models')) {
          return void response.end(json(JSON.stringify({ data: [{ id: said }, { id: 'claude-sonnet-4-5' }] })));
        }
        const chunks: Buffer[] = [];
        request.on('data', (chunk: Buffer) => chunks.push(chunk));
        request.on('end', () => {
          const body = JSON.parse(Buffer.concat(chunks).toString()) as { stream?: boolean; thinking?: object };
          if (body.thinking) {
            response.statusCode = 400;
            return void response.end(json(JSON.stringify({ error: { message: `no ${said}`, type: safe } })));
          }
          if (body.stream) {
            response.setHeader('content-type', 'text/event-stream');
            const pieces = json(said).match(/[\s\S]{1,3}/g) ?? [];
            const deltas = pieces.map((piece) => ev.text(0, piece)).join('');
            return void response.end(`${ev.start()}${ev.open(0)}${deltas}${ev.close(0)}${ev.delta()}${ev.stop()}`);
          }
          const content = [{ type: 'text', text: said }];
          const message = { type: 'message', role: 'assistant', model: said, id: said, content, stop_reason: said };
          response.end(json(JSON.stringify({ ...message, usage: { input_tokens: 3, output_tokens: 4 } })));
        });
      });
      const { diagnosis } = await checked({ port, model: 'claude-sonnet-4-5', deadlines: { call: 5000, reply: 5000 } });
      assert.ok(requests > 10, String(requests));
      return diagnosis;
    });
  }

  row('says the keys in an error page', async () => {
    const port = await serve((_, response) => {
      response.writeHead(401, `No ${key}`, { 'content-type': 'text/html' });
      response.end(`<html><title>Who is ${key}?</title><pre>Authorization: Bearer ${otherKey}</pre></html>`);
    });
    const { diagnosis } = await checked({ port });
    assert.equal(diagnosis, 'firewall');
    return diagnosis;
  });

  row('never answers', async () => {
    const port = await serve(() => undefined);
    const { said, diagnosis } = await checked({ port });
    assert.equal(said('address'), 'failed noAnswer');
    assert.equal(said('key'), 'skipped skipped');
    assert.equal(said('countTokens'), 'skipped skipped');
    return diagnosis;
  });

  row('begins every answer and ends none', async () => {
    const port = await serve(
      (_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
    );
    const { said, diagnosis } = await checked({ port });
    assert.equal(said('address'), 'ok answers');
    assert.equal(said('key'), 'failed silent');
    return diagnosis;
  });

  row('sends a byte now and then forever', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const timer = setInterval(() => response.write(': .\n\n'), 20);
      response.once('close', () => clearInterval(timer));
    });
    const { diagnosis } = await checked({ port });
    assert.equal(diagnosis, 'silent');
    return diagnosis;
  });

  for (const status of [200, 400, 401, 500]) {
    row(`sends 50 MB with HTTP ${status}`, async () => {
      let sent = 0;
      const port = await serve((_, response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.on('close', () => (sent = Math.max(sent, response.socket?.bytesWritten ?? 0)));
        response.end(`{"data":"${megabytes(50)}"}`);
      });
      const { diagnosis } = await checked({ port, deadlines: { call: 5000, reply: 5000 } });
      assert.ok(['endless', 'refused', 'keyRefused', 'serverError'].includes(diagnosis), diagnosis);
      return diagnosis;
    });
  }

  row('is a page that asks to sign in, whatever is asked', async () => {
    const page = '<!doctype html><title>Hotel Wi-Fi</title><body>Sign in</body>';
    const port = await serve((_, response) => void response.setHeader('content-type', 'text/html').end(page));
    const { said, diagnosis, report } = await checked({ port });
    assert.equal(said('key'), 'failed webPage');
    assert.match(report, /Hotel Wi-Fi/);
    return diagnosis;
  });

  row('refuses with the page of a firewall', async () => {
    const page = '<!doctype html><title>Just a moment...</title>';
    const port = await serve((_, response) => void response.writeHead(403, { 'content-type': 'text/html' }).end(page));
    const { diagnosis } = await checked({ port });
    assert.equal(diagnosis, 'firewall');
    return diagnosis;
  });

  for (const status of [301, 302, 307, 308]) {
    row(`sends the request to another origin with HTTP ${status}`, async () => {
      const thief: string[] = [];
      const elsewhere = await serve((request, response) => {
        thief.push(JSON.stringify(request.headers));
        response.end('{}');
      });
      const port = await serve((request, response) => {
        response.writeHead(status, { location: `http://127.0.0.1:${elsewhere}${request.url}` }).end();
      });
      const { said, diagnosis } = await checked({ port });
      assert.deepEqual(thief, []);
      assert.equal(said('address'), 'failed redirect');
      return diagnosis;
    });
  }

  row('sends the request on only once it has a key', async () => {
    const thief: string[] = [];
    const elsewhere = await serve((request) => void thief.push(JSON.stringify(request.headers)));
    const port = await serve((request, response) => {
      if (request.headers['authorization'] === undefined) return void response.writeHead(401).end('{"error":"no key"}');
      response.writeHead(307, { location: `http://127.0.0.1:${elsewhere}/v1/messages` }).end();
    });
    const { said, diagnosis } = await checked({ port });
    assert.deepEqual(thief, []);
    assert.equal(said('key'), 'failed redirect');
    return diagnosis;
  });

  row('has a certificate that nobody has signed', async () => {
    const { private: privateKey, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      keySize: 2048,
    });
    const seen: string[] = [];
    const port = await serve((request) => void seen.push(JSON.stringify(request.headers)), {
      private: privateKey,
      cert,
    });
    const { said, diagnosis, report } = await checked({ port, scheme: 'https', deadlines: { call: 5000 } });
    assert.equal(said('address'), 'ok reached');
    assert.equal(said('certificate'), 'failed certificate');
    assert.equal(said('key'), 'skipped skipped');
    assert.deepEqual(seen, [], 'nothing was sent');
    assert.match(report, /do not trust this connection/);
    return diagnosis;
  });

  row('speaks no TLS at an https address', async () => {
    const port = await serve((_, response) => void response.end('{}'));
    const { diagnosis } = await checked({ port, scheme: 'https', deadlines: { call: 5000 } });
    assert.equal(diagnosis, 'notTls');
    return diagnosis;
  });

  row('is not there', async () => {
    const port = await serve(() => undefined);
    servers.splice(0).forEach((server) => server.close());
    const { diagnosis } = await checked({ port });
    assert.equal(diagnosis, 'connectionRefused');
    return diagnosis;
  });

  row('has a name that nobody knows', async () => {
    const { diagnosis } = await check({ url: 'https://aside-test.invalid', deadlines: { call: 20_000 } });
    assert.equal(diagnosis, 'unknownHost');
    return diagnosis;
  });

  row('writes Markdown', async () => {
    const evil = '![x](http://127.0.0.1/track) [click](command:evil) <img src=x> `a` *b* | c\n\n# Title\n```\nout';
    const endpoint = await startEndpoint({ key, reply: reply(evil) });
    endpoints.push(endpoint);
    const result = await check({ url: endpoint.url });
    const outside = result.report.replace(/^(`{3,})[a-z]*\n[\s\S]*?^\1$/gm, '');
    assert.ok(!/(?<!\\)!?\[x\]|(?<!\\)\[click\]|(?<!\\)<img/.test(outside), outside);
    assert.equal(outside.match(/^# /gm)?.length, 1, 'one title');
    return result.diagnosis;
  });

  row('names folders of a person', async () => {
    const places = [
      '/home/ann/x',
      '/Users/ann/x',
      'C:\\Users\\Ann Lee\\x',
      '/mnt/c/Users/ann/x',
      ['', 'root', 'x'].join('/'),
      'file:///home/ann/x',
    ];
    const endpoint = await startEndpoint({
      key,
      reply: raw(`{"error":${JSON.stringify(places.join(' '))}}`, { status: 500 }),
    });
    endpoints.push(endpoint);
    const result = await check({ url: endpoint.url });
    assert.ok(!/ann|Lee|root/i.test(result.report.replace(/cannot|channel|plan/g, '')), result.report);
    return result.diagnosis;
  });

  row('is stopped in the middle: what is done stays, and nothing more is sent', async () => {
    const stop = new AbortController();
    let requests = 0;
    const port = await serve((request, response) => {
      requests += 1;
      if (request.url?.includes('models')) return void response.end('{"data":[{"id":"claude-sonnet-4-5"}]}');
      request.resume();
      request.on('end', () => {
        if (requests < 4) return void response.writeHead(400).end('{"error":{"message":"no messages"}}');
        // The reply: it never comes.
        stop.abort();
      });
    });
    const result = await checked({ port, signal: stop.signal, deadlines: { call: 5000, reply: 5000 } });
    assert.equal(result.said('models'), 'ok listed');
    assert.equal(result.said('reply'), 'stopped stopped');
    assert.equal(result.said('countTokens'), 'stopped stopped');
    assert.match(result.report, /You stopped the check\. These are the results so far\./);
    await wait(200);
    assert.equal(requests, 4);
    return `stopped after ${requests} requests`;
  });
});
