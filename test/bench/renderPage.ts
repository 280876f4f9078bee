// Runs in the browser. The driver (render.ts) calls it and measures from outside.
import { batches, reply, singleBlocks } from './renderCorpus';
import { type Renderer, renderers } from './renderers';

export interface RenderPage {
  /** Begins a text of a kind (`reply`, or one of the single blocks) and returns how many batches it has. */
  begin(renderer: string, kind: string, size: number): number;
  /** Shows the batches up to `to` as one, without measuring anything. */
  skip(to: number): void;
  /** Shows `count` batches one by one, each laid out. */
  show(count: number): void;
  /** Characters on show; throws when what should be there is not. */
  check(): number;
}

let renderer: Renderer;
let root: HTMLElement;
let waiting: string[] = [];
let next = 0;

const page: RenderPage = {
  begin(name, kind, size) {
    document.body.replaceChildren();
    root = document.body.appendChild(document.createElement('main'));
    renderer = renderers[name]!(root);
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
  show(count) {
    for (const end = Math.min(next + count, waiting.length); next < end; next++) {
      renderer.append(waiting[next]!);
      layOut();
    }
  },
  check() {
    const shown = root.textContent.replace(/\s+/g, '').length;
    const given = waiting
      .slice(0, next)
      .join('')
      .replace(/[\s|>#*`:-]+/g, '').length;
    if (shown < given * 0.75) throw new Error(`It shows ${shown} of ${given} characters.`);
    return shown;
  },
};

function layOut(): void {
  void root.offsetHeight;
}

Object.assign(window, { page });
