import assert from 'node:assert/strict';
import { type Browser } from '../harness/browser';
import { conversationOf, PanelPage } from './page';
import { sharedBrowser } from './sharedBrowser';
import { until } from './workbench';

/** Bold, code, a list: what is looked for runs across them. */
function answer(index: number): string {
  const needle = index % 100 === 1 ? `A **nee**dle ${index}, and a Needle.` : 'Hay.';
  return `${needle}\n\n- one\n- two\n\n\`\`\`ts\nconst x = ${index};\nconst y = 2;\n\`\`\`\n\nThe end.`;
}

describe('finding in the conversation', () => {
  let browser: Browser;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedBrowser();
  });
  afterEach(() => panel?.close());

  const open = async (count: number, over: Parameters<typeof PanelPage.open>[2] = {}): Promise<void> => {
    panel = await PanelPage.open(browser, conversationOf(count, answer), over);
    await panel.page.locator('[data-testid="composer"]').click();
    await panel.page.keyboard.press('Control+f');
  };
  const input = () => panel.page.locator('[data-testid="find-input"]');
  const counted = async (expected: string): Promise<void> => {
    const count = panel.page.locator('[data-testid="find-count"]');
    let text = '';
    await until(`the count ${expected}`, 20_000, async () => (text = await count.innerText()) === expected).catch(() =>
      assert.equal(text, expected),
    );
    await panel.settled();
  };
  /** The texts that are marked, and where the current one is. */
  const marks = () =>
    panel.page.evaluate(() => {
      const ranges = (name: string): Range[] => [...(CSS.highlights.get(name) ?? [])] as Range[];
      const view = document.querySelector('.scroller')!.getBoundingClientRect();
      const current = ranges('aside-find-current')[0];
      const rect = current?.getBoundingClientRect();
      return {
        all: ranges('aside-find').map((range) => range.toString()),
        current: current?.toString(),
        turn: current?.startContainer.parentElement?.closest('[data-turn]')?.getAttribute('data-turn'),
        isInView: rect !== undefined && rect.height > 0 && rect.top >= view.top && rect.bottom <= view.bottom,
      };
    });

  it('counts matches in all of 1,000 messages, and shows each in turn, what is not in the page too', async function () {
    // Many steps.
    this.timeout(240_000);
    await open(1000);
    await input().pressSequentially('needle');
    await counted('20 of 20');
    const seen: string[] = [];
    for (let step = 0; step < 20; step++) {
      const { current, turn, isInView } = await marks();
      assert.equal(current?.toLowerCase(), 'needle', `step ${step}`);
      assert.ok(isInView, `${turn} is in view`);
      seen.push(turn!);
      await panel.page.keyboard.press(step % 2 ? 'Enter' : 'F3');
      await counted(`${step + 1} of 20`);
    }
    assert.deepEqual(new Set(seen).size, 10);
    assert.ok((await panel.page.locator('aside-turn').count()) <= 120);
    await panel.page.keyboard.press('Shift+Enter');
    await counted('19 of 20');
    await panel.page.keyboard.press('Shift+F3');
    await counted('18 of 20');
    assert.equal((await marks()).turn, 't801');
    await panel.page.keyboard.press('Alt+c');
    await counted('9 of 10');
    await input().fill('Needle');
    await counted('9 of 10');
    assert.equal((await marks()).turn, 't801');
    await input().fill('NEEDLE');
    await counted('No results');
  });

  it('marks what runs across bold, code and lines, in the page', async () => {
    await open(4);
    await input().fill('needle 1, and a');
    await counted('1 of 1');
    assert.deepEqual((await marks()).all, ['needle 1, and a']);
    await input().fill('one two');
    await counted('1 of 2');
    await input().fill('= 3; const y');
    await counted('1 of 1');
    assert.equal((await marks()).all.length, 1);
    await input().fill('ts');
    await counted('No results');
    assert.deepEqual((await marks()).all, []);
  });

  it('opens what is folded, and finds in it', async () => {
    await open(4);
    const reply = await panel.ask('Think');
    reply.block('thinking', 'A secret thought.');
    reply.block('text', 'Done.');
    reply.end();
    await panel.settled();
    await input().fill('SECRET');
    await counted('1 of 1');
    const { current, isInView } = await marks();
    assert.equal(current, 'secret');
    assert.ok(isInView);
  });

  it('goes on while a reply streams, without moving the reader', async () => {
    await open(40);
    const reply = await panel.ask('Go');
    reply.text('hay hay\n\n');
    await panel.settled();
    await input().fill('one');
    const count = panel.page.locator('[data-testid="find-count"]');
    await until('a count', 20_000, async () => / of 20$/.test(await count.innerText()));
    for (let at = parseInt(await count.innerText()); at > 10; at--) {
      await panel.page.keyboard.press('Shift+Enter');
      await counted(`${at - 1} of 20`);
    }
    const { top } = await panel.scroll();
    reply.text('one\n\n'.repeat(60));
    await counted('10 of 80');
    reply.text('one');
    reply.end();
    await counted('10 of 81');
    assert.equal((await panel.scroll()).top, top);
  });

  it('is not disturbed by an input method, and closes with Escape, back to where one was', async () => {
    await open(20);
    const reply = await panel.ask('Go');
    await panel.page.keyboard.insertText('x');
    await panel.settled();
    await input().evaluate((element: HTMLInputElement) => {
      element.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
      element.value = 'ni';
      element.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true }));
    });
    await panel.settled();
    assert.ok(!panel.said.some((message) => message.type === 'find' && message.text === 'ni'));
    assert.equal(await input().count(), 1, 'Escape was for the list of candidates');
    await input().evaluate((element: HTMLInputElement) => {
      element.value = '你';
      element.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
      element.dispatchEvent(new InputEvent('input', { bubbles: true }));
    });
    await counted('No results');
    await panel.page.waitForTimeout(50);
    await input().press('Escape');
    await panel.settled();
    assert.equal(await input().count(), 0);
    assert.equal(await panel.page.evaluate(() => document.activeElement?.getAttribute('data-testid')), 'composer');
    assert.equal(await panel.page.evaluate(() => CSS.highlights.size), 0);
    assert.ok(!panel.said.some(({ type }) => type === 'stop'), 'the reply goes on');
    reply.end();
  });

  it('speaks Chinese, and says its count to a screen reader', async () => {
    const l10n = { '{0} of {1}': '第 {0} 项,共 {1} 项', Find: '查找' };
    await open(4, { language: 'zh-cn', l10n });
    assert.equal(await input().getAttribute('placeholder'), '查找');
    await input().fill('hay');
    await counted('第 1 项,共 1 项');
    assert.equal(await panel.page.locator('[data-testid="find-count"]').getAttribute('aria-live'), 'polite');
  });
});
