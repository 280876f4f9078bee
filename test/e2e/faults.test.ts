import assert from 'node:assert/strict';
import { apiError, raw, reply, status } from '../endpoint';
import { end, ev, hello, tool } from '../fixtures/faults/events';
import { findIn, findInFolder } from './leak';
import { knownModel, sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const faults = [
  {
    name: 'HTML instead of JSON',
    script: raw('<html><body>Welcome</body></html>', { headers: { 'content-type': 'text/html' } }),
    says: /does not speak the Messages API/,
    step: 'checkBaseUrl',
  },
  {
    name: 'an empty reply',
    script: raw('', { headers: { 'content-type': 'text/event-stream' } }),
    says: /empty reply/,
    step: 'retry',
  },
  {
    name: 'a cut stream',
    script: reply('This is only the beginning of a long answer', { cutAfter: 900 }),
    says: /cut off/,
    step: 'retry',
  },
  {
    name: 'a refused request',
    script: apiError(400, 'invalid_request_error', 'top_p: too large'),
    says: /refused the request: top_p: too large/,
    step: 'openSettings',
  },
  {
    name: 'an error that a gateway has wrapped as JSON in words',
    script: status(400, {
      error: { message: `upstream: ${JSON.stringify({ error: { message: 'too many tools' } })}` },
    }),
    says: /refused the request: upstream: too many tools/,
    step: 'openSettings',
  },
  {
    name: 'an error as an event with a status',
    script: status(400, 'event: error\ndata: {"type":"error","error":{"message":"no such field"}}\n\n'),
    says: /refused the request: no such field/,
    step: 'openSettings',
  },
  {
    name: 'a page that never ends',
    script: raw(['<html><title>Sign in</title>', 500, '<p>x', 500, '<p>x', 500, '<p>x'], {
      headers: { 'content-type': 'text/html' },
    }),
    says: /does not speak the Messages API/,
    step: 'checkBaseUrl',
  },
  {
    name: 'an address without the API',
    script: status(404, 'nginx', { 'content-type': 'text/plain' }),
    says: /no Messages API|found nothing/,
    step: 'checkBaseUrl',
  },
] as const;

describe('when something goes wrong', function () {
  this.timeout(120_000);
  let session: SharedSession;

  before(async () => {
    session = await sharedSession({ settings: knownModel });
  });

  for (const { name, script, says, step } of faults) {
    it(`${name} gives one sentence and a next step, and the question stays`, async () => {
      const { panel } = session;
      await panel.newChat();
      session.endpoint.script(script);
      await panel.ask('What now?');
      await panel.reply(['failed']);
      const error = await (await panel.waitFor('error')).innerText();
      assert.match(error, says);
      assert.doesNotMatch(error, /[{}<>]/, 'no raw JSON or HTML');
      await panel.waitFor(`error-step-${step}`);
      assert.equal((await panel.turns('user')).length, 1);
    });
  }

  it('retry makes another reply, and both stay', async () => {
    const { panel } = session;
    session.endpoint.script(reply('A second answer.'));
    await (await panel.waitFor('error-step-retry')).click();
    await until(
      'the second answer shows',
      20_000,
      async () => (await panel.turns('assistant')).at(-1)?.includes('A second answer') ?? false,
    );
    const last = (await panel.find('turn-assistant')).last();
    await last.hover();
    assert.match(await last.locator('[data-testid="sibling"]').innerText(), /2.*2/);
    await last.locator('[data-testid="previous"]').click();
    assert.match(await panel.reply(['failed']), /no Messages API|found nothing/);
  });

  it('a reply that reached its maximum says so, and goes on with Continue', async () => {
    const { panel, endpoint } = session;
    await panel.newChat();
    endpoint.script(reply('One, two,', { stopReason: 'max_tokens' }), reply('three.'));
    await panel.ask('Count');
    await panel.reply();
    assert.match((await panel.turns('assistant')).at(-1)!, /stopped at the token limit/);
    await (await panel.waitFor('error-step-continue')).click();
    await until(
      'the rest shows',
      20_000,
      async () => (await panel.turns('assistant')).at(-1)?.includes('three.') ?? false,
    );
    const messages = endpoint.requests.at(-1)!.body!['messages'] as { role: string; content: unknown }[];
    assert.deepEqual(messages[1], { role: 'assistant', content: [{ type: 'text', text: 'One, two,' }] });
    assert.equal(messages.length, 3);
  });

  it('a reply that the server pauses goes on by itself', async () => {
    const { panel, endpoint } = session;
    await panel.newChat();
    const call = { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' } };
    endpoint.script(reply([call], { stopReason: 'pause_turn' }), reply('Found it.'));
    await panel.ask('Search');
    await until(
      'the end shows',
      20_000,
      async () => (await panel.turns('assistant')).at(-1)?.includes('Found it.') ?? false,
    );
    const messages = endpoint.requests.at(-1)!.body!['messages'] as unknown[];
    assert.deepEqual(messages.at(-1), { role: 'assistant', content: [call] });
  });

  const strange = [
    { name: 'a stream without blank lines', body: hello('Read it.').replaceAll('\n\n', '\n') },
    {
      name: 'a tool whose name is no text',
      body: `${ev.start()}${ev.open(0, { ...tool, name: { toString: null } })}${ev.close(0)}${ev.open(1)}${ev.text(1, 'Read it.')}${end}`,
    },
    {
      name: 'a block nested without end',
      body: `${ev.start()}data: {"type":"content_block_start","index":0,"content_block":{"type":"odd","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}}\n\n${ev.open(1)}${ev.text(1, 'Read it.')}${end}`,
    },
    {
      name: 'usage that is no numbers',
      body: hello('Read it.').replaceAll('"output_tokens":5', '"output_tokens":{"toString":null},"input_tokens":["x"]'),
    },
  ];
  for (const { name, body } of strange) {
    it(`${name} is read, and the next question answered`, async () => {
      const { panel, endpoint } = session;
      await panel.newChat();
      endpoint.script(raw(body), reply('And this.'));
      await panel.ask('Hi');
      assert.match(await panel.reply(), /Read it\./);
      await panel.ask('And now?');
      await until('the next answer shows', 20_000, async () =>
        Boolean((await panel.turns('assistant')).at(-1)?.includes('And this.')),
      );
    });
  }

  it('a reason to end that nobody knows is told', async () => {
    const { panel, endpoint } = session;
    await panel.newChat();
    endpoint.script(reply('Half of it', { stopReason: 'network_error' }));
    await panel.ask('Hi');
    await panel.reply();
    assert.match((await panel.turns('assistant')).at(-1)!, /for the reason “network_error”/);
  });

  it('a server that echoes the key shows it to nobody', async () => {
    const { panel, endpoint, server, browser, key } = session;
    await panel.newChat();
    const call = { ...tool, id: key, input: { header: `Bearer ${key}` } };
    endpoint.script(
      reply([{ type: 'text', text: `You sent ${key}.` }, call, { type: 'odd', echo: [key] }], { chunk: 3 }),
      apiError(400, 'invalid_request_error', `not with ${key}`, { 'request-id': key }),
    );
    await panel.ask('Hi');
    assert.match(await panel.reply(), /You sent \[key\]\./);
    await panel.ask('And now?');
    await panel.reply(['failed']);
    const shown = (await panel.turns('assistant')).join('\n');
    assert.match(shown, /not with \[key\]/);
    assert.deepEqual(findIn(`${shown}${session.messages.join('')}`, key), []);
    for (const folder of [browser.profile, server.dataFolder]) {
      assert.deepEqual((await findInFolder(folder, key)).finds, []);
    }
  });

  it('what had to be repaired stands in the turn’s details', async () => {
    const { panel, endpoint } = session;
    await panel.newChat();
    const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
    endpoint.script(
      raw(
        event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Only this.' } }) +
          'data: [DONE]\n\n',
      ),
    );
    await panel.ask('Hi');
    assert.match(await panel.reply(), /Only this\./);
    await (await panel.waitFor('repairs')).locator('summary').click();
    assert.match(await (await panel.waitFor('repairs')).innerText(), /The server sent no message_stop/);
  });

  it('what cannot be reached gives a sentence with the endpoint’s name', async () => {
    const { panel } = session;
    await panel.newChat();
    await session.endpoint.close();
    await panel.ask('Anybody?');
    // Two more tries with a growing wait come first.
    await panel.reply(['failed'], 30_000);
    assert.match(await (await panel.waitFor('error')).innerText(), /No connection to Demo/);
    await panel.waitFor('error-step-retry');
  });
});
