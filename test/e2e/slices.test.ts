import assert from 'node:assert/strict';
import { type Browser } from '../harness/browser';
import { conversationOf, PanelPage } from './page';
import { sharedBrowser } from './sharedBrowser';

/** The element, as its page knows it. */
interface Markdown extends HTMLElement {
  content: { readonly pieces: readonly string[]; readonly complete: boolean };
  readonly shown: Promise<void>;
}

const section = (index: number): string =>
  [
    `## Section ${index}`,
    `Some *words* about \`part(${index})\` and [a link](https://example.com/${index}) \u{1F600} that goes on for a while.`,
    `- one\n- two\n  - three ${index}`,
    `\`\`\`js\nconst value${index} = ${index};\nreturn value${index};\n\`\`\``,
    `| a | b |\n| - | - |\n| ${index} | ${index + 1} |`,
  ].join('\n\n');

const long = (sections: number): string => Array.from({ length: sections }, (_, index) => section(index)).join('\n\n');

describe('a long reply that comes at once', function () {
  this.timeout(120_000);
  let browser: Browser;
  let panel: PanelPage | undefined;

  before(async () => {
    browser = await sharedBrowser();
  });
  afterEach(async () => {
    await panel?.close();
    panel = undefined;
  });

  it('is shown bit by bit while the page answers, and ends as one that has streamed', async () => {
    panel = await PanelPage.open(
      browser,
      conversationOf(0, () => ''),
    );
    const { busyAtFirst, answers, same, size } = await panel.page.evaluate(async (text) => {
      const add = () => document.body.appendChild(document.createElement('aside-markdown') as Markdown);
      const whole = add();
      whole.content = { pieces: [text], complete: true };
      const busyAtFirst = whole.ariaBusy;
      let answers = 0;
      for (; whole.ariaBusy; answers += 1) await new Promise((resolve) => setTimeout(resolve));
      await whole.shown;
      const streamed = add();
      const pieces: string[] = [];
      for (let at = 0; at < text.length; at += 1000) {
        pieces.push(text.slice(at, at + 1000));
        streamed.content = { pieces, complete: false };
        await streamed.shown;
      }
      streamed.content = { pieces, complete: true };
      await streamed.shown;
      return { busyAtFirst, answers, same: whole.isEqualNode(streamed), size: whole.querySelectorAll('h2').length };
    }, long(300));
    assert.equal(busyAtFirst, 'true');
    assert.ok(answers >= 2, String(answers));
    assert.ok(same);
    assert.equal(size, 300);
  });

  it('takes more, and another text instead, while it is not all shown', async () => {
    panel = await PanelPage.open(
      browser,
      conversationOf(0, () => ''),
    );
    const [more, other] = await panel.page.evaluate(async (text) => {
      const element = document.body.appendChild(document.createElement('aside-markdown') as Markdown);
      const pieces = [text];
      element.content = { pieces, complete: false };
      if (!element.ariaBusy) throw new Error('All of it is shown.');
      pieces.push('\n\nmore');
      element.content = { pieces, complete: false };
      element.content = { pieces, complete: true };
      await element.shown;
      const ends = [
        element.querySelectorAll('h2').length,
        element.lastElementChild!.lastElementChild!.textContent?.trim(),
      ];
      element.content = { pieces: [`${text}\n\nagain`], complete: false };
      element.content = { pieces: ['other **text**'], complete: true };
      await element.shown;
      return [ends, element.textContent?.trim()];
    }, long(300));
    assert.deepEqual(more, [300, 'more']);
    assert.equal(other, 'other text');
  });

  it('is read from its end, and from where the reader was, as any other', async () => {
    panel = await PanelPage.open(
      browser,
      conversationOf(24, (index) => `${long(60)}\n\nThe end of ${index}.`),
    );
    assert.ok((await panel.scroll()).distance <= 2, 'the end is on show');
    const { height } = await panel.scroll();
    await panel.scrollTo(height / 2);
    const before = await panel.inView();
    assert.ok(Object.keys(before).length > 0);
    // Longer than it may take until the place is saved.
    await new Promise((resolve) => setTimeout(resolve, 300));
    await panel.hideAndShow();
    const after = await panel.inView();
    for (const [text, top] of Object.entries(before))
      assert.ok(Math.abs(after[text]! - top) <= 1, `${text}: ${top}, then ${after[text]}`);
  });
});
