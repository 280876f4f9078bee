import assert from 'node:assert/strict';
import { type Browser } from '../harness/browser';
import { conversationOf, PanelPage, type PageReply } from './page';
import { sharedBrowser } from './sharedBrowser';
import { until } from './workbench';

const words = 'the stream parser value token renders each block once and keeps what no later line can change'.split(
  ' ',
);
const sentence = (n: number) => `${words.map((_, at) => words[(at * n) % words.length]).join(' ')} word${n} `;

describe('a long block that streams', () => {
  let browser: Browser;
  let panel: PanelPage;
  let reply: PageReply;

  before(async () => {
    browser = await sharedBrowser();
  });
  beforeEach(async () => {
    panel = await PanelPage.open(
      browser,
      conversationOf(2, () => 'Hello'),
    );
    reply = await panel.ask('Go');
  });
  afterEach(() => panel?.close());

  const count = (selector: string) => panel.page.locator(`aside-turn:last-of-type ${selector}`).count();

  async function stream(pieces: readonly string[]): Promise<void> {
    for (const [index, piece] of pieces.entries()) {
      reply.text(piece);
      if (index % 5 === 4) await panel.settled();
    }
    await panel.settled();
  }

  async function end(): Promise<void> {
    reply.end();
    const last = panel.page.locator('[data-testid="turn-assistant"]').last();
    await until('the end', 20_000, async () => (await last.getAttribute('data-state')) === 'done');
    await panel.settled();
  }

  /** Where each word with a number is, in px from the top left corner of the text. */
  const places = (): Promise<Record<string, string>> =>
    panel.page.evaluate(() => {
      const root = [...document.querySelectorAll('aside-turn .markdown')].at(-1)!;
      const corner = root.getBoundingClientRect();
      const found: Record<string, string> = {};
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode as Text;
        for (const { 0: word, index } of node.data.matchAll(/word\d+/g)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          const { left, top } = range.getBoundingClientRect();
          found[word] = `${Math.round(left - corner.left)} ${Math.round(top - corner.top)}`;
        }
      }
      return found;
    });

  for (const [name, prefix, part] of [
    ['a paragraph', '', sentence],
    ['a paragraph with code and emphasis', '', (n) => `${sentence(n)}\`code()\` **strong** `],
    ['a paragraph about markup', '', (n) => `${sentence(n)}<div> `],
    ['a paragraph without spaces', '', (n) => `${'这是一个没有空格的段落'.repeat(8)}word${n}`],
    ['a word without end', '', (n) => `{"word${n}":[${'1,'.repeat(40)}2]},`],
    ['a quote in a quote', '> > ', sentence],
    ['a list item', '- ', sentence],
  ] as const satisfies [string, string, (n: number) => string][]) {
    it(`looks as it will at the end: ${name}`, async () => {
      await stream([prefix, ...Array.from({ length: 80 }, (_, n) => part(n + 1))]);
      assert.ok((await count('.settled-lines')) >= 3, `${await count('.settled-lines')} boxes`);
      const before = await places();
      await end();
      assert.equal(await count('.settled-lines'), 0);
      // Of the last line, the end is not known before.
      assert.deepEqual({ ...(await places()), word80: '' }, { ...before, word80: '' });
    });
  }

  it('is shown once, whatever its code is about', async () => {
    await stream(['- Code:\n\n  ```html\n  <ul>\n']);
    const first = await panel.page.locator('aside-turn:last-of-type .block').elementHandle();
    await stream(Array.from({ length: 80 }, (_, n) => `    <li class="a">${sentence(n + 1)}</li>\n`));
    assert.ok(await first!.evaluate((block) => block.isConnected));
    assert.equal(await count('.code-line'), 81);
    await end();
  });

  it('is as wide as the panel, whenever that changes', async () => {
    await stream(Array.from({ length: 60 }, (_, n) => sentence(n + 1)));
    await panel.page.setViewportSize({ width: 300, height: 640 });
    await panel.settled();
    const before = await places();
    await end();
    assert.deepEqual({ ...(await places()), word60: '' }, { ...before, word60: '' });
  });

  it('keeps what is selected', async () => {
    await stream(Array.from({ length: 15 }, (_, n) => sentence(n + 1)));
    await panel.page.evaluate(() => {
      const root = [...document.querySelectorAll('aside-turn .markdown')].at(-1)!;
      const text = document.createTreeWalker(root, NodeFilter.SHOW_TEXT).nextNode() as Text;
      getSelection()!.setBaseAndExtent(text, 7, text, 160);
    });
    const selected = () => panel.page.evaluate(() => getSelection()!.toString());
    const before = await selected();
    assert.ok(before.length > 100);
    await stream(Array.from({ length: 60 }, (_, n) => sentence(n + 16)));
    assert.ok((await count('.settled-lines')) > 0);
    assert.equal(await selected(), before);
    await end();
    assert.equal(await selected(), before);
  });

  it('keeps its columns: a table', async () => {
    const rows = Array.from(
      { length: 250 },
      (_, n) => `| row${n} | \`${words[n % 7]}()\` | ${words[n % 13]} of it |\n`,
    );
    await stream(['| Name | Type | Notes |\n|---|:-:|---|\n', ...rows]);
    assert.ok((await count('.settled-rows')) >= 3, `${await count('.settled-rows')} boxes`);
    const grid = () =>
      panel.page.evaluate(() => {
        const table = [...document.querySelectorAll<HTMLTableElement>('aside-turn table')].at(-1)!;
        return [...table.rows].map((row) => ({
          cells: [...row.cells].map((cell) => Math.round(cell.getBoundingClientRect().left)).join(' '),
          top: row.getBoundingClientRect().top,
          bottom: row.getBoundingClientRect().bottom,
        }));
      });
    const boxed = await grid();
    assert.equal(boxed.length, 251);
    for (const [index, { cells, top }] of boxed.entries()) {
      // A border may be shared in one place and not in another: a hair.
      const [shift = 0] = cells.split(' ').map((left, at) => Math.abs(+left - +boxed[0]!.cells.split(' ')[at]!));
      assert.ok(shift <= 1, `row ${index} has its columns at ${cells}, the first at ${boxed[0]!.cells}`);
      assert.ok(index === 0 || Math.abs(top - boxed[index - 1]!.bottom) <= 1, `row ${index} is where it belongs`);
    }
    const folder = process.env['ASIDE_SCREENSHOTS'];
    if (folder) await panel.page.screenshot({ path: `${folder}/table.png` });
    await end();
    assert.equal(await count('.settled-rows'), 0);
    assert.equal(await count('tbody'), 1);
    const held = ':is(table, table *):is([style], [class])';
    assert.deepEqual(
      await panel.page.locator(held).evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 200))),
      [],
    );
    const whole = await grid();
    assert.deepEqual(
      whole.map(({ top, bottom }) => Math.round(bottom - top)),
      boxed.map(({ top, bottom }) => Math.round(bottom - top)),
    );
  });
});
