import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AxeResults } from 'axe-core';
import { type Frame } from 'playwright-core';
import { apiError, hang, reply } from '../endpoint';
import { toolchain } from '../harness/toolchain';
import { knownModel, sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

/** Themes by the class that VS Code gives a webview's body. */
const themes = {
  'vscode-light': 'Light Modern',
  'vscode-dark': 'Dark Modern',
  'vscode-high-contrast': 'Dark High Contrast',
  'vscode-high-contrast-light': 'Light High Contrast',
} as const;

/** In which the states beside the rich reply are looked at. */
const others = process.env['ASIDE_RUNS'] ? Object.keys(themes) : ['vscode-dark'];

const rich = [
  '# A heading\n\nText with **bold**, *emphasis*, ~~struck~~ words, `code` and [a link](https://example.com).',
  '## Lists\n\n- one\n  - two\n\n1. first\n2. second\n\n- [x] done\n- [ ] open',
  '> A quote with `code`.',
  '| Name | Value |\n|:--|--:|\n| a | 1 |\n| a longer name | 2000 |',
  '```ts src/a.ts\nexport const answer = 42; // a comment\n```',
].join('\n\n');

const citations = [
  { type: 'web_search_result_location', url: 'https://example.com/words', title: 'Words', cited_text: 'A word is.' },
  { type: 'page_location', document_index: 0, document_title: 'A book', cited_text: 'It was.', start_page_number: 3 },
];

describe('the panel for everyone', function () {
  this.timeout(240_000);
  let session: SharedSession;
  let axe: string;

  before(async () => {
    const { root } = toolchain();
    axe = await readFile(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
    session = await sharedSession({ settings: knownModel, hasKey: false });
  });

  it('is sound while it has no key', async () => {
    await session.panel.waitFor('empty-no-key');
    await isSound('no-key', others);
  });

  it('is sound while it is empty', async () => {
    await session.panel.enterKey(session.key);
    await session.panel.waitFor('composer');
    await isSound('empty', others);
  });

  it('is sound in every theme with a rich reply', async () => {
    session.endpoint.script(
      reply([
        { type: 'thinking', thinking: 'A thought.', signature: 'x' },
        { type: 'text', text: rich },
        { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'words' } },
        {
          type: 'web_search_tool_result',
          tool_use_id: 'srvtoolu_1',
          content: [{ type: 'web_search_result', title: 'Words', url: 'https://example.com/words' }],
        },
        { type: 'text', text: 'What was found.', citations },
      ]),
    );
    await session.panel.ask('Show me everything');
    await session.panel.reply();
    // Folds hold what is to be looked at, too.
    const folds = (await session.panel.find('card')).or(await session.panel.find('citation'));
    for (const fold of await folds.locator('summary').all()) await fold.click();
    await isSound('reply', Object.keys(themes));
  });

  it('has every control within reach of the keyboard, with a focus that shows', async () => {
    const frame = await session.panel.frame();
    await (await session.panel.waitFor('composer')).focus();
    const controls = 'button, summary, textarea, a[href], [tabindex="0"], vscode-button';
    const wanted = await frame.evaluate(
      (selector) =>
        [...document.querySelectorAll<HTMLElement>(selector)].filter(
          (element) => element.checkVisibility({ visibilityProperty: true }) && !element.matches(':disabled'),
        ).length,
      controls,
    );
    const reached = new Set<string>();
    for (let index = 0; index < wanted; index += 1) {
      const { place, visible } = await frame.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const { outlineStyle, boxShadow } = getComputedStyle(element);
        const all = [...document.querySelectorAll('*')];
        // A text field shows its focus by the border of the box around it, a component in its shadow.
        const shown =
          outlineStyle !== 'none' ||
          boxShadow !== 'none' ||
          element.localName === 'textarea' ||
          element.shadowRoot !== null;
        return { place: String(all.indexOf(element)), visible: shown ? '' : element.outerHTML.slice(0, 200) };
      });
      assert.equal(visible, '', 'has the focus and does not show it');
      reached.add(place);
      await session.workbench.page.keyboard.press('Shift+Tab');
      if (!(await frame.evaluate(() => document.hasFocus()))) break;
    }
    assert.ok(reached.size >= 8, `only ${reached.size} of ${wanted} controls were reached`);
  });

  it('is sound in every theme with the context nearly full and a cost to decide on', async () => {
    const { panel, endpoint } = session;
    await panel.newChat();
    endpoint.script(reply('That is a lot.', { usage: { input_tokens: 170_000, output_tokens: 100 } }));
    await panel.ask('Read all of it');
    await panel.reply();
    const composer = await panel.waitFor('composer');
    await composer.fill('And the rest?');
    await composer.press('Enter');
    await panel.waitFor('offer-send');
    await (await panel.waitFor('meter')).click();
    await panel.waitFor('summarise');
    await isSound('costs', Object.keys(themes));
    // The details lie over what is to be decided.
    await (await panel.waitFor('meter')).click();
    await (await panel.waitFor('offer-no')).click();
    await panel.newChat();
  });

  it('is sound with an error', async () => {
    session.endpoint.script(apiError(400, 'invalid_request_error', 'max_tokens: too large'));
    await session.panel.ask('And now?');
    await session.panel.reply(['failed']);
    await isSound('error', others);
  });

  it('is sound while a reply streams', async () => {
    session.endpoint.script(hang('body'));
    await session.panel.ask('Wait');
    await session.panel.reply(['streaming']);
    await isSound('streaming', others);
    await (await session.panel.waitFor('stop')).click();
  });

  async function isSound(name: string, inThemes: readonly string[]): Promise<void> {
    const found: string[] = [];
    for (const bodyClass of inThemes) {
      await useTheme(bodyClass, themes[bodyClass as keyof typeof themes]);
      const frame = await session.panel.frame();
      await frame.evaluate(axe);
      // What is behind the page is VS Code's, which axe does not see: it would take it for white.
      await frame.evaluate(() => (document.documentElement.style.background = 'var(--vscode-sideBar-background)'));
      // Code is coloured anew a moment after the theme has changed.
      let wrong: string[] = [];
      for (let tries = 0; tries === 0 || (wrong.length > 0 && tries < 10); tries += 1) {
        if (tries > 0) await session.workbench.page.waitForTimeout(500);
        wrong = await look(frame);
      }
      found.push(...wrong.map((line) => `${bodyClass} ${line}`));
      await session.workbench.screenshot(`${name}-${bodyClass}`);
    }
    assert.deepEqual(found, []);
  }

  async function look(frame: Frame): Promise<string[]> {
    const { violations } = await frame.evaluate(() =>
      (window as unknown as { axe: { run(options: object): Promise<AxeResults> } }).axe.run({
        resultTypes: ['violations'],
      }),
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  }

  async function useTheme(bodyClass: string, theme: string): Promise<void> {
    const { panel, workbench } = session;
    const classesOf = async () => (await panel.frame()).evaluate(() => document.body.className.split(' '));
    if ((await classesOf()).includes(bodyClass)) return;
    await workbench.pickTheme(theme);
    await until(`the panel is in ${theme}`, 60_000, async () => (await classesOf()).includes(bodyClass));
  }
});
