import assert from 'node:assert/strict';
import { newApi } from '../endpoint';
import { documentPictures, documentText } from './requestDocument';
import { sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const patience = 20_000;

describe('checking an endpoint', function () {
  this.timeout(180_000);
  let session: SharedSession;

  /** Runs the command and answers its question. */
  async function check(choice: string): Promise<void> {
    const { workbench } = session;
    await workbench.run('Aside: Check Endpoint');
    await choose(choice);
  }

  async function choose(choice: string): Promise<void> {
    const { workbench } = session;
    const row = workbench.quickInput.locator('.monaco-list-row', { hasText: choice });
    await row.waitFor({ timeout: patience });
    await row.click();
  }

  async function panelPictures(name: string): Promise<void> {
    if (!process.env['ASIDE_SCREENSHOTS']) return;
    for (const theme of ['Dark Modern', 'Light Modern']) {
      await session.workbench.pickTheme(theme);
      await session.workbench.page.waitForTimeout(1500);
      await session.workbench.screenshot(`${name} ${theme}`);
    }
  }

  const notification = () =>
    session.workbench.page.locator('.notification-list-item', { hasText: 'Checking Demo' }).first();

  /** What a check asks: messages, and the first request without the key. The panel asks for the list of models itself. */
  const asked = () =>
    session.endpoint.requests.filter(
      ({ path, headers }) => path.startsWith('/v1/messages') || headers['authorization'] === undefined,
    );

  it('says what it costs before anything is sent, and sends nothing unless told to', async () => {
    session = await sharedSession({ endpoint: { relay: newApi } });
    const { workbench } = session;
    await workbench.run('Aside: Check Endpoint');
    const rows = workbench.quickInput.locator('.monaco-list-row');
    await rows.first().waitFor({ timeout: patience });
    const text = (await rows.allInnerTexts()).join('\n');
    assert.match(text, /Don’t Check[\s\S]*Check Everything[\s\S]*Check Free Steps Only/);
    assert.match(text, /At most about \$0\.0\d for a model like claude-sonnet-4-5: [\d,]+ tokens in and [\d,]+ out\./);
    await workbench.screenshot('check question');
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden', timeout: patience });
    await workbench.page.waitForTimeout(500);
    assert.equal(asked().length, 0);
  });

  it('reports step by step what works, without the key', async () => {
    await check('Check Everything');
    const text = await documentText(session, 'check ');
    assert.match(
      text,
      /^# Endpoint Check: Demo\n\n\*\*Aside can use this endpoint\. Not available: Token counting\.\*\*/,
    );
    for (const step of ['Address', 'Certificate', 'API key', 'Model list', 'Reply', 'Streaming', 'Thinking', 'Tools']) {
      assert.match(text, new RegExp(`✓ OK · \\*\\*${step}\\*\\*: `), step);
    }
    assert.match(text, /authorization: Bearer \[key\]/);
    await documentPictures(session, 'check works');
  });

  it('names what is wrong, and what to do', async () => {
    session = await sharedSession({ endpoint: { relay: newApi, key: 'sk-another-key-000000' } });
    await check('Check Everything');
    const text = await documentText(session, 'check ');
    assert.match(
      text,
      /\*\*Aside can’t use this endpoint as configured\.\*\*\n\nAPI key: Demo did not accept the API key\./,
    );
    assert.match(text, /→ Enter the key again, or another one/);
    assert.match(text, /无效的令牌/);
    assert.match(text, /○ Skipped · \*\*Model list, Reply, .*\*\*: Not checked, because this step failed: API key\./);
    await documentPictures(session, 'check wrong key');
  });

  it('is the last step under an error that it can explain', async () => {
    const { panel, workbench } = session;
    await workbench.run('View: Close All Editors');
    await panel.ask('What is wrong?');
    await panel.reply(['failed']);
    const steps = (await panel.find('error')).locator('[data-testid^="error-step-"]');
    assert.deepEqual(await steps.allInnerTexts(), ['Set Key', 'Retry', 'Check Endpoint']);
    await panelPictures('check step');
    await steps.last().click();
    await choose('Check Everything');
    const text = await documentText(session, 'check ');
    assert.match(text, /^# Endpoint Check: Demo\n\n\*\*Aside can’t use this endpoint as configured\.\*\*/);
  });

  it('can be stopped, and reports what was done until then', async () => {
    session = await sharedSession({ endpoint: { relay: newApi, delay: 8000 } });
    const { workbench, endpoint } = session;
    await check('Check Everything');
    // VS Code decides whether it shows a toast; the list of notifications has it in any case.
    await until('it streams', patience, async () => {
      if (!(await notification().isVisible())) await workbench.run('Notifications: Show Notifications');
      return (await notification().innerText({ timeout: 2000 })).includes('Streaming (7 of 13)');
    });
    await workbench.screenshot('check progress');
    await notification().hover();
    await notification().locator('.monaco-button, .action-label', { hasText: 'Cancel' }).first().click();
    const text = await documentText(session, 'check ');
    assert.match(text, /\*\*You stopped the check\. These are the results so far\./);
    assert.match(text, /✓ OK · \*\*Reply\*\*/);
    assert.match(text, /○ Stopped · \*\*Streaming, Thinking, .*\*\*: You stopped/);
    const sent = endpoint.requests.length;
    await workbench.page.waitForTimeout(1000);
    assert.equal(endpoint.requests.length, sent, 'nothing is sent after that');
  });

  it('comes back with its tab after a reload', async () => {
    // VS Code notes every 5 s what is open.
    await session.workbench.page.waitForTimeout(7000);
    await session.workbench.reload();
    await session.workbench.page.locator('.tab.active[data-resource-name^="check "]').waitFor({ timeout: patience });
    await session.workbench.waitForText('# Endpoint Check: Demo');
  });
});
