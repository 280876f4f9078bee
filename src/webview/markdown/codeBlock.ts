import * as l10n from '@vscode/l10n';
import { type CodeAction } from '../../protocol';
import { type StyledLine } from '../../textmate/style';
import { createChunks } from './chunks';
import { keepSelection, paintLine, showLine } from './codeLine';
import { post } from '../kit/host';
import { type IconName, iconElement } from '../kit/icons';

export interface Code {
  readonly info: string;
  readonly lines: readonly string[];
}

/** A code block on show: a header with what can be done with it, and one element a line. */
export interface CodeBlock {
  readonly element: HTMLElement;
  update(code: Code): void;
  /** From line `from` on, the lines are these. */
  setLines(from: number, lines: readonly string[]): void;
  readonly text: () => string;
  readonly info: () => string;
  readonly lines: () => readonly string[];
  /** Shows lines from `from` on in these styles, as far as they still begin with these texts. */
  paint(from: number, texts: readonly string[], lines: readonly StyledLine[], classOf: (style: number) => string): void;
}

/** Colours code: is told that a block's lines from `from` on, or what its language is, have changed. */
export type Colourist = (block: CodeBlock, from: number) => void;

let colourist: Colourist | undefined;

export function setColourist(one: Colourist | undefined): void {
  colourist = one;
}

/** Longer blocks can be folded, to this many lines. */
const foldAbove = 40;
const foldedLines = 12;

const linesAChunk = 64;

/** Labels of what one types into a terminal. */
const shells = new Set([
  ...['sh', 'bash', 'zsh', 'fish', 'shell', 'shellscript', 'console', 'terminal', 'shell-session', 'shellsession'],
  ...['sh-session', 'powershell', 'ps1', 'pwsh', 'bat', 'batch', 'cmd', 'nu'],
]);

const blocks = new WeakMap<Element, CodeBlock>();

export function codeBlockOf(element: Element): CodeBlock | undefined {
  return blocks.get(element);
}

export function createCodeBlock(code: Code): CodeBlock {
  const label = create('span', 'code-label');
  const fold = actionButton('fold', 'fold', l10n.t('Fold'));
  const terminal = actionButton('terminal', 'terminal', l10n.t('Put into the terminal'), 'code-terminal');
  const tools = create('div', 'code-tools');
  tools.append(
    fold,
    actionButton('wrap', 'word-wrap', l10n.t('Wrap long lines')),
    actionButton('apply', 'diff-single', l10n.t('Apply to its file'), 'code-apply'),
    actionButton('newFile', 'new-file', l10n.t('New file with this code'), 'code-new-file'),
    terminal,
    actionButton('insert', 'insert', l10n.t('Insert at cursor'), 'code-insert'),
    actionButton('copy', 'copy', l10n.t('Copy code'), 'code-copy'),
  );
  const header = create('div', 'code-header');
  header.append(label, tools);
  const body = create('code', 'code-lines');
  const scroller = create('pre', 'code-body');
  // A region that scrolls has to be reachable by keyboard.
  scroller.tabIndex = 0;
  scroller.append(body);
  const more = create('button', 'code-more');
  more.dataset.action = 'fold';
  const element = create('div', 'code-block');
  element.append(header, scroller, more);

  let info = '';
  const shown: string[] = [];
  const elements: HTMLElement[] = [];
  const chunks = createChunks(body, 'code-chunk', linesAChunk);

  const block: CodeBlock = {
    element,
    update(next) {
      if (next.info !== info || label.textContent === '') {
        info = next.info;
        const { language, file } = parseInfo(info);
        terminal.hidden = !shells.has(language.toLowerCase());
        label.textContent = file ?? (language || l10n.t('Text'));
        scroller.setAttribute('aria-label', l10n.t('Code: {0}', label.textContent));
        colourist?.(block, 0);
      }
      let same = 0;
      while (same < shown.length && shown[same] === next.lines[same]) same += 1;
      block.setLines(same, next.lines.slice(same));
    },
    setLines(from, lines) {
      for (const [offset, text] of lines.entries()) {
        const index = from + offset;
        if (index === elements.length) {
          const fresh = create('div', 'code-line');
          elements.push(fresh);
          chunks.append(fresh);
        }
        if (shown[index] !== text) showLine(elements[index]!, shown[index], text);
      }
      const count = from + lines.length;
      for (const extra of elements.splice(count)) chunks.remove(extra);
      shown.length = Math.min(shown.length, from);
      for (const line of lines) shown.push(line);
      fold.hidden = count <= foldAbove;
      more.textContent = fold.hidden ? '' : l10n.t('Show {0} more lines', count - foldedLines);
      if (lines.length > 0) colourist?.(block, from);
    },
    text: () => shown.join('\n'),
    info: () => info,
    lines: () => shown,
    paint(from, texts, lines, classOf) {
      keepSelection(body, () => {
        for (const [offset, styles] of lines.entries()) {
          const text = shown[from + offset];
          if (text?.startsWith(texts[offset]!)) paintLine(elements[from + offset]!, text, styles, classOf);
        }
      });
    },
  };
  blocks.set(element, block);
  block.update(code);
  return block;
}

/** Does what the button of a code block says that was clicked, if one was. */
export function handleCodeClick(event: Event): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-action]') : null;
  const element = button?.closest('.code-block');
  const block = element && blocks.get(element);
  if (!button || !block) return;
  const action = button.dataset.action as CodeAction | 'wrap' | 'fold';
  if (action === 'wrap') {
    button.setAttribute('aria-pressed', String(block.element.classList.toggle('wrapped')));
  } else if (action === 'fold') {
    const folded = block.element.classList.toggle('folded');
    const toggle = block.element.querySelector<HTMLElement>('.code-tools [data-action="fold"]')!;
    label(toggle, folded ? l10n.t('Unfold') : l10n.t('Fold'));
    toggle.replaceChildren(iconElement(folded ? 'unfold' : 'fold'));
    // The button that was pressed may just have gone.
    if (!folded) toggle.focus({ preventScroll: true });
  } else {
    // A file ends with a newline, a piece of code at the cursor does not.
    post({
      type: 'code',
      action,
      text: action === 'newFile' ? `${block.text()}\n` : block.text(),
      language: parseInfo(block.info()).language,
      info: block.info(),
      before: textBefore(block.element),
    });
    if (action === 'copy') confirmCopy(button);
  }
}

/** `ts src/a.ts`, `ts:src/a.ts`, `ts title="src/a.ts"` and `{.ts}` are all in use. */
export function parseInfo(info: string): { readonly language: string; readonly file?: string } {
  const [first = '', ...rest] = info.trim().split(/\s+/);
  const titled = /(?:title|file(?:name|path)?)=(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(info);
  const [language = '', after] = first.replace(/^\{\.?|\}$/g, '').split(/:(.*)/s);
  const named = titled?.[1] ?? titled?.[2] ?? titled?.[3] ?? after ?? rest[0];
  return { language, file: named && /[\w-][./][\w-]/.test(named) && !/[={}]/.test(named) ? named : undefined };
}

/** The end of what the reply says before a block: it may name the file. */
function textBefore(element: Element): string {
  const text = element.closest('.markdown');
  if (!text) return '';
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEndBefore(element);
  return range.toString().slice(-500);
}

/** An icon that says for a moment that it has worked. */
function confirmCopy(button: Element): void {
  button.replaceChildren(iconElement('check'));
  setTimeout(() => {
    if (button.isConnected) button.replaceChildren(iconElement('copy'));
  }, 1500);
}

function actionButton(action: string, icon: IconName, title: string, testId?: string): HTMLElement {
  const button = create('button', 'icon-button');
  button.dataset.action = action;
  if (testId) button.dataset.testid = testId;
  if (action === 'wrap') button.setAttribute('aria-pressed', 'false');
  label(button, title);
  button.append(iconElement(icon));
  return button;
}

function label(button: HTMLElement, text: string): void {
  button.title = text;
  button.setAttribute('aria-label', text);
}

function create<K extends keyof HTMLElementTagNameMap>(name: K, className: string): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.className = className;
  if (element instanceof HTMLButtonElement) element.type = 'button';
  return element;
}
