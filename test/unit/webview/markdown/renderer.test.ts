import * as assert from 'node:assert';
import { Window } from 'happy-dom';
import { createMarkdownStream } from '../../../../src/markdown/stream';
import { handleCodeClick, parseInfo } from '../../../../src/webview/markdown/codeBlock';
import { createMarkdownView } from '../../../../src/webview/markdown/markdownView';
import { createRenderer } from '../../../../src/webview/markdown/renderer';
import { createRandom } from '../../../fixtures/random';
import { commonMarkExamples, gfmSamples, lateSamples, splits } from '../../markdown/corpus';

/** What the renderer takes from the page. Purifying needs a real browser and is tested there. */
const names = ['document', 'Node', 'Text', 'Element', 'HTMLElement', 'HTMLButtonElement'] as const;

describe('the renderer', () => {
  let window: Window;
  const posted: unknown[] = [];
  const globals = globalThis as unknown as Record<string, unknown>;

  before(() => {
    window = new Window();
    for (const name of names) globals[name] = window[name];
    globals.acquireVsCodeApi = () => ({ postMessage: (message: unknown) => posted.push(message) });
  });
  after(async () => {
    for (const name of [...names, 'acquireVsCodeApi']) delete globals[name];
    await window.happyDOM.close();
  });

  function start(least?: number): { root: HTMLElement; show(piece: string): void; end(): void } {
    const root = document.createElement('div');
    document.body.append(root);
    const stream = createMarkdownStream(least);
    const renderer = createRenderer(root, (html) => {
      const template = document.createElement('template');
      template.innerHTML = html;
      return template.content;
    });
    return {
      root,
      show: (piece) => renderer.apply(stream.append(piece)),
      end: () => renderer.apply(stream.end()),
    };
  }

  function domOf(pieces: readonly string[], least?: number): HTMLElement {
    const { root, show, end } = start(least);
    pieces.forEach(show);
    end();
    root.normalize();
    root.remove();
    return root;
  }

  it('ends with the DOM of the whole text, however it is split', function () {
    this.timeout(120_000);
    const next = createRandom(4);
    const every = process.env['ASIDE_RUNS'] ? 1 : 8;
    for (const source of [
      ...gfmSamples,
      ...lateSamples,
      ...commonMarkExamples().filter((_, index) => index % every === 0),
    ]) {
      const pieces = splits(source, next);
      const whole = domOf([source], Infinity);
      for (const least of [1, 40]) {
        assert.ok(domOf(pieces, least).isEqualNode(whole), JSON.stringify({ least, pieces }));
      }
    }
  });

  it('loses no text where the place in which a block grows is lost', function () {
    this.timeout(60_000);
    const next = createRandom(5);
    const long = [
      `${'A long paragraph, word after word. '.repeat(60)}\n\nAnd **one** more.`,
      `- a list\n${'- of many items\n  with a line each\n'.repeat(60)}\nThe end.`,
      `> ${'quoted text that goes on. '.repeat(60)}\n\nThe end.`,
    ];
    for (const source of long) {
      const whole = domOf([source], Infinity);
      // As if the marks were taken out: of all HTML, or once in a while.
      for (const often of [1, 0.2]) {
        const root = document.createElement('div');
        const view = createMarkdownView(root, (html) => {
          const template = document.createElement('template');
          template.innerHTML = next() < often ? html.replace(/<!--.*?-->/g, '') : html;
          return template.content;
        });
        for (const piece of splits(source, next)) view.append(piece);
        view.end();
        root.normalize();
        assert.ok(root.isEqualNode(whole), root.innerHTML);
      }
    }
  });

  it('keeps the nodes of a growing paragraph', () => {
    const { root, show } = start();
    show('Some **bold** te');
    const [block, strong] = [root.firstElementChild, root.querySelector('strong')];
    const text = root.querySelector('p')!.lastChild;
    show('xt and [a link](b.ts)');
    assert.strictEqual(root.firstElementChild, block);
    assert.strictEqual(root.querySelector('strong'), strong);
    assert.strictEqual(root.querySelector('p')!.childNodes[2], text);
    assert.strictEqual(root.textContent?.trim(), 'Some bold text and a link');
  });

  it('has an element for each line of code, and keeps them while the block grows', () => {
    const { root, show, end } = start();
    show('- item\n\n  ```ts\n  a\n\n');
    const nested = root.querySelector('.code-line');
    assert.strictEqual(nested?.textContent, 'a');
    show('  b\n  ```\n\n```js file.js\nlet x');
    assert.strictEqual(root.querySelector('.code-line'), nested);
    const line = [...root.querySelectorAll('.code-line')].at(-1);
    show(';\n\nlet y;\n``');
    assert.strictEqual(line?.isConnected, true);
    end();
    const code = [...root.querySelectorAll('.code-block')].at(-1)!;
    assert.deepStrictEqual(
      [...code.querySelectorAll('.code-line')].map(({ textContent }) => textContent),
      ['let x;', '', 'let y;', '``'],
    );
    assert.strictEqual(code.querySelector('.code-label')?.textContent, 'file.js');
  });

  it('posts the code of a block, a file with its last newline', () => {
    const { root, show, end } = start();
    root.addEventListener('click', handleCodeClick);
    root.className = 'markdown';
    show('In `a.py`:\n\n```py a.py\na = 1\n\nb = 2\n```\n\nThat is it.');
    end();
    for (const id of ['code-copy', 'code-insert', 'code-new-file', 'code-apply']) {
      root.querySelector<HTMLElement>(`[data-testid="${id}"]`)!.click();
    }
    root.remove();
    const code = { type: 'code', language: 'py', info: 'py a.py', before: 'In a.py:' };
    const text = 'a = 1\n\nb = 2';
    assert.deepStrictEqual(
      (posted as { before: string }[]).map((message) => ({ ...message, before: message.before.trim() })),
      [
        { ...code, action: 'copy', text },
        { ...code, action: 'insert', text },
        { ...code, action: 'newFile', text: `${text}\n` },
        { ...code, action: 'apply', text },
      ],
    );
  });

  it('offers the terminal for what one types there', () => {
    const { root, show } = start();
    show('```sh\nls\n```\n\n```Console\n$ ls\n```\n\n```ts\nls();\n```\n\n```\nls\n```\n');
    const buttons = [...root.querySelectorAll<HTMLElement>('.code-tools [data-action="terminal"]')];
    assert.deepStrictEqual(
      buttons.map(({ hidden }) => hidden),
      [false, false, true, true],
    );
  });

  it('offers to fold what is longer than 40 lines', () => {
    const { root, show } = start();
    root.addEventListener('click', handleCodeClick);
    show(`\`\`\`\n${'x\n'.repeat(40)}`);
    const fold = root.querySelector<HTMLElement>('.code-tools [data-action="fold"]')!;
    assert.strictEqual(fold.hidden, true);
    show('x\n');
    assert.strictEqual(fold.hidden, false);
    fold.click();
    assert.ok(root.querySelector('.code-block')!.classList.contains('folded'));
  });
});

describe('an info line', () => {
  const table: [string, string, string | undefined][] = [
    ['', '', undefined],
    ['ts', 'ts', undefined],
    ['ts src/a.ts', 'ts', 'src/a.ts'],
    ['ts:src/a.ts', 'ts', 'src/a.ts'],
    ['tsx title="src/a b.tsx"', 'tsx', 'src/a b.tsx'],
    ["py filename='a.py' {1,3}", 'py', 'a.py'],
    ['js {1,3}', 'js', undefined],
    ['{.python}', 'python', undefined],
    ['c++', 'c++', undefined],
    ['diff ignored words', 'diff', undefined],
  ];
  for (const [info, language, file] of table) {
    it(`${info || '(none)'}`, () => assert.deepStrictEqual(parseInfo(info), { language, file }));
  }
});
