import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Composer, pdf } from './composer';
import { knownModel, sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly title?: string;
  readonly source?: { readonly type: string; readonly media_type: string; readonly data: string };
}

describe('what goes along with a message', function () {
  this.timeout(120_000);
  let session: SharedSession;
  let composer: Composer;

  before(async () => {
    session = await sharedSession({ settings: knownModel });
    composer = new Composer(session.panel);
    const { folder } = session.workspace;
    writeFileSync(join(folder, '.env'), 'TOKEN=not-for-anybody\n');
    writeFileSync(join(folder, 'data.bin'), Buffer.from([1, 2, 0, 3, 255]));
    mkdirSync(join(folder, '.github', 'prompts'), { recursive: true });
    writeFileSync(
      join(folder, '.github', 'prompts', 'haiku.prompt.md'),
      '---\ndescription: In seventeen syllables\n---\nSay it as a haiku.\n',
    );
  });

  const rows = async () => (await session.panel.find('completion')).allInnerTexts();
  const hasRow = (name: string) =>
    until(`${name} is offered`, 20_000, async () => (await rows()).some((row) => row.includes(name)));
  /** It is what Enter takes: the list may still be that of what was typed a moment ago. */
  const isFirstRow = (name: string) =>
    until(`${name} is offered first`, 20_000, async () => (await rows())[0]?.includes(name) === true);

  /** What of the last question went over the wire. */
  async function sent(): Promise<readonly Block[]> {
    const { messages } = await composer.send(session.endpoint);
    const content = messages.findLast(({ role }) => role === 'user')!.content as string | Block[];
    return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  }

  /** Drops files of the operating system: holding Shift, as VS Code wants it over a panel. */
  async function drop(...files: string[]): Promise<void> {
    const { x, y } = (await (await composer.area()).boundingBox())!;
    const devtools = await session.browser.context.newCDPSession(session.workbench.page);
    const data = { items: [], files, dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await devtools.send('Input.dispatchDragEvent', { type, x: x + 20, y: y + 10, data, modifiers: 8 });
    await devtools.detach();
  }

  it('is completed after an @, by keyboard, and sent as it was then', async () => {
    await composer.type('Look at @cata');
    await isFirstRow('src/catalog.ts');
    await session.workbench.screenshot('completions');
    await composer.press('Enter');
    await composer.hasChip('src/catalog.ts');
    assert.equal(await composer.value(), 'Look at ');
    writeFileSync(join(session.workspace.folder, 'src', 'catalog.ts'), '// another file by now\n');
    await composer.type('this');
    const [file, question] = await sent();
    assert.match(file!.text!, /^src\/catalog\.ts\n\n```/);
    assert.match(file!.text!, /export interface Book/);
    assert.equal(question!.text, 'Look at this');
  });

  it('is taken back step by step: what was typed, and what was chosen', async () => {
    const area = await composer.area();
    await area.fill('');
    await composer.type('first text');
    for (let n = 0; n < 10; n++) await composer.press('Backspace');
    await composer.type('please explain @cata');
    await isFirstRow('src/catalog.ts');
    await composer.press('Enter');
    await composer.hasChip('src/catalog.ts');
    await composer.type('and more');
    // VS Code takes these keys out of a view's hands, and has it undo or redo afterwards.
    for (const [key, text] of [
      ['Control+z', 'please explain '],
      ['Control+z', 'please explain @cata'],
      ['Control+z', ''],
      ['Control+Shift+z', 'please explain @cata'],
      ['Control+Shift+z', 'please explain '],
    ] as const) {
      await composer.press(key);
      await composer.hasText(text);
    }
    await area.fill('');
    await composer.dropChip('src/catalog.ts');
  });

  it('is an image file that was copied in a file manager, which names it beside', async () => {
    const image = { type: 'image/png', width: 20, height: 20 };
    for (const [name, beside] of [
      ['mac.png', 'mac.png'],
      ['gnome.png', '/home/me/gnome.png'],
      ['kde.png', 'file:///home/me/kde.png'],
    ] as const) {
      await composer.paste({ name, ...image, beside });
      await composer.hasChip(name);
      assert.equal(await composer.value(), '');
      await composer.dropChip(name);
    }
  });

  it('may be a folder, by the names of its files', async () => {
    await composer.type('@src');
    await hasRow('src/');
    const at = (await rows()).findIndex((row) => row.trim().startsWith('src/') && row.trim().split(/\s/)[0] === 'src/');
    for (let row = 0; row < at; row++) await composer.press('ArrowDown');
    await composer.press('Tab');
    await composer.hasChip('src/');
    const [folder] = await sent();
    for (const name of ['catalog.ts', 'members.py', 'queue.go']) assert.ok(folder!.text!.includes(name), name);
  });

  it('closes its list with Esc, and nothing else', async () => {
    await composer.type('@mem');
    await hasRow('members.py');
    await composer.press('Escape');
    await until('the list is gone', 20_000, async () => (await rows()).length === 0);
    assert.equal(await composer.value(), '@mem');
    // Nothing is completed any more: what was typed goes out as it is.
    assert.deepEqual(await sent(), [{ type: 'text', text: '@mem' }]);
  });

  it('comes with the prompts that a / stands for, those of the workspace too', async () => {
    await session.workbench.open('src/members.py', 1, 1);
    await composer.type('/expl');
    await isFirstRow('/explain');
    await composer.press('Enter');
    await composer.hasChip('members.py:1-23');
    assert.match(await composer.value(), /^Explain this code/);
    const [code] = await sent();
    assert.match(code!.text!, /members\.py/);
    await composer.type('/hai');
    await isFirstRow('In seventeen syllables');
    await composer.press('Tab');
    await until('the prompt is there', 20_000, async () => (await composer.value()) === 'Say it as a haiku.');
    assert.equal((await sent()).at(-1)!.text, 'Say it as a haiku.');
  });

  it('is asked about first where it may hold secrets', async () => {
    const { page } = session.workbench;
    const dialog = page.locator('.monaco-dialog-box');
    for (const answer of ['Cancel', 'Attach']) {
      await composer.type('@.env');
      await isFirstRow('.env');
      await composer.press('Enter');
      await dialog.waitFor();
      assert.match(await dialog.innerText(), /\.env may hold secrets/);
      await dialog.locator('.monaco-button', { hasText: answer }).click();
      await dialog.waitFor({ state: 'detached' });
      if (answer === 'Cancel') assert.ok(!(await composer.chips()).includes('.env'));
    }
    await composer.hasChip('.env');
    await composer.dropChip('.env');
  });

  it('is no binary file, no PDF with a password, and no image of 50 MB', async () => {
    const refusals = await session.panel.find('refusals');
    const said = (text: string) => until(text, 20_000, async () => (await refusals.innerText()).includes(text));
    await composer.type('@data.b');
    await isFirstRow('data.bin');
    await composer.press('Enter');
    await said('data.bin is no text, image or PDF');
    await composer.paste({
      name: 'locked.pdf',
      type: 'application/pdf',
      text: pdf.replace('/Root', '/Encrypt 9 0 R /Root'),
    });
    await said('locked.pdf is protected by a password');
    await composer.paste({ name: 'odd.png', type: 'image/png', text: 'no image at all' });
    await said('odd.png cannot be read as an image');
    await composer.paste({ name: 'huge.png', type: 'image/png', size: 50_000_000 });
    await said('huge.png is too large: text goes up to 2 MB, a PDF to 20 MB, an image to 30 MB.');
    await session.workbench.screenshot('refused');
    await composer.type('x');
    await until('it is not said any more', 20_000, async () => (await refusals.innerText()).trim() === '');
    await (await composer.area()).fill('');
    // The composer has changed its size several times; the reader is still at the end.
    await session.workbench.page.waitForTimeout(200);
    assert.equal(await (await session.panel.find('jump')).count(), 0);
  });

  it('is what was dropped from the operating system, but no folder, and nothing that cannot be read', async () => {
    const { folder } = session.workspace;
    await drop(join(folder, 'src'), join(folder, 'gone.txt'), join(folder, 'src', 'queue.go'));
    await composer.hasChip('queue.go');
    const refusals = await session.panel.find('refusals');
    for (const sentence of ['src is a folder. Choose it after an @', 'gone.txt cannot be read.'])
      await until(sentence, 20_000, async () => (await refusals.innerText()).includes(sentence));
    assert.equal(await (await session.panel.find('chip-drop')).count(), 1, 'no chip for a folder');
    await composer.dropChip('queue.go');
  });

  it('is an image as small as the API wants it, and a PDF', async () => {
    await composer.paste({ name: 'chart.png', type: 'image/png', width: 300, height: 200 });
    await composer.hasChip('chart.png');
    await composer.paste({ name: 'photo.png', type: 'image/png', width: 2600, height: 1000 });
    await composer.hasChip('photo.png');
    await composer.paste({ name: 'paper.pdf', type: 'application/pdf', text: pdf });
    await composer.hasChip('paper.pdf');
    await session.workbench.screenshot('attached');
    await composer.type('What do these show?');
    const [chart, photo, paper, question] = await sent();
    assert.equal(chart!.source!.media_type, 'image/png');
    assert.deepEqual(sizeOf(chart!), { width: 300, height: 200 });
    assert.ok(photo!.source!.data.length <= 5 * 1024 * 1024, `${photo!.source!.data.length} characters`);
    assert.ok(photo!.source!.media_type === 'image/jpeg' || sizeOf(photo!).width <= 2000);
    assert.equal(Buffer.from(paper!.source!.data, 'base64').toString(), pdf);
    assert.equal(paper!.title, 'paper.pdf');
    assert.equal(question!.text, 'What do these show?');
    await session.workbench.screenshot('sent');
  });
});

/** Of a PNG: its header says (PNG specification, 11.2.2). */
function sizeOf({ source }: Block): { width: number; height: number } {
  const bytes = Buffer.from(source!.data, 'base64');
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}
