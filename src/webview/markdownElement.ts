import { createMarkdownView, type MarkdownView } from './markdownView';
import { purify } from './purify';

export interface Content {
  /** The text in pieces. The same array may have grown when it is set again. */
  readonly pieces: readonly string[];
  readonly complete: boolean;
}

/** A Markdown text that grows. Only what is new is parsed and shown, whatever it is set to in between. */
export class MarkdownElement extends HTMLElement {
  #view: MarkdownView | undefined;
  /** The array that was set last, and how many of its pieces are shown. */
  #pieces: readonly string[] = [];
  #taken = 0;
  #complete = false;

  set content({ pieces, complete }: Content) {
    let rest = pieces === this.#pieces ? pieces.slice(this.#taken).join('') : this.#takeOver(pieces.join(''));
    if (this.#complete && (rest !== '' || !complete)) {
      rest = pieces.join('');
      this.#clear();
    }
    this.#pieces = pieces;
    this.#taken = pieces.length;
    this.#view ??= createMarkdownView(this, purify);
    if (complete && !this.#complete) this.#view.end(rest);
    else if (rest !== '') this.#view.append(rest);
    this.#complete = complete;
  }

  /** The host sends a turn whole when it is done: the same text, if all is well. Returns what is not shown of it. */
  #takeOver(text: string): string {
    const before = this.#view?.text() ?? '';
    if (text.startsWith(before)) return text.slice(before.length);
    this.#clear();
    return text;
  }

  #clear(): void {
    this.#view = undefined;
    this.#complete = false;
    this.replaceChildren();
  }
}

customElements.define('aside-markdown', MarkdownElement);
