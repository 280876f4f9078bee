import { PartialJson } from '../../messages/partialJson';
import { type Content } from '../markdown/markdownElement';
import { createValueView, type ValueView } from './valueView';

/** The input of a tool, as far as it has come. What is no JSON is shown as it was written. */
export class ToolInputElement extends HTMLElement {
  #json = new PartialJson();
  #view: ValueView | undefined;
  /** The array that was set last, and how many of its pieces are shown. */
  #pieces: readonly string[] = [];
  #taken = 0;

  set content({ pieces, complete }: Content) {
    if (pieces !== this.#pieces) this.#clear();
    this.#json.append(pieces.slice(this.#taken).join(''));
    this.#pieces = pieces;
    this.#taken = pieces.length;
    const value = this.#json.broken ? pieces.join('') : this.#json.value;
    if (value === undefined) return;
    if (!this.#view) this.replaceChildren((this.#view = createValueView()).element);
    this.#view.update(value, complete);
  }

  #clear(): void {
    this.#json = new PartialJson();
    this.#view = undefined;
    this.#taken = 0;
    this.replaceChildren();
  }
}

customElements.define('aside-tool-input', ToolInputElement);
