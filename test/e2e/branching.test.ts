import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Locator } from 'playwright-core';
import { signedReply } from '../endpoint';
import { sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const catalog = 'src/catalog.ts';
const patience = 20_000;

/** One window, on an endpoint that refuses thinking whose history has changed. */
describe('a conversation that branches', function () {
  this.timeout(240_000);
  let session: SharedSession;
  let instructions: string;

  before(async () => {
    session = await sharedSession({
      endpoint: {
        appendOnly: true,
        reply: ({ body }) =>
          signedReply(body!, [
            { type: 'thinking', thinking: 'Let me see.', signature: '' },
            { type: 'text', text: `Answered by ${String(body!['model'])}.` },
          ]),
      },
    });
    instructions = join(session.workspace.folder, 'AGENTS.md');
    await writeFile(instructions, 'Answer in one line.\n');
  });

  const lastBody = () =>
    session.endpoint.requests.at(-1)!.body as { model: string; system?: string; messages: unknown[] };
  const segments = async () =>
    (await (await session.panel.find('segment')).allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  const chips = async () => (await session.panel.find('chip')).allInnerTexts();
  const draft = async () => (await session.panel.waitFor('composer')).inputValue();
  const inLast = async (testId: string) => {
    const turn = (await session.panel.find('turn-assistant')).last();
    await turn.hover();
    return turn.locator(`[data-testid="${testId}"]`);
  };

  /** Pictures in a light and a dark theme. */
  async function picture(name: string): Promise<void> {
    if (!process.env['ASIDE_SCREENSHOTS']) return;
    for (const theme of ['Dark Modern', 'Light Modern']) {
      await session.workbench.pickTheme(theme);
      await session.workbench.page.waitForTimeout(500);
      await session.workbench.screenshot(`${name}-${theme.split(' ')[0]!.toLowerCase()}`);
    }
  }

  async function pickModel(button: Locator, model: string): Promise<void> {
    const { page, quickInput } = session.workbench;
    await button.focus();
    await button.press('Enter');
    await page.locator('.quick-input-titlebar', { hasText: 'Retry With Another Model' }).waitFor();
    await quickInput.locator('.quick-input-box input').fill(model);
    await quickInput.locator('.monaco-list-row.focused', { hasText: model }).waitFor({ timeout: patience });
    await page.keyboard.press('Enter');
    await quickInput.waitFor({ state: 'hidden', timeout: patience });
    const isAsked = async () => session.endpoint.requests.some(({ body }) => body?.['model'] === model);
    await until(`${model} is asked`, patience, isAsked);
  }

  it('takes the workspace’s instructions along, and shows them', async () => {
    const { panel } = session;
    const chip = await panel.waitFor('instructions');
    assert.match(await chip.innerText(), /AGENTS\.md/);
    await panel.ask('How are books sorted?');
    assert.match(await panel.reply(), /Answered by claude-sonnet-5-5\./);
    assert.match(lastBody().system ?? '', /Answer in one line\./);
    await picture('instructions');
  });

  it('opens them with a click', async () => {
    const { panel, workbench } = session;
    await (await panel.waitFor('instructions')).locator('.chip-label').click();
    await workbench.page.locator('.tab.active[data-resource-name="AGENTS.md"]').waitFor({ timeout: patience });
  });

  it('offers a new version of them, and says where it begins', async () => {
    const { panel } = session;
    await writeFile(instructions, 'Answer in verse.\n');
    const update = await panel.waitFor('instructions-update');
    await panel.ask('And maps?');
    await panel.reply();
    assert.match(lastBody().system ?? '', /in one line/, 'nothing changes by itself');
    assert.deepEqual(await segments(), []);
    await picture('instructions-changed');
    await update.click();
    await update.waitFor({ state: 'detached', timeout: patience });
    await panel.ask('And sets?');
    await panel.reply();
    assert.match(lastBody().system ?? '', /in verse/);
    assert.deepEqual(await segments(), ['Instructions changed']);
  });

  it('leaves them out with one click', async () => {
    const { panel } = session;
    await (await panel.waitFor('instructions-drop')).click();
    await until('they are only offered', patience, () => panel.onlyOffersInstructions());
    await panel.ask('And queues?');
    await panel.reply();
    assert.equal(lastBody().system, undefined);
  });

  it('has a reply of another model beside the first, by the keyboard', async () => {
    const { panel } = session;
    await pickModel(await inLast('retry-with'), 'claude-opus-5-5');
    await until('the other model replies', patience, async () =>
      ((await panel.turns('assistant')).at(-1) ?? '').includes('Answered by claude-opus-5-5.'),
    );
    await panel.reply();
    assert.match(await (await inLast('sibling')).innerText(), /2\/2/);
    assert.equal((await segments()).at(-1), 'Model: claude-sonnet-5-5 → claude-opus-5-5 Instructions changed');
    assert.match(await (await panel.waitFor('pick-model')).innerText(), /claude-sonnet-5-5/);
    await picture('segment');
    await panel.ask('And stacks?');
    assert.match(await panel.reply(), /Answered by claude-sonnet-5-5\./);
    assert.equal((await segments()).at(-1), 'Model: claude-opus-5-5 → claude-sonnet-5-5');
  });

  it('goes on from any turn in a conversation of its own', async () => {
    const { panel } = session;
    const before = await panel.turns('assistant');
    const second = (await panel.find('turn-assistant')).nth(1);
    await second.hover();
    await second.locator('[data-testid="fork"]').click();
    await until('the fork shows', patience, async () => (await panel.turns('assistant')).length === 2);
    const composer = await panel.waitFor('composer');
    await until('the cursor is in the composer', patience, () =>
      composer.evaluate((element) => element === document.activeElement),
    );
    await panel.ask('Elsewhere?');
    await panel.reply();
    assert.equal(lastBody().messages.length, 5);
    await picture('fork');
    await session.workbench.run('Aside: History');
    await session.workbench.pickRow('How are books sorted? (fork)');
    await session.workbench.run('Aside: History');
    const rows = session.workbench.quickInput.locator('.monaco-list-row');
    await rows.filter({ hasNotText: 'fork' }).filter({ hasText: 'How are books sorted?' }).first().click();
    await until('the original shows', patience, async () => (await panel.turns('assistant')).length === before.length);
  });

  it('was never refused for what was changed', async () => {
    const failed = () => session.panel.find('error').then((errors) => errors.count());
    const asked = session.endpoint.requests.filter(({ path }) => path === '/v1/messages');
    const answered = asked.map(({ body }) => (body!['messages'] as unknown[]).length);
    assert.ok(answered.length >= 7, `${answered.length} requests`);
    assert.equal(await failed(), 0);
  });

  describe('code that is pasted', () => {
    let code: string;

    /** Copies lines in the editor and pastes them into the composer. */
    async function paste(): Promise<void> {
      await (await session.panel.waitFor('composer')).focus();
      await session.workbench.page.keyboard.press('Control+v');
    }
    before(async () => {
      const { workbench, workspace, panel } = session;
      const lines = (await readFile(join(workspace.folder, catalog), 'utf8')).split('\n');
      code = `${lines.slice(8, 13).join('\n')}\n`;
      await panel.newChat();
      await workbench.select(catalog, 9, 13);
      await workbench.page.keyboard.press('Control+c');
      // The selection itself is offered too; it is not what this is about.
      await workbench.page.keyboard.press('ArrowLeft');
    });

    it('becomes a chip with its lines', async () => {
      await paste();
      await until('the chip is there', patience, async () => (await chips()).join().includes('catalog.ts:9-13'));
      assert.equal(await draft(), '');
      await picture('pasted');
    });

    it('is text again after undo, and a chip after redo', async () => {
      const { page } = session.workbench;
      await (await session.panel.waitFor('composer')).focus();
      // VS Code undoes in what it knows to have the focus, and learns of that a moment later.
      await page.waitForTimeout(500);
      await page.keyboard.press('Control+z');
      await until('the text is back', patience, async () => (await draft()) === code);
      await until('the chip is gone', patience, async () => (await chips()).length === 0);
      await page.keyboard.press('Control+y');
      await until('the chip is back', patience, async () => (await chips()).length === 1);
      assert.equal(await draft(), '');
    });

    it('is text when it is pasted again', async () => {
      await paste();
      await until('the text is there', patience, async () => (await draft()) === code);
      await until('the chip is gone', patience, async () => (await chips()).length === 0);
    });

    it('stays text where it is in no open file', async () => {
      const { page } = session.workbench;
      const other = 'nowhere\nto be found\n';
      const composer = await session.panel.waitFor('composer');
      await composer.fill('');
      await page.evaluate((text) => navigator.clipboard.writeText(text), other);
      await paste();
      await until('the text is there', patience, async () => (await draft()) === other);
      await page.waitForTimeout(300);
      assert.equal(await draft(), other);
      assert.deepEqual(await chips(), []);
    });
  });
});
