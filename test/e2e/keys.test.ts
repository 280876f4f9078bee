import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../fixtures/random';
import { holdsKey, randomKey } from '../fixtures/secrets';
import { reply } from '../endpoint';
import { documentText } from './requestDocument';
import { sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const patience = 20_000;
const seed = Date.now();
const random = createRandom(seed);
/** Of as many endpoints. */
const keys = Array.from({ length: 20 }, (_, n) => randomKey(random, n));

/** What is found of the keys in what leaves, before and after a reload: nothing; and in what was sent: all of them. */
describe('the keys of twenty endpoints', function () {
  this.timeout(300_000);
  let session: SharedSession;
  const nameOf = (n: number) => `Keyed ${n + 10}`;
  const found = (text: string) => keys.filter((key) => holdsKey(text, key));
  const isClean = (what: string, text: string) =>
    assert.deepEqual(found(text), [], `${what}, seed ${seed}:\n${text.slice(0, 5000)}`);

  before(async () => {
    session = await sharedSession();
    const { workbench, endpoint, server } = session;
    const settings = JSON.parse(readFileSync(server.settingsFile, 'utf8')) as Record<string, Record<string, object>>;
    const keyed = keys.map((_, n) => [nameOf(n), { baseUrl: endpoint.url, auth: 'bearer' }] as const);
    const endpoints = { ...settings['aside.endpoints'], ...Object.fromEntries(keyed) };
    await workbench.writeSettings(JSON.stringify({ ...settings, 'aside.endpoints': endpoints }));
    await until('the endpoints are there', patience, async () => {
      await workbench.run('Aside: Pick Endpoint');
      await workbench.quickInput.locator('.quick-input-box input').fill(nameOf(0));
      const rows = await workbench.quickInput.locator('.monaco-list-row').allInnerTexts();
      await workbench.page.keyboard.press('Escape');
      return rows.some((row) => row.includes(nameOf(0)));
    });
    for (const [n, key] of keys.entries()) {
      await pickEndpoint(nameOf(n));
      await workbench.run('Aside: Set API Key');
      await workbench.answer(key);
    }
    await pickEndpoint('Demo');
    await workbench.openPanel();
  });

  async function pickEndpoint(name: string): Promise<void> {
    await session.workbench.run('Aside: Pick Endpoint');
    const { workbench, panel } = session;
    // The list shows a part of them at a time.
    await workbench.quickInput.locator('.quick-input-box input').fill(name);
    await workbench.pickRow(name);
    // The setting is written in its own time.
    const places = (await panel.find('pick-endpoint')).or(await panel.find('empty-no-key'));
    await until(`the panel shows ${name}`, patience, async () => (await places.allInnerTexts()).join().includes(name));
  }

  const clipboard = () => session.workbench.page.evaluate(() => navigator.clipboard.readText());

  /** All that can be copied of the request that is on show. */
  async function copies(): Promise<string[]> {
    const { workbench } = session;
    const texts: string[] = [];
    for (const form of ['cURL', 'JavaScript', 'Python', 'JSON']) {
      await workbench.page.evaluate(() => navigator.clipboard.writeText(''));
      await workbench.pressLens(`Copy as ${form}`);
      await until(`${form} is copied`, patience, async () => (await clipboard()) !== '');
      texts.push(await clipboard());
    }
    return texts;
  }

  async function saved(name: string, save: () => Promise<void>): Promise<string> {
    const file = join(session.workspace.folder, name);
    await save();
    await session.workbench.answerDialog(file);
    await until(`${name} is there`, 60_000, async () => existsSync(file));
    return readFileSync(file, 'utf8');
  }

  async function exported(name: string, kind: string): Promise<string> {
    const { workbench } = session;
    return saved(name, async () => {
      await workbench.run('Aside: Export Conversations');
      await workbench.pickRow(kind, 'stays');
    });
  }

  it('are in none of the exits, though they were asked about and repeated in pieces', async () => {
    const { panel, endpoint, workbench } = session;
    const said = keys.map((key, n) => `${n}: ${key}`).join('\n');
    endpoint.script(
      reply(
        [
          { type: 'thinking', thinking: `They gave me ${said}` },
          { type: 'text', text: `You said:\n\n${said}\n\nIs that right?` },
        ],
        { chunk: 3 },
      ),
    );
    await panel.newChat();
    await panel.ask(`Which of these are good?\n${said}`);
    isClean('the reply', await panel.reply());
    const { text } = endpoint.requests.findLast(({ path }) => path === '/v1/messages')!;
    assert.deepEqual(found(text), keys, 'the search finds them in what was sent');
    await workbench.run('Aside: Show Request');
    await workbench.waitForText('HTTP 200');
    isClean('the document', await documentText(session));
    for (const copy of await copies()) isClean('a copy', copy);
    isClean('the fixture', await saved('keys.fixture.json', () => workbench.pressLens('Save as Fixture')));
    isClean('the export', await exported('keys.md', 'Markdown: this conversation'));
    isClean('the whole export', await exported('keys.json', 'JSON: this conversation'));
    await workbench.run('Aside: Show Log');
    isClean('the log', await workbench.outputChannel());
  });

  it('are there for the person, who typed them, and for nobody else after a reload', async () => {
    const { panel, workbench } = session;
    await workbench.reload();
    await workbench.openPanel();
    await panel.waitFor('turn-user');
    const [question = ''] = await panel.turns('user');
    assert.deepEqual(found(question), keys);
    await workbench.run('View: Close All Editors');
    await workbench.page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
    await workbench.run('Aside: Show Request');
    await workbench.waitForText('HTTP 200');
    isClean('the document', await documentText(session));
    for (const copy of await copies()) isClean('a copy', copy);
    const rest = await saved('keys-rest.fixture.json', async () => {
      await workbench.pressLens('Save as Fixture');
      await workbench.run('Notifications: Show Notifications');
      const center = workbench.page.locator('.notifications-center');
      await center.locator('.monaco-button', { hasText: 'Save the Rest' }).first().click({ timeout: patience });
    });
    isClean('the rest', rest);
    isClean('the export', await exported('keys-later.md', 'Markdown: this conversation'));
    isClean('the whole export', await exported('keys-later.json', 'JSON: this conversation'));
  });
});
