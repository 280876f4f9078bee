import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openSession, type Session } from '../e2e/session';
import { until } from '../e2e/workbench';
import { type Toolchain } from './toolchain';

/**
 * The main job without a person: key, question, explanation, generated code, with the packaged extension in a real VS
 * Code. Prints what came back; throws at the first step that fails.
 *
 * @param args `--screenshots FOLDER` also writes the README's pictures there
 */
export async function runHeadless(tools: Toolchain, vsix: string, args: readonly string[]): Promise<number> {
  const screenshots = join(tools.cache, 'screenshots');
  await rm(screenshots, { recursive: true, force: true });
  const key = `sk-demo-${randomBytes(18).toString('base64url')}`;
  console.log('Opening VS Code with the packaged extension ...');
  const session = await openSession({ key, vsix, screenshots, extensions: 'all' });
  try {
    await enterKey(session, key);
    await ask(session);
    await explain(session);
    await generate(session);
    const place = args[args.indexOf('--screenshots') + 1];
    if (args.includes('--screenshots') && place) await takePictures(session, resolve(tools.root, place));
  } catch (error) {
    await session.workbench.screenshot('failed').catch(() => undefined);
    throw error;
  } finally {
    await session.close();
  }
  console.log(`\nDone. The screenshots are in ${screenshots}`);
  return 0;
}

async function enterKey({ workbench, panel }: Session, key: string): Promise<void> {
  await workbench.openPanel();
  await panel.waitFor('empty-no-key');
  await workbench.screenshot('1-no-key');
  await panel.enterKey(key);
  await panel.waitFor('composer');
  await workbench.screenshot('2-key-entered');
  console.log('\nKey: entered.');
}

async function ask({ workbench, panel }: Session): Promise<void> {
  await panel.ask('What can you do here? Show me some TypeScript.');
  await panel.reply(['streaming', 'done']);
  await workbench.screenshot('3-streaming');
  const reply = await panel.reply();
  await workbench.screenshot('4-reply');
  console.log(`\nReply:\n${indent(reply)}`);
}

async function explain({ workbench, panel }: Session): Promise<void> {
  const before = (await panel.turns('assistant')).length;
  await workbench.select('src/catalog.ts', 9, 13);
  await workbench.run('Aside: Explain');
  await (await panel.find('turn-assistant')).nth(before).waitFor({ timeout: 20_000 });
  const explanation = await panel.reply();
  await workbench.screenshot('5-explanation');
  console.log(`\nExplanation of lines 9 to 13 of src/catalog.ts:\n${indent(explanation)}`);
}

async function generate({ workbench, workspace }: Session): Promise<void> {
  const file = join(workspace.folder, 'src', 'catalog.ts');
  const before = await readFile(file, 'utf8');
  await workbench.openAt('src/catalog.ts', 'Turn a title into a slug', before);
  await workbench.takeAction('Generate code from this comment');
  await workbench.lens('Keep').first().waitFor({ timeout: 20_000 });
  await workbench.screenshot('6-pending');
  await workbench.run('Aside: Keep');
  await workbench.lens('Keep').first().waitFor({ state: 'hidden', timeout: 20_000 });
  await workbench.save();
  await workbench.screenshot('7-kept');
  let after = before;
  await until(
    'the kept code is on disk',
    10_000,
    async () => (after = await readFile(file, 'utf8')).length > before.length,
  );
  console.log(`\nKept in src/catalog.ts:\n${indent(added(before.split('\n'), after.split('\n')).join('\n'))}`);
}

/** The README's pictures: the panel with an explanation, and a generation that waits for Keep or Discard. */
async function takePictures({ workbench, panel, workspace }: Session, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { page } = workbench;
  const sideBar = page.locator('.part.sidebar');
  await panel.waitFor('composer');
  await sideBar.screenshot({ path: join(folder, 'panel.png') });
  const content = await readFile(join(workspace.folder, 'src', 'members.py'), 'utf8');
  await workbench.openAt('src/members.py', 'Reverse a string', content);
  await workbench.takeAction('Generate code from this comment');
  await workbench.lens('Keep').first().waitFor({ timeout: 20_000 });
  await page.locator('.part.editor').screenshot({ path: join(folder, 'generate.png') });
  await workbench.run('Aside: Discard');
  console.log(`\nPictures: ${join(folder, 'panel.png')} and generate.png`);
}

/** The lines of `after` between the beginning and the end that it shares with `before`. */
function added(before: readonly string[], after: readonly string[]): string[] {
  const first = after.findIndex((line, n) => line !== before[n]);
  return after.slice(first, first + after.length - before.length);
}

const indent = (text: string) => text.trim().replace(/^/gm, '    ');
