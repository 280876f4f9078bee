import assert from 'node:assert/strict';
import { type Browser } from '../harness/browser';
import { conversationOf, PanelPage } from './page';
import { sharedBrowser } from './sharedBrowser';
import { until } from './workbench';

/** What the page did while a reply streamed. */
interface Work {
  /** Renders of turns that were finished, and of the one that streams. */
  readonly finished: number;
  readonly live: number;
  readonly frames: number;
  /** Nodes of finished turns that were added, removed or changed. */
  readonly mutations: number;
}

describe('a reply that streams', () => {
  let browser: Browser;
  let panel: PanelPage;

  before(async () => {
    browser = await sharedBrowser();
  });
  afterEach(() => panel?.close());

  it('renders its own turn once a frame at most, and touches no other', async () => {
    panel = await PanelPage.open(
      browser,
      conversationOf(1000, (index) => `Answer ${index}`),
    );
    // As many turns in the page as there may be.
    for (let round = 0; round < 4; round++) await panel.scrollTo(0);
    await panel.page.locator('.scroller').press('End');
    const reply = await panel.ask('Go');
    reply.text('It begins. ');
    await panel.settled();
    await panel.page.evaluate(() => {
      const work = { finished: 0, live: 0, frames: 0, mutations: 0 };
      Object.assign(window, { work });
      interface Turn extends HTMLElement {
        live?: unknown;
        performUpdate(): void;
      }
      const { prototype } = customElements.get('aside-turn') as unknown as { prototype: Turn };
      const original = prototype.performUpdate;
      prototype.performUpdate = function (this: Turn) {
        work[this.live ? 'live' : 'finished'] += 1;
        original.call(this);
      };
      const count = (): void => {
        work.frames += 1;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
      const observer = new MutationObserver((records) => {
        work.mutations += records.filter(({ target }) => {
          const turn = (target instanceof Element ? target : target.parentElement)?.closest<Turn>('aside-turn');
          return turn && !turn.live;
        }).length;
      });
      const options = { subtree: true, childList: true, characterData: true, attributes: true };
      observer.observe(document.querySelector('.turns')!, options);
    });
    const before = panel.posts.length;
    for (let delta = 0; delta < 2000; delta++) {
      reply.text(`word${delta} ${delta % 40 === 39 ? '\n\n' : ''}`);
      if (delta % 20 === 19) await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const last = panel.page.locator('[data-testid="turn-assistant"]').last();
    await until('all of it', 20_000, async () => (await last.innerText()).includes('word1999'));
    const work = await panel.page.evaluate(() => (window as unknown as { work: Work }).work);
    assert.equal(work.finished, 0, 'renders of finished turns');
    assert.equal(work.mutations, 0, 'changes in finished turns');
    assert.ok(work.live > 0 && work.live <= work.frames + 1, `${work.live} renders in ${work.frames} frames`);
    const posts = panel.posts.slice(before);
    assert.ok(posts.length <= 2000 / 10, `${posts.length} posts for 2,000 deltas`);
    reply.end();
    await panel.settled();
    assert.match(await last.innerText(), /^It begins\. word0 [^]*word1999/);
  });
});
