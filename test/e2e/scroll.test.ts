import assert from 'node:assert/strict';
import { conversationOf, PanelPage } from './page';
import { type Browser } from '../harness/browser';
import { sharedBrowser } from './sharedBrowser';
import { until } from './workbench';

/** Every kind of height: text that wraps, lists, code, an image that is not there. */
function rich(index: number): string {
  return [
    `Answer ${index} begins here and goes on for long enough to take several lines in a narrow panel.`,
    `- first of ${index}\n- second of ${index}`,
    `\`\`\`ts\n${Array.from({ length: index % 7 }, (_, line) => `const line${line} = ${index};`).join('\n')}\n\`\`\``,
    `![an image](https://example.invalid/${index}.png)`,
    `The end of ${index}.`,
  ].join('\n\n');
}

describe('the place of the reader', () => {
  let browser: Browser;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedBrowser();
  });
  afterEach(() => panel?.close());

  const open = async (count: number): Promise<void> => {
    panel = await PanelPage.open(browser, conversationOf(count, rich));
  };
  /** What is in view both before and after is where it was, to the pixel. */
  async function check(change: () => unknown): Promise<void> {
    const before = await panel.inView();
    await change();
    await panel.settled();
    const after = await panel.inView();
    const both = Object.keys(before).filter((key) => key in after);
    assert.ok(both.length >= 2, `in view before: ${Object.keys(before).join()}; after: ${Object.keys(after).join()}`);
    for (const key of both)
      assert.ok(Math.abs(after[key]! - before[key]!) <= 0.5, `${key} moved: ${before[key]} → ${after[key]}`);
  }
  const jump = () => panel.page.locator('[data-testid="jump"]');

  it('is the end of a conversation of 1,000 messages when it is opened, of which a few screens are there', async () => {
    await open(1000);
    assert.ok((await panel.scroll()).distance <= 1);
    const first = panel.posts[0];
    assert.ok(first?.type === 'conversation' && first.turns.length <= 30 && first.earlier >= 970);
    assert.equal(await jump().count(), 0);
  });

  it('does not move when older messages come above it, up to the first one, and what is far below goes', async () => {
    await open(200);
    for (let round = 0; round < 300; round++) {
      const { top } = await panel.scroll();
      if (top === 0) break;
      // Up by less than a screen, so that something stays in view.
      const before = await panel.inView();
      const by = Math.min(top, 400);
      await panel.scrollTo(top - by);
      const after = await panel.inView();
      for (const key of Object.keys(before).filter((key) => key in after)) {
        assert.ok(Math.abs(after[key]! - before[key]! - by) <= 1, `${key}: ${before[key]} + ${by} → ${after[key]}`);
      }
    }
    assert.equal(await panel.page.locator('[data-turn="t0"]').count(), 1, 'the first message');
    const shown = await panel.page.locator('aside-turn').count();
    assert.ok(shown <= 120, `${shown} turns in the page`);
    assert.equal(await panel.page.locator('[data-turn="t199"]').count(), 0);
    await jump().click();
    await panel.settled();
    assert.equal(await panel.page.locator('[data-turn="t199"]').count(), 1);
    assert.ok((await panel.scroll()).distance <= 1);
    assert.equal(await jump().count(), 0);
  });

  it('does not move at the very top when older messages come', async () => {
    await open(200);
    for (let round = 0; round < 3; round++) {
      const turns = panel.page.locator('aside-turn');
      const first = await turns.first().locator('[data-turn]').getAttribute('data-turn');
      const before = await turns.first().evaluate((turn) => {
        turn.closest('.scroller')!.scrollTop = 0;
        return turn.getBoundingClientRect().top;
      });
      await panel.settled();
      assert.notEqual(await turns.first().locator('[data-turn]').getAttribute('data-turn'), first, 'older ones came');
      const after = await panel.page.locator(`aside-turn:has([data-turn="${first}"])`).boundingBox();
      assert.ok(Math.abs(after!.y - before) <= 0.5, `${before} → ${after!.y}`);
    }
  });

  it('follows a reply at the end, and leaves a reader alone who is 3 px away from it', async () => {
    await open(20);
    const reply = await panel.ask('Go');
    reply.text('One line.\n\n');
    await panel.settled();
    assert.ok((await panel.scroll()).distance <= 1, 'follows');
    reply.text('More.\n\n'.repeat(30));
    await panel.settled();
    const { top, distance } = await panel.scroll();
    assert.ok(distance <= 1, 'follows what is long');
    await panel.scrollTo(top - 2);
    reply.text('Still.\n\n'.repeat(3));
    await panel.settled();
    assert.ok((await panel.scroll()).distance <= 1, '2 px are the end');
    await panel.scrollTo((await panel.scroll()).top - 3);
    await check(() => reply.text('And more.\n\n'.repeat(20)));
    assert.equal(await jump().getAttribute('aria-label'), 'Jump to the latest: there is something new');
    await check(() => reply.end());
    await jump().focus();
    await panel.page.keyboard.press('Enter');
    await panel.settled();
    assert.ok((await panel.scroll()).distance <= 1);
    assert.equal(await jump().count(), 0);
  });

  it('does not move when the panel is resized or its type changes', async () => {
    await open(60);
    await panel.scrollTo((await panel.scroll()).top - 900);
    const place = async () => Object.entries(await panel.inView())[0]!;
    for (const change of [
      () => panel.page.setViewportSize({ width: 420, height: 400 }),
      () => panel.page.setViewportSize({ width: 420, height: 700 }),
      () => panel.page.setViewportSize({ width: 300, height: 700 }),
      () => panel.page.setViewportSize({ width: 800, height: 700 }),
      () => panel.page.evaluate(() => document.documentElement.style.setProperty('--vscode-font-size', '16px')),
    ]) {
      const [key, top] = await place();
      await change();
      await panel.settled();
      const after = (await panel.inView())[key];
      assert.ok(after === undefined || Math.abs(after - top) <= 1, `${key}: ${top} → ${after}`);
      assert.notEqual(after, undefined, `${key} is still in view`);
    }
  });

  it('at the end stays at the end when the panel is resized', async () => {
    await open(60);
    for (const width of [300, 800, 420]) {
      await panel.page.setViewportSize({ width, height: 500 });
      await panel.settled();
      assert.ok((await panel.scroll()).distance <= 1);
    }
  });

  it('does not move when thinking opens and closes, in the middle, at the end and while a reply streams', async () => {
    await open(20);
    const reply = await panel.ask('Think');
    reply.block('thinking', 'A thought that is long.\n\n'.repeat(12));
    reply.block('text', 'Said.\n\n'.repeat(3));
    await panel.settled();
    const summary = panel.page.locator('[data-testid="thinking"] > summary');
    const topOf = async () => (await summary.boundingBox())!.y;
    assert.ok((await panel.scroll()).distance <= 1);
    const top = await topOf();
    await summary.click();
    await panel.settled();
    assert.equal(await topOf(), top, 'opened at the end');
    assert.equal(await jump().count(), 1, 'the end is out of view');
    await summary.click();
    await panel.settled();
    assert.equal(await topOf(), top, 'closed again');
    await summary.press('Enter');
    await panel.settled();
    assert.equal(await topOf(), top, 'opened with the keyboard');
    await panel.scrollTo((await panel.scroll()).height);
    const atEnd = await topOf();
    await panel.scrollTo((await panel.scroll()).top - 1);
    await summary.evaluate((element) => (element as HTMLElement).click());
    await panel.settled();
    const now = await topOf();
    assert.ok(now === Math.max(now, 0), `closed out of view, it comes into view: ${atEnd} → ${now}`);
    reply.text('More.\n\n'.repeat(40));
    reply.end();
    await panel.settled();
    assert.ok((await panel.scroll()).distance <= 1, 'the end is followed again');
  });

  it('is the same after the page was destroyed and made anew, and so is what was unfolded', async () => {
    await open(400);
    const reply = await panel.ask('Think');
    reply.block('thinking', 'Hm.\n\n'.repeat(5));
    reply.text('So.\n\n'.repeat(60));
    await panel.settled();
    await panel.page
      .locator('[data-testid="thinking"] > summary')
      .evaluate((element) => (element as HTMLElement).click());
    await panel.settled();
    for (let round = 0; round < 12; round++) await panel.scrollTo((await panel.scroll()).top - 900);
    const before = await panel.inView();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await panel.hideAndShow();
    const after = await panel.inView();
    assert.deepEqual(Object.keys(after), Object.keys(before));
    for (const key of Object.keys(before))
      assert.ok(Math.abs(after[key]! - before[key]!) <= 1, `${key} ${before[key]} → ${after[key]}`);
    reply.text('And the end.');
    reply.end();
    await jump().click();
    await panel.settled();
    const last = panel.page.locator('[data-testid="turn-assistant"]').last();
    await until('the end', 20_000, async () => (await last.innerText()).includes('And the end.'));
    assert.equal(await last.locator('details[open] .fold-body').count(), 1, 'the thinking is open');
    await new Promise((resolve) => setTimeout(resolve, 300));
    await panel.hideAndShow();
    assert.ok((await panel.scroll()).distance <= 1, 'the end is remembered as the end');
  });
});
