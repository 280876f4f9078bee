// Runs in the browser. The driver (render.ts) calls it and measures from outside.
import { setColourist } from '../../src/webview/markdown/codeBlock';
import { colourist } from '../../src/webview/colours/colourist';
import { type ColoursPart, type ViewMessage } from '../../src/protocol';
import { type EditorColours } from './editorColours';
import { batches, reply, singleBlocks } from './renderCorpus';
import { coloured, type Renderer, renderers } from './renderers';

export interface RenderPage {
  /** What code is coloured with, where it is. */
  prepare(colours: EditorColours): void;
  /** Begins a text of a kind (`reply`, or one of the single blocks) and returns how many batches it has. */
  begin(renderer: string, kind: string, size: number): number;
  /** Shows the batches up to `to` as one, without measuring anything. */
  skip(to: number): void;
  /** Shows `count` batches one by one, each laid out, and what else comes to the page in between. */
  show(count: number): Promise<void>;
  /** Characters on show; throws when what should be there is not. */
  check(): number;
}

let renderer: Renderer;
let colouredOne: Renderer | undefined;
let root: HTMLElement;
let waiting: string[] = [];
let next = 0;

const page: RenderPage = {
  prepare(colours) {
    const tell = (part: ColoursPart) => window.postMessage({ type: 'colours', part });
    // As the host answers.
    const postMessage = (message: ViewMessage) => {
      if (message.type === 'languages') tell(colours.languages);
      else if (message.type === 'theme') tell(colours.theme);
      else if (message.type === 'grammar') {
        const { scopeName } = message;
        const file = colours.grammars[scopeName];
        tell({ kind: 'grammar', scopeName, file: file === undefined ? file : new TextEncoder().encode(file) });
      }
    };
    Object.assign(window, { acquireVsCodeApi: () => ({ postMessage }) });
  },
  begin(name, kind, size) {
    setColourist(name === coloured ? colourist : undefined);
    document.body.replaceChildren();
    root = document.body.appendChild(document.createElement('main'));
    renderer = renderers[name]!(root);
    if (name === coloured) colouredOne = renderer;
    waiting = batches(kind === 'reply' ? reply(size) : singleBlocks[kind]!(size));
    next = 0;
    return waiting.length;
  },
  skip(to) {
    if (to <= next) return;
    renderer.append(waiting.slice(next, to).join(''));
    next = to;
    layOut();
  },
  async show(count) {
    for (const end = Math.min(next + count, waiting.length); next < end; next++) {
      renderer.append(waiting[next]!);
      layOut();
      await turn();
    }
    if (renderer === colouredOne) await coloursAreThere();
    layOut();
  },
  check() {
    const isColoured = root.querySelector('.code-line span') !== null;
    const hasCode = waiting.slice(0, next).join('').includes('```ts\n');
    if (isColoured !== (renderer === colouredOne && hasCode)) {
      throw new Error(`Code ${isColoured ? 'has' : 'lacks'} colours.`);
    }
    const shown = root.textContent.replace(/\s+/g, '').length;
    const given = waiting
      .slice(0, next)
      .join('')
      // A definition shows nothing.
      .replace(/^\[.*\]: .*$/gm, '')
      .replace(/[\s|>#*`:-]+/g, '').length;
    if (shown < given * 0.75) throw new Error(`It shows ${shown} of ${given} characters.`);
    return shown;
  },
};

/** What is coloured late is part of what it costs. */
async function coloursAreThere(): Promise<void> {
  const hasCode = root.querySelector('.code-line') !== null;
  for (let before = -1, tries = 0; tries < 100; tries++) {
    const count = root.querySelectorAll('.code-line span').length;
    if (count === before && (count > 0 || !hasCode)) return;
    before = count;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** One turn of the event loop: what was posted meanwhile is heard. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function layOut(): void {
  void root.offsetHeight;
}

Object.assign(window, { page });
