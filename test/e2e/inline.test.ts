import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { reply } from '../endpoint';
import { needs, sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const catalog = 'src/catalog.ts';
const patience = 20_000;

/** `ASIDE_SCREENSHOTS=folder` takes pictures of what is pending, in a light and a dark theme. */
const screenshots = process.env.ASIDE_SCREENSHOTS;

needs('git', 'git-base', 'json-language-features');

/** One window: each test leaves the files as they were. */
describe('code that is written into the editor', () => {
  let session: SharedSession;
  let original: string;

  before(async () => {
    session = await sharedSession();
    original = await onDisk(catalog);
    await session.workbench.run('View: Toggle Primary Side Bar Visibility');
  });

  const path = (file: string) => join(session.workspace.folder, file);
  const onDisk = (file: string) => readFile(path(file), 'utf8');

  /** In the theme that is active, or in both: the palette that changes it closes what is open over the editor. */
  async function picture(name: string, both = true): Promise<void> {
    if (!screenshots) return;
    const { workbench } = session;
    const isDark = () => workbench.page.locator('.monaco-workbench.vs-dark').isVisible();
    for (let n = 0; n < (both ? 2 : 1); n++) {
      const dark = await isDark();
      await workbench.page.waitForTimeout(500);
      await workbench.screenshot(`${name}-${dark ? 'dark' : 'light'}`);
      if (!both) return;
      await workbench.run('Preferences: Toggle between Light/Dark Themes');
      await until('the other theme', patience, async () => (await isDark()) !== dark);
    }
  }

  it('a generation is marked as pending, and goes with Discard', async () => {
    const { workbench, endpoint } = session;
    endpoint.script(reply('export function slugify(title: string): string {\n  return title.toLowerCase();\n}\n'));
    await workbench.openAt(catalog, 'Turn a title', original);
    await workbench.takeAction('Generate code from this comment');
    await workbench.lens('Keep').first().waitFor({ timeout: patience });
    await workbench.waitForText('export function slugify');
    await picture('generation');
    await workbench.pressLens('Discard');
    await workbench.waitForTextGone('slugify');
  });

  it('its keys are for the cursor on it: elsewhere they do what they always do', async () => {
    const { workbench, endpoint } = session;
    const { keyboard } = workbench.page;
    endpoint.script(reply('export function slugify(title: string): string {\n  return title.toLowerCase();\n}\n'));
    await workbench.openAt(catalog, 'Turn a title', original);
    // A lens that is still there would be the one of what was discarded before.
    await workbench.lens('Keep').first().waitFor({ state: 'detached', timeout: patience });
    await workbench.run('Aside: Generate');
    await workbench.waitForText('export function slugify');
    await workbench.lens('Keep').first().waitFor({ timeout: patience });
    await keyboard.press('Control+End');
    await keyboard.type('// elsewhere');
    await workbench.waitForText('// elsewhere');
    await keyboard.press('Control+Backspace');
    await workbench.waitForTextGone('elsewhere');
    await keyboard.press('Control+Backspace');
    await workbench.waitForText('export function slugify');
    await workbench.pressLens('Discard');
    await workbench.waitForTextGone('slugify');
    await workbench.save();
    assert.equal(await onDisk(catalog), original);
  });

  it('an edit shows its hunks, each to be kept or discarded', async () => {
    const { workbench, endpoint } = session;
    const first = original
      .split('\n')
      .indexOf('/** Books with a free copy, newest first, and by title within a year. */');
    const lines = original.split('\n').slice(first, first + 5);
    const changed = lines.map((line) =>
      line.replace('book.copies > 0', 'isFree(book)').replace('free copy', 'copy left'),
    );
    endpoint.script(reply(`${changed.join('\n')}\n`));
    await workbench.select(catalog, first + 1, first + 5);
    await workbench.run('Aside: Edit');
    await workbench.answer('Use isFree');
    await workbench.lens('Keep this').nth(1).waitFor({ timeout: patience });
    await workbench.waitForText('isFree(book)');
    await picture('edit');
    await workbench.lens('Discard this').nth(1).click({ timeout: patience });
    await workbench.waitForTextGone('isFree(book)');
    await workbench.waitForText('copy left');
    await workbench.pressLens('Discard');
    await workbench.waitForTextGone('copy left');
  });

  it('a quick fix is offered on a problem, and is pending until it is kept', async () => {
    const { workbench, endpoint, workspace } = session;
    const broken = '{\n  "limit": ,\n  "size": 2\n}\n';
    const fixed = broken.replace(': ,', ': 1,');
    await writeFile(join(workspace.folder, 'src', 'limits.json'), broken);
    endpoint.script(reply(fixed));
    await workbench.openAt('src/limits.json', ': ,', broken);
    await workbench.editor.locator('.squiggly-error').first().waitFor({ timeout: patience });
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.page.keyboard.press('ArrowRight');
    const offer = workbench.page.locator('.action-widget .monaco-list-row.action', { hasText: 'Fix with Aside' });
    await until('the fix is offered', patience, async () => {
      await workbench.page.keyboard.press('Control+Period');
      return offer
        .first()
        .waitFor({ timeout: 2000 })
        .then(
          () => true,
          () => false,
        );
    });
    await picture('quickFixOffer', false);
    await offer.first().click();
    await workbench.waitForText('"limit": 1,');
    await workbench.lens('Keep').first().waitFor({ timeout: patience });
    await picture('quickFix');
    await workbench.run('Aside: Keep');
    await workbench.lens('Keep').first().waitFor({ state: 'hidden', timeout: patience });
    await workbench.save();
    assert.equal(await onDisk('src/limits.json'), fixed);
  });

  it('a file that is closed with something pending in it asks', async () => {
    const { workbench, endpoint } = session;
    endpoint.script(reply('export const debounce = 1;'));
    await workbench.openAt(catalog, 'Delay calls', original);
    await workbench.run('Aside: Generate');
    await workbench.waitForText('debounce = 1;');
    await workbench.lens('Keep').first().waitFor({ timeout: patience });
    await workbench.save();
    await workbench.page.locator('.tab.active').click({ button: 'middle' });
    // VS Code decides whether it shows a toast; the list of notifications has the question in any case.
    const question = workbench.page.locator('.notification-list-item', { hasText: 'still pending' }).first();
    await until('the question', patience, async () => {
      if (!(await question.isVisible())) await workbench.run('Notifications: Show Notifications');
      return question.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    if (screenshots) await workbench.screenshot('closed');
    await question.locator('.monaco-button', { hasText: 'Discard' }).click();
    await until('the file is as it was', patience, async () => (await onDisk(catalog)) === original);
  });

  it('a completion is ghost text, and Tab takes it', async () => {
    const { workbench, endpoint } = session;
    endpoint.script(reply('size * 2;'));
    const content = 'export const size = 2;\n';
    await writeFile(path('src/limits.ts'), content);
    await workbench.open('src/limits.ts', 2, 1);
    await workbench.page.keyboard.type('export const twice = ');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Alt+Backslash');
    await workbench.waitForText('export const twice = size * 2;');
    assert.equal(await onDisk('src/limits.ts'), content, 'nothing is written before Tab');
    await picture('completion', false);
    await workbench.page.keyboard.press('Tab');
    await workbench.save();
    assert.equal(await onDisk('src/limits.ts'), `${content}export const twice = size * 2;`);
  });

  it('a commit message is written into the input box of Source Control', async () => {
    const { workbench, endpoint, workspace } = session;
    const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: workspace.folder });
    await git('init', '--quiet');
    await git('add', catalog);
    endpoint.script(reply('Add the catalogue of books'));
    await workbench.page.locator('.activitybar [aria-label^="Source Control"]').first().click();
    const write = workbench.page.locator('.part.sidebar [aria-label^="Write Commit Message"]').first();
    await write.waitFor({ state: 'attached', timeout: patience });
    // The buttons of a title are there for a pointer.
    await workbench.page.locator('.part.sidebar .title').first().hover();
    await workbench.page.locator('.part.sidebar .pane-header', { hasText: 'Changes' }).first().hover();
    await write.click({ timeout: patience });
    await until('the message is there', patience, async () =>
      (await workbench.page.locator('.scm-input .view-lines').first().innerText())
        .replace(/\u00a0/g, ' ')
        .includes('Add the catalogue of books'),
    );
    await picture('commit');
  });

  it('is by a model from a list that the chat has too: the server is asked for it once', async () => {
    const { workbench, panel, endpoint } = session;
    const lists = () => endpoint.requests.filter((request) => request.path.startsWith('/v1/models')).length;
    // None where another file has had it asked for in this window.
    const before = lists();
    assert.ok(before <= 1, `${before} times`);
    await workbench.openPanel();
    await panel.ask('Hello');
    await panel.reply();
    assert.equal(lists(), before);
  });
});
