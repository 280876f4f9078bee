import assert from 'node:assert/strict';
import { Window } from 'happy-dom';
import { type CodeBlock, createCodeBlock, setColourist } from '../../../../src/webview/markdown/codeBlock';
import { keepSelection, paintLine, showLine } from '../../../../src/webview/markdown/codeLine';

const names = ['document', 'Node', 'Text', 'Element', 'HTMLElement', 'HTMLButtonElement'] as const;

describe('a line of code', () => {
  let window: Window;
  const globals = globalThis as unknown as Record<string, unknown>;

  before(() => {
    window = new Window();
    for (const name of names) globals[name] = window[name];
  });
  after(async () => {
    setColourist(undefined);
    for (const name of names) delete globals[name];
    await window.happyDOM.close();
  });

  const classOf = (style: number) => `s${style}`;

  function lineWith(text: string): HTMLElement {
    const line = document.createElement('div');
    line.className = 'code-line';
    document.body.append(line);
    showLine(line, undefined, text);
    return line;
  }

  it('is spans where it has a style, and text where it has none', () => {
    const check = (text: string, styles: readonly number[], expected: string) => {
      const line = lineWith(text);
      paintLine(line, text, styles, classOf);
      assert.equal(line.innerHTML, expected);
      assert.equal(line.textContent, text);
    };
    check('let a', [], 'let a');
    check('let a', [3, 16, 5, 0], '<span class="s16">let</span> a');
    check('let a', [3, 0, 5, 17], 'let<span class="s17"> a</span>');
    check('let abc', [3, 16, 5, 32], '<span class="s16">let</span><span class="s32"> abc</span>');
    check('a', [3, 16, 5, 32], '<span class="s16">a</span>');
    check('<b>&', [3, 16, 4, 0], '<span class="s16">&lt;b&gt;</span>&amp;');
    const empty = lineWith('');
    paintLine(empty, '', [], classOf);
    assert.equal(empty.innerHTML, '<br>');
  });

  it('grows in the style of its end, and keeps what has not changed when it is painted again', () => {
    const line = lineWith('let');
    paintLine(line, 'let', [3, 16], classOf);
    const first = line.firstChild;
    showLine(line, 'let', 'let x = "a');
    assert.equal(line.innerHTML, '<span class="s16">let x = "a</span>');
    paintLine(line, 'let x = "a', [3, 16, 8, 0, 10, 32], classOf);
    assert.equal(line.innerHTML, '<span class="s16">let</span> x = <span class="s32">"a</span>');
    assert.equal(line.firstChild, first);
    showLine(line, 'let x = "a', 'other');
    assert.equal(line.innerHTML, 'other');
  });

  it('keeps what is selected in it when it comes apart', () => {
    const root = document.createElement('div');
    document.body.append(root);
    const line = lineWith('const answer = 42;');
    root.append(line);
    const selection = document.getSelection()!;
    selection.setBaseAndExtent(line.firstChild!, 8, line.firstChild!, 17);
    keepSelection(root, () => paintLine(line, 'const answer = 42;', [5, 16, 15, 0, 17, 32, 18, 0], classOf));
    assert.equal(selection.toString(), 'swer = 42');
    assert.equal(selection.anchorNode?.textContent, ' answer = ');
    assert.equal(selection.focusNode?.textContent, '42');
  });

  it('is painted in its block as far as it still says the same, and is copied as it is', () => {
    const told: number[] = [];
    setColourist((_block: CodeBlock, from: number) => told.push(from));
    const block = createCodeBlock({ info: 'ts', lines: ['let a', 'b'] });
    assert.deepEqual([...new Set(told)], [0]);
    block.setLines(1, ['bc', 'd']);
    assert.equal(told.at(-1), 1);
    const painted = [
      [3, 16, 5, 0],
      [1, 32],
      [1, 32],
    ];
    block.paint(0, ['let a', 'b', 'gone'], painted, classOf);
    const html = [...block.element.querySelectorAll('.code-line')].map((line) => line.innerHTML);
    assert.deepEqual(html, ['<span class="s16">let</span> a', '<span class="s32">bc</span>', 'd']);
    assert.equal(block.text(), 'let a\nbc\nd');
    block.setLines(1, []);
    block.paint(0, ['let a', 'b'], painted.slice(0, 2), classOf);
    assert.equal(block.text(), 'let a');
  });
});
