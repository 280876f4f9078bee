import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { reply } from '../endpoint';
import { Panel } from './panel';
import { sharedSession, type SharedSession } from './sharedSession';
import { until, Workbench } from './workbench';

const kills = process.env['ASIDE_RUNS'] ? 10 : 1;

/** The numbers of the words w0, w1, … of a reply, but of the last, which may be cut. */
const wordsOf = (text: string) =>
  [...text.matchAll(/(?<=^|\s)w(\d*)(?=\s)/g)].map(([, digits]) => Number(digits || NaN)).slice(0, -1);

/** Processes of VS Code's server that run extensions, by what /proc says of them. */
function extensionHosts(server: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        return parent === server && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('extensionHost');
      } catch {
        return false;
      }
    });
}

describe('conversations stay', function () {
  this.timeout(180_000);
  let session: SharedSession;

  before(async () => {
    session = await sharedSession();
  });

  /** The conversations that are asked for here; the window may have others. */
  const own = /How are lists sorted\?|怎样读取文件？|What is a monad\?|Burritos/;
  const rows = async () => {
    const all = await session.workbench.quickInput.locator('.monaco-list-row').allInnerTexts();
    return all.map((row) => row.replace(/\s+/g, ' ').trim());
  };
  const ownRows = async () => (await rows()).filter((row) => own.test(row));

  async function openHistory(): Promise<void> {
    await session.workbench.run('Aside: History');
    await session.workbench.page.locator('.quick-input-titlebar', { hasText: 'Conversations' }).waitFor();
  }

  const press = async (row: string, button: string) => {
    const line = session.workbench.quickInput.locator('.monaco-list-row', { hasText: row }).first();
    await line.hover();
    await line.locator(`.action-label[aria-label^="${button}"]`).click();
  };

  it('and are found by what was said in them', async () => {
    const { panel, endpoint, workbench } = session;
    for (const [question, answer] of [
      ['How are lists sorted?', 'With a **stable** merge sort.'],
      ['怎样读取文件？', '用流式读取，不要一次读完。'],
      ['What is a monad?', 'A burrito.'],
    ] as const) {
      endpoint.script(reply(answer));
      await panel.newChat();
      await panel.ask(question);
      await panel.reply();
    }
    await openHistory();
    await until('all are listed', 20_000, async () => (await ownRows()).length === 3);
    await workbench.quickInput.locator('.quick-input-box input').fill('流式');
    await until('the text is found', 20_000, async () => (await rows()).some((row) => row.includes('用流式读取')));
    await workbench.page.keyboard.press('Enter');
    await until('it is shown', 20_000, async () => (await panel.turns('user')).join().includes('怎样读取文件？'));
  });

  it('under the names that they are given, and come back when they are deleted by mistake', async () => {
    const { workbench } = session;
    await openHistory();
    await until('all are listed', 20_000, async () => (await ownRows()).length === 3);
    await press('What is a monad?', 'Rename');
    await workbench.page.locator('.quick-input-titlebar', { hasText: 'Rename' }).waitFor();
    await workbench.quickInput.locator('.quick-input-box input').fill('Burritos');
    await workbench.page.keyboard.press('Enter');
    await until('it is renamed', 20_000, async () => (await rows()).some((row) => row.includes('Burritos')));
    await press('How are lists sorted?', 'Pin');
    await until('it is first', 20_000, async () => (await rows())[0]?.includes('How are lists sorted?') === true);
    await press('Burritos', 'Delete');
    await until('it is gone', 20_000, async () => !(await rows()).some((row) => row.includes('Burritos')));
    await workbench.page.locator('.quick-input-titlebar .action-label[aria-label^="Undo"]').click();
    await until('it is back', 20_000, async () => (await rows()).some((row) => row.includes('Burritos')));
    await press('Burritos', 'Delete');
    await until('it is gone again', 20_000, async () => !(await rows()).some((row) => row.includes('Burritos')));
    await workbench.page.keyboard.press('Escape');
    await workbench.run('Notifications: Show Notifications');
    await workbench.page.locator('.notifications-center .monaco-button', { hasText: 'Undo' }).first().click();
    await openHistory();
    await until('it is back', 20_000, async () => (await rows()).some((row) => row.includes('Burritos')));
    await workbench.page.keyboard.press('Escape');
  });

  it('in a file that is written and read again', async () => {
    const { workbench, workspace } = session;
    const file = join(workspace.folder, 'exported.json');
    await workbench.run('Aside: Export Conversations');
    await workbench.pickRow('JSON: all conversations', 'stays');
    await workbench.answerDialog(file);
    await until('the file is there', 60_000, async () => existsSync(file));
    const exported = readFileSync(file, 'utf8');
    const { conversations } = JSON.parse(exported) as { conversations: object[] };
    assert.equal(conversations.filter((one) => own.test(JSON.stringify(one))).length, 3);
    // As it comes from another machine: under ids that this one does not know.
    const renamed = exported.replaceAll(/"id": "([\w-]{36})",\n {6}"title"/g, '"id": "from-afar-$1",\n      "title"');
    writeFileSync(file, renamed);
    await workbench.run('Aside: Import Conversations');
    await workbench.answerDialog(file);
    await openHistory();
    await until('there are twice as many', 20_000, async () => (await ownRows()).length === 6);
    await workbench.page.keyboard.press('Escape');
  });

  it('the same in two windows', async () => {
    const { panel, endpoint, workbench, browser } = session;
    endpoint.script(reply('From the first window.'));
    await panel.newChat();
    await panel.ask('Who is there?');
    await panel.reply();
    const page = await browser.context.newPage();
    try {
      await page.goto(workbench.page.url());
      const other = new Workbench(page);
      await other.ready();
      await other.openPanel();
      const second = new Panel(other);
      await until('the other window shows it', 20_000, async () =>
        (await second.turns('assistant')).join().includes('From the first window.'),
      );
      endpoint.script(reply('From the second window. '.repeat(20), { delay: 30 }));
      await second.ask('And now?');
      await until('the reply streams in the first window too', 20_000, async () =>
        (await panel.turns('assistant')).join().includes('From the second window.'),
      );
      await second.reply();
      await until('and ends there', 20_000, async () => {
        const last = (await panel.turns('assistant')).at(-1) ?? '';
        return last.split('From the second window.').length === 21;
      });
    } finally {
      await page.close();
    }
  });

  it(`when the extension host is killed, ${kills} times`, async function () {
    if (process.platform !== 'linux') this.skip();
    const { panel, endpoint, server, workbench } = session;
    for (let run = 0; run < kills; run += 1) {
      await panel.newChat();
      endpoint.script(reply(Array.from({ length: 2000 }, (_, n) => `w${n}`).join(' '), { delay: 10 }));
      await panel.ask(`Killed ${run}`);
      await until('something came', 20_000, async () => (await panel.turns('assistant')).join().includes('w9 '));
      await workbench.page.waitForTimeout(Math.random() * 2000);
      const shown = wordsOf((await panel.turns('assistant')).join());
      const [host] = extensionHosts(server.pid);
      assert.ok(host, 'there is an extension host');
      process.kill(host, 'SIGKILL');
      await workbench.reload();
      await workbench.openPanel();
      await until('the conversation is there', 20_000, async () =>
        (await panel.turns('user')).join().includes(`Killed ${run}`),
      );
      await panel.reply(['failed'], 30_000);
      const kept = wordsOf((await panel.turns('assistant')).join());
      console.log(`      ${shown.length} words were shown, ${kept.length} are kept`);
      assert.deepEqual(
        kept,
        Array.from({ length: kept.length }, (_, n) => n),
        'as they came',
      );
      // A delta of 12 characters comes every 10 ms, with two or three words: 1 s is at most 300 of them.
      assert.ok(shown.length - kept.length <= 300, `${shown.length - kept.length} words are missing`);
    }
  });
});
