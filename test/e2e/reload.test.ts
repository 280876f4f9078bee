import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fixture } from '../../src/conversation/fixture';
import { apiError } from '../endpoint';
import { Composer, pdf } from './composer';
import { documentPictures, documentText } from './requestDocument';
import { sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const patience = 20_000;

/** One reload, which takes longer than all that is looked for after it. */
describe('a window that is reloaded', function () {
  this.timeout(240_000);
  let session: SharedSession;
  let composer: Composer;
  let instructions: string;

  before(async () => {
    session = await sharedSession();
    const { panel, endpoint, workbench, workspace } = session;
    composer = new Composer(panel);
    instructions = join(workspace.folder, 'AGENTS.md');
    writeFileSync(instructions, 'Answer in one line.\n');
    await panel.waitFor('instructions');
    endpoint.script(
      apiError(529, 'overloaded_error', 'Overloaded'),
      apiError(401, 'authentication_error', `invalid x-api-key: ${session.key}`),
    );
    await panel.ask('Will this work?');
    await panel.reply(['failed']);
    await (await panel.waitFor('error-show-request')).click();
    await workbench.waitForText('HTTP 401');
    // VS Code notes every 5 s what is open.
    const noted = Date.now() + 7000;
    await (await panel.waitFor('instructions-drop')).click();
    await areOffered();
    await composer.paste({ name: 'chart.png', type: 'image/png', width: 300, height: 200 });
    await composer.hasChip('chart.png');
    await composer.paste({ name: 'paper.pdf', type: 'application/pdf', text: pdf });
    await composer.hasChip('paper.pdf');
    await composer.type('What do these show?');
    // The draft is the host's a moment after the last key.
    await workbench.page.waitForTimeout(Math.max(1000, noted - Date.now()));
    await workbench.reload();
  });
  after(() => rmSync(instructions, { force: true }));

  const areOffered = () =>
    until('the instructions are only offered', patience, () => session.panel.onlyOffersInstructions());

  it('shows the request again that was on show', async () => {
    await session.workbench.waitForText('HTTP 401', 60_000);
  });

  it('shows the last request by the palette too, without what is not there any more', async () => {
    const { workbench, panel } = session;
    await workbench.openPanel();
    await panel.waitFor('error');
    // What comes back with the window is what the command would be about.
    await workbench.run('View: Close All Editors');
    await workbench.page.locator('.editor-group-container .tab').first().waitFor({ state: 'detached' });
    await workbench.run('Aside: Show Request');
    await workbench.waitForText('HTTP 401');
    const text = await documentText(session);
    assert.match(text, /"content": "Will this work\?"/);
    assert.match(text, /HTTP 401\n[\s\S]*request-id: req_test/);
    assert.match(text, /The body, \d+ B, is not here any more/);
    await documentPictures(session, 'request later');
  });

  it('saves it as a fixture without that, when that is wanted', async () => {
    const { workbench, workspace } = session;
    await workbench.pressLens('Save as Fixture');
    await workbench.run('Notifications: Show Notifications');
    const center = workbench.page.locator('.notifications-center');
    await center.locator('.monaco-button', { hasText: 'Save the Rest' }).first().click({ timeout: patience });
    const file = join(workspace.folder, 'rest.fixture.json');
    await workbench.answerDialog(file);
    await until('the file is there', 60_000, async () => existsSync(file));
    const text = readFileSync(file, 'utf8');
    assert(!text.includes(session.key), 'the key is in the fixture');
    const { exchanges } = JSON.parse(text) as Fixture;
    assert.deepEqual(
      exchanges.map(({ response, outcome }) => [response?.status, response?.body, outcome]),
      [
        [529, undefined, 'overloaded'],
        [401, undefined, 'authentication'],
      ],
    );
    assert(exchanges.every(({ request, response }) => request.body && response!.size! > 0));
  });

  it('has the draft and what goes along with it, and leaves out what was left out', async () => {
    const { endpoint } = session;
    await until('the draft is back', patience, async () => (await composer.value()) === 'What do these show?');
    for (const name of ['chart.png', 'paper.pdf']) await composer.hasChip(name);
    await areOffered();
    const body = await composer.send(endpoint);
    assert.equal(body.system, undefined);
    // Behind the question that had no reply, as one message with it.
    assert.deepEqual(
      (body.messages.at(-1)!.content as { type: string }[]).map(({ type }) => type),
      ['text', 'image', 'document', 'text'],
    );
  });
});
