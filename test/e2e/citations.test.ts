import assert from 'node:assert/strict';
import { type CitationView, type HostMessage, type TurnView } from '../../src/protocol';
import { type BareView, canary, openBareView } from './bareView';
import { sharedBrowser } from './sharedBrowser';

const source = (n: number, more: Partial<CitationView> = {}): CitationView => ({
  ...{ title: `Page ${n}`, text: `The words of ${n}.`, url: `https://e.example/${n}` },
  ...more,
});
const turn = (more: Partial<TurnView>): TurnView => ({
  ...{ id: 'a', role: 'assistant', state: 'streaming', blocks: [], chips: [], notices: [], steps: [], repairs: [] },
  ...more,
});
const found = 'Page 1\nhttps://e.example/1\nPage 2\nhttps://e.example/2';

describe('what a reply rests on', () => {
  let view: BareView;

  before(async () => {
    view = await openBareView(await sharedBrowser());
  });
  after(() => view?.close());
  beforeEach(async () => {
    await view.open();
    const draft = { text: '', chips: [] };
    await view.tell({ type: 'conversation', id: 'c', title: 'C', turns: [], earlier: 0, later: 0, draft });
    await view.take();
  });

  const summaries = () => view.page.locator('[data-testid="citation"] > summary').allInnerTexts();
  const clean = (texts: readonly string[]) => texts.map((text) => text.replace(/\s+/g, ' ').trim());

  const streamed: readonly HostMessage[] = [
    { type: 'turn', turn: turn({}) },
    { type: 'block', index: 0, block: { kind: 'text', text: '' } },
    { type: 'delta', i: 0, t: 'It is **so**.' },
    { type: 'citation', i: 0, citation: source(1) },
    { type: 'citation', i: 0, citation: source(2) },
    { type: 'block', index: 1, block: { kind: 'text', text: '' } },
    { type: 'delta', i: 1, t: 'And so.' },
    { type: 'citation', i: 1, citation: source(2, { text: 'More words.', pages: [3, 4] }) },
    { type: 'citation', i: 1, citation: source(3) },
  ];
  const end: HostMessage = {
    type: 'turn',
    turn: turn({
      state: 'done',
      blocks: [
        { kind: 'text', text: '' },
        { kind: 'text', text: '' },
      ],
    }),
    streamed: true,
  };

  it('stands below its text as it comes, and stays when the reply is over', async () => {
    await view.tell(...streamed);
    const expected = ['1 Page 1', '2 Page 2', '2 Page 2', '3 Page 3'];
    assert.deepEqual(clean(await summaries()), expected);
    await view.tell(end);
    assert.deepEqual(clean(await summaries()), expected);
    const second = view.page.locator('[data-testid="citations"]').nth(1).locator('[data-testid="citation"]').first();
    await second.locator('summary').focus();
    await view.page.keyboard.press('Enter');
    assert.deepEqual(clean([await second.locator('blockquote').innerText()]), ['More words. Pages 3 to 4']);
    await view.posted();
    await second.locator('a').click();
    assert.deepEqual(await view.posted(), [{ type: 'openLink', href: 'https://e.example/2' }]);
    assert.deepEqual(await view.take(), { run: [], requests: [], blocked: [] });
  });

  it('and the pages that a search found are a card of links', async () => {
    await view.tell({
      type: 'turn',
      turn: turn({ state: 'done', blocks: [{ kind: 'results', text: found }] }),
    });
    const card = view.page.locator('[data-testid="card"]');
    assert.equal((await card.locator('summary').innerText()).trim(), '2 search results');
    await card.locator('summary').click();
    await card.locator('a').first().waitFor();
    assert.deepEqual(clean(await card.locator('li').allInnerTexts()), ['Page 1 e.example', 'Page 2 e.example']);
    await view.posted();
    await card.locator('a').nth(1).click();
    assert.deepEqual(await view.posted(), [{ type: 'openLink', href: 'https://e.example/2' }]);
  });

  it('says why a search failed', async () => {
    await view.tell({
      type: 'turn',
      turn: turn({ state: 'done', blocks: [{ kind: 'results', text: '', error: 'max_uses_exceeded' }] }),
    });
    const title = await view.page.locator('[data-testid="card"] summary').innerText();
    assert.equal(title.trim(), 'The search failed: max_uses_exceeded');
  });

  it('is text, whatever it says', async () => {
    const hostile = `<img src=x onerror=${canary}>`;
    const addresses = [
      `javascript:${canary}`,
      `https:\n//e.example`,
      `data:text/html,<script>${canary}</script>`,
      '//e.example/x',
    ];
    const citations = addresses.map((url) => ({ title: hostile + url, text: hostile, url }));
    const results = addresses.map((url) => `${hostile}\n${url.replace('\n', '\t')}`).join('\n');
    await view.tell({
      type: 'turn',
      turn: turn({
        state: 'done',
        blocks: [
          { kind: 'text', text: 'x', citations },
          { kind: 'results', text: results },
        ],
      }),
    });
    for (const summary of await view.page.locator('aside-turn summary').all()) await summary.click();
    await view.page.locator('.results li').first().waitFor();
    assert.equal(await view.page.locator('aside-turn a').count(), 0);
    assert.ok((await summaries())[0]!.includes(hostile));
    assert.deepEqual(await view.take(), { run: [], requests: [], blocked: [] });
  });
});
