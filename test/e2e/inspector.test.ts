import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fixture } from '../../src/conversation/fixture';
import { readExport } from '../../src/conversation/transfer';
import { apiError, reply, scriptsOf } from '../endpoint';
import { documentPictures, documentText } from './requestDocument';
import { sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const patience = 20_000;

describe('the request behind a reply', function () {
  this.timeout(240_000);
  let session: SharedSession;

  before(async () => {
    session = await sharedSession();
  });

  const clipboard = () => session.workbench.page.evaluate(() => navigator.clipboard.readText());

  it('is shown for a good reply: what was sent, and when what came back', async () => {
    const { panel, endpoint } = session;
    endpoint.script(reply('Hello from the endpoint, word by word, until it is over.', { delay: 30, chunk: 4 }));
    await panel.ask('Say hello 👋');
    await panel.reply();
    await (await panel.waitFor('usage-toggle')).click();
    await (await panel.waitFor('show-request')).click();
    const text = await documentText(session);
    const sent = endpoint.requests.findLast(({ path }) => path === '/v1/messages')!;
    const [, shown = ''] = /## Request Body\n\n```json\n([\s\S]*?)\n```/.exec(text) ?? [];
    assert.deepEqual(JSON.parse(shown), sent.body);
    assert.match(text, /^# Request to Demo\n/);
    assert.match(text, new RegExp(`POST ${endpoint.url}/v1/messages`));
    assert.match(text, /\nauthorization: Bearer \[key\]\n/);
    assert.match(text, /\nanthropic-version: 2023-06-01\n/);
    assert.match(text, /```http\nHTTP 200\n[\s\S]*request-id: req_test/);
    assert.match(text, /\| First token +\| +\d+(\.\d+)? m?s/);
    assert.match(text, /`content_block_delta` +\| `\[0\] text_delta` +\| +14 /);
    assert.match(text, /\nevent: message_stop\ndata: \{"type":"message_stop"\}\n/);
    await documentPictures(session, 'request good');
  });

  it('cannot be changed', async () => {
    const before = await documentText(session);
    await session.workbench.page.keyboard.type('x');
    assert.equal(await documentText(session), before);
    assert.equal(await session.workbench.page.locator('.tab.active.dirty').count(), 0);
  });

  it('is copied from there as a program', async () => {
    const { workbench } = session;
    await workbench.pressLens('Copy as Python');
    await until('a program is copied', patience, async () => (await clipboard()).includes('import urllib.request'));
    assert.match(await clipboard(), /"content": "Say hello \\ud83d\\udc4b"|"content": "Say hello 👋"/);
  });

  it('is saved as a fixture, which the test endpoint plays again', async () => {
    const { workbench, workspace, endpoint, panel } = session;
    const file = join(workspace.folder, 'good.fixture.json');
    await workbench.pressLens('Save as Fixture');
    await workbench.answerDialog(file);
    await until('the file is there', 60_000, async () => existsSync(file));
    const text = readFileSync(file, 'utf8');
    assert(!text.includes(session.key), 'the key is in the fixture');
    endpoint.script(...scriptsOf(JSON.parse(text) as Fixture));
    await panel.newChat();
    await panel.ask('Again');
    assert.match(await panel.reply(), /Hello from the endpoint, word by word, until it is over\./);
  });

  it('is shown for one that failed, with every attempt', async () => {
    const { panel, endpoint, workbench } = session;
    endpoint.script(
      apiError(529, 'overloaded_error', 'Overloaded'),
      apiError(401, 'authentication_error', `invalid x-api-key: ${session.key}`),
    );
    await panel.newChat();
    await panel.ask('Will this work?');
    await panel.reply(['failed']);
    await (await panel.waitFor('error-show-request')).click();
    await workbench.waitForText('HTTP 401');
    const text = await documentText(session);
    assert.match(text, /^# Request to Demo: HTTP 401\n/);
    assert.match(text, /\n- Outcome: HTTP 401 · authentication · Demo did not accept the API key\.\n/);
    assert.match(text, /\n- The server says: `invalid x-api-key: \[key\]`\n/);
    assert.match(text, /\| +1 \| +\d+ ms \| HTTP 529 · overloaded +\|/);
    assert.match(text, /\n## Attempt 1\n/);
    assert.match(text, /"content": "Will this work\?"/);
    await documentPictures(session, 'request failed');
  });

  it('is in the menu of the reply, beside the export of it', async () => {
    const { panel, workbench, workspace } = session;
    await (await panel.find('turn-assistant')).last().click({ button: 'right', position: { x: 40, y: 12 } });
    const menu = workbench.page.locator('.monaco-menu');
    await menu.locator('.action-item', { hasText: 'Show Request' }).waitFor({ timeout: patience });
    // A menu that is just opening takes no click: it could be the end of the one that opened it.
    await workbench.page.waitForTimeout(500);
    await menu.locator('.action-item', { hasText: 'Export Reply' }).click();
    await workbench.pickRow('JSON', 'stays');
    const file = join(workspace.folder, 'reply.json');
    await workbench.answerDialog(file);
    await until('the file is there', 60_000, async () => existsSync(file));
    const read = readExport(readFileSync(file, 'utf8'));
    assert('conversations' in read);
    const turns = read.conversations[0]!.records.flatMap((one) => (one.t === 'done' ? one.turn : []));
    assert.deepEqual(
      turns.map(({ role, state }) => [role, state]),
      [
        ['user', 'done'],
        ['assistant', 'failed'],
      ],
    );
  });
});
