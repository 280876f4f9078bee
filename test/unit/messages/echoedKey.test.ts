import assert from 'node:assert/strict';
import { createClient } from '../../../src/messages/client';
import { isMessagesError } from '../../../src/messages/errors';
import type { Update } from '../../../src/messages/types';
import { bytesOf, cutAtRandom, end, ev, event, hello, splits, streamOf, tool } from './helpers';

const key = 'sk-7Q2xLm9Zr4+Tt/81Wq';
const base64 = btoa(key);

/** All that a server's answer leaves behind: the reply or the error, the updates, the log. */
async function said(
  chunks: readonly Uint8Array[],
  { secret = key, ...init }: ResponseInit & { secret?: string } = {},
): Promise<{ readonly all: string; readonly text: string }> {
  const updates: Update[] = [];
  const lines: string[] = [];
  const client = createClient({
    endpoint: { name: 'test', baseUrl: 'http://localhost', auth: 'bearer' },
    key: secret,
    fetch: () => Promise.resolve(new Response(streamOf(chunks), init)),
    sleep: () => Promise.resolve(),
    log: (line) => lines.push(line),
  });
  const request = { model: 'asked-for', max_tokens: 1, messages: [{ role: 'user' as const, content: 'x' }] };
  const outcome = await client
    .send(request, { onUpdate: (update) => updates.push(structuredClone(update)) })
    .catch((error: unknown) => error);
  const details = isMessagesError(outcome) ? [outcome.details, outcome.message] : outcome;
  const text = updates.map((update) => (update.type === 'text' ? update.text : '')).join('');
  return { all: JSON.stringify([details, updates, lines]), text };
}

describe('a key that a server echoes in a reply', () => {
  function check(what: string, body: string, text?: string, init?: ResponseInit): void {
    it(what, async () => {
      const bytes = bytesOf(body);
      const ways = [[bytes], ...splits(bytes, 60), cutAtRandom(bytes, 20, 1)];
      for (const chunks of ways) {
        const outcome = await said(chunks, init);
        for (const form of [key, base64, encodeURIComponent(key), key.replaceAll('/', '\\/')]) {
          assert(!outcome.all.includes(form), `${form} in ${outcome.all}`);
        }
        assert.match(outcome.all, /\[key\]/);
        if (text !== undefined) assert.equal(outcome.text, text);
      }
    });
  }
  const blocks = (...events: string[]) => [ev.start(), ...events, end].join('');
  const letters = (text: string) => [...text].map((letter) => ev.text(0, letter)).join('');

  check('in a text', hello(`It is ${key}, isn’t it?`), 'It is [key], isn’t it?');
  check('letter by letter', blocks(ev.open(0), letters(`It is ${key}.`), ev.close(0)), 'It is [key].');
  check(
    'letter by letter, among pings',
    blocks(ev.open(0), letters(key).replaceAll('\n\n', `\n\n${ev.ping()}`), ev.close(0)),
    '[key]',
  );
  check('right at the end, without any end', ev.start() + ev.open(0) + ev.text(0, `x${key}`), 'x[key]');
  check('in base64', hello(`Basic ${base64}`), 'Basic [key]');
  check('twice', hello(key + key), '[key][key]');
  check(
    'in thinking',
    blocks(
      ev.open(0, { type: 'thinking', thinking: '' }),
      ev.thinking(0, key.slice(0, 5)),
      ev.thinking(0, key.slice(5)),
      ev.close(0),
    ),
  );
  check(
    'in the input of a tool',
    blocks(ev.open(0, tool), ev.json(0, `{"a":"${key.slice(0, 9)}`), ev.json(0, `${key.slice(9)}"}`), ev.close(0)),
  );
  check(
    'in the input of a tool, with its slash escaped',
    blocks(ev.open(0, tool), ev.json(0, `{"a":"${key.replaceAll('/', '\\/')}"}`), ev.close(0)),
  );
  check(
    'in names, ids, models and unknown blocks',
    ev.start({ id: key, model: key }) +
      ev.open(0, { ...tool, id: key, name: key }) +
      ev.close(0) +
      ev.open(1, { type: 'odd', [key]: [{ a: key }] }) +
      ev.close(1) +
      end,
  );
  check(
    'in a citation',
    blocks(
      ev.open(0),
      ev.text(0, 'x'),
      event('content_block_delta', { index: 0, delta: { type: 'citations_delta', citation: { cited_text: key } } }),
      ev.close(0),
    ),
  );
  check('in why it stopped', hello().replace('"end_turn"', `"refusal","stop_details":{"explanation":"${key}"}`));
  check('in an event that is none', `${hello()}data: ${key}\n\n`);
  check(
    'in a reply that came whole',
    JSON.stringify({ content: [{ type: 'text', text: key }], stop_reason: 'end_turn' }),
    '[key]',
  );
  check('in the id of the request', hello(), 'Hello', { headers: { 'request-id': key } });
  check('in an error and its id', JSON.stringify({ error: { type: key, message: key }, request_id: key }), '', {
    status: 400,
  });
  check('in an error, with bytes of zero between', JSON.stringify({ error: { message: [...key].join('\0') } }), '', {
    status: 400,
  });
  it('in the host of a redirect', async () => {
    const init = { status: 307, headers: { location: 'https://sk-plain7Key12345.example/x' } };
    const { all } = await said([], { ...init, secret: 'sk-plain7Key12345' });
    assert.match(all, /redirect/);
    assert(!all.toLowerCase().includes('sk-plain7key12345'), all);
  });

  it('holds nothing back that only begins like it', async () => {
    const text = `s sk sk- ${key.slice(0, -1)}`;
    const body = ev.start() + ev.open(0) + [...text].map((letter) => ev.text(0, letter)).join('') + ev.close(0) + end;
    assert.equal((await said([bytesOf(body)])).text, text);
    assert.equal((await said([bytesOf(body.slice(0, body.indexOf('event: content_block_stop')))])).text, text);
  });
  for (const word of ['lm-studio', 'ollama', 'sk-no-key-required']) {
    it(`leaves ${word} alone, which is no secret`, async () => {
      const body = hello(`The key is ${word}.`);
      assert.equal((await said([bytesOf(body)], { secret: word })).text, `The key is ${word}.`);
    });
  }
});
