import assert from 'node:assert/strict';
import { type Browser } from '../harness/browser';
import { conversationOf, PanelPage } from './page';
import { sharedBrowser } from './sharedBrowser';

const hebrew = [
  'שלום, זה קובץ `cart.ts`.',
  '',
  'Plain English.',
  '',
  '# כותרת',
  '',
  '- [ ] לכתוב בדיקה',
  '- [x] לתקן',
  '',
  '1. ראשון',
  '2. second',
  '',
  '* פסקה',
  '',
  '  עוד',
  '',
  '> ציטוט',
  '',
  '| שם | value |',
  '|---|---|',
  '| סל | cart |',
  '',
  '```js',
  'const שם = 1;',
  '```',
].join('\n');

describe('a text that is written from right to left', () => {
  let browser: Browser;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedBrowser();
    panel = await PanelPage.open(
      browser,
      conversationOf(2, () => 'Hello'),
    );
    const reply = await panel.ask('מה עושה cart.ts?');
    reply.text(hebrew);
    reply.end();
    await panel.settled();
  });
  after(() => panel?.close());

  const turn = (role: string) => panel.page.locator(`[data-testid="turn-${role}"]`).last();
  const directions = (role: string, selector: string) =>
    turn(role)
      .locator(selector)
      .evaluateAll((all) => all.map((element) => getComputedStyle(element).direction));
  const check = (what: string, role: string, selector: string, expected: readonly string[]) =>
    it(what, async () => assert.deepEqual(await directions(role, selector), expected));

  check('is such in a question', 'user', '.markdown p', ['rtl']);
  check('paragraph by paragraph', 'assistant', '.block > p', ['rtl', 'ltr']);
  check('in a heading', 'assistant', 'h1', ['rtl']);
  check('in lists, whose marks stand at its side', 'assistant', 'ul, ol', ['rtl', 'rtl', 'rtl']);
  check('item by item', 'assistant', 'li', ['rtl', 'rtl', 'rtl', 'ltr', 'rtl']);
  check('in a quote', 'assistant', 'blockquote', ['rtl']);
  check('in cells, of a table that begins on the right', 'assistant', 'table, th, td', [
    'rtl',
    'rtl',
    'ltr',
    'rtl',
    'ltr',
  ]);
  check('but for code', 'assistant', 'p code, .code-block, .code-block code', ['ltr', 'ltr', 'ltr']);

  it('has the side of a quote and the boxes of a task list on its right', async () => {
    const quote = await turn('assistant')
      .locator('blockquote')
      .evaluate((element) => {
        const { paddingLeft, paddingRight } = getComputedStyle(element);
        return [paddingLeft, paddingRight];
      });
    assert.deepEqual(quote, ['0px', '10px']);
    const [box, item] = await Promise.all(
      ['li.task input', 'li.task'].map((selector) => turn('assistant').locator(selector).first().boundingBox()),
    );
    assert.ok(box!.x >= item!.x + item!.width, `${box!.x} beside ${item!.x + item!.width}`);
    const folder = process.env['ASIDE_SCREENSHOTS'];
    if (folder) await panel.page.screenshot({ path: `${folder}/direction.png` });
  });

  for (const [text, expected] of [
    ['מה עושה cart.ts?', 'rtl'],
    ['ماذا يفعل هذا؟', 'rtl'],
    ['What is שלום?', 'ltr'],
  ] as const) {
    it(`is typed as such: ${text}`, async () => {
      const composer = panel.page.locator('[data-testid="composer"]');
      await composer.fill(text);
      assert.equal(await composer.evaluate((area) => getComputedStyle(area).direction), expected);
    });
  }
});
