import { createMarkdownView, type MarkdownView } from './markdownView';
import { purify } from './purify';
import { inSlices } from './slices';

export interface Content {
  /** The text in pieces. The same array may have grown when it is set again. */
  readonly pieces: readonly string[];
  readonly complete: boolean;
}

/** UTF-16 code units that are parsed and shown in one step at least: of the costliest text they take as long as a frame. */
const leastSlice = 4096;

/** A step that took less, in ms, may be followed by one of twice the length. */
const quickStep = 8;

/**
 * A Markdown text that grows. Only what is new is parsed and shown, whatever it is set to in between; much at once is
 * shown in slices, and `aria-busy` is set until all of it is there.
 */
export class MarkdownElement extends HTMLElement {
  #view: MarkdownView | undefined;
  /** The array that was set last, and how many of its pieces are taken over. */
  #pieces: readonly string[] = [];
  #taken = 0;
  /** Taken over, and not shown yet. */
  #rest = '';
  #complete = false;
  #ended = false;
  #sliceLength = leastSlice;
  #shown: Promise<void> | undefined;
  #resolve: () => void = () => undefined;

  set content({ pieces, complete }: Content) {
    let fresh = pieces === this.#pieces ? pieces.slice(this.#taken).join('') : this.#takeOver(pieces.join(''));
    if (this.#complete && (fresh !== '' || !complete)) {
      fresh = pieces.join('');
      this.#clear();
    }
    this.#pieces = pieces;
    this.#taken = pieces.length;
    this.#rest += fresh;
    this.#complete = complete;
    if (this.#shown || (this.#rest === '' && this.#ended === complete)) return;
    inSlices(this.#step);
    if (this.#isShown()) return;
    this.#shown = new Promise((resolve) => (this.#resolve = resolve));
    this.setAttribute('aria-busy', 'true');
  }

  /** Until all of the text is shown. */
  get shown(): Promise<void> {
    return this.#shown ?? Promise.resolve();
  }

  readonly #step = (): boolean => {
    if (this.#isShown()) return this.#done();
    this.#view ??= createMarkdownView(this, purify);
    const slice = this.#nextSlice(this.#view.openLength());
    const began = performance.now();
    if (this.#rest === '' && this.#complete) {
      this.#view.end(slice);
      this.#ended = true;
    } else if (slice !== '') this.#view.append(slice);
    this.#sliceLength = performance.now() - began < quickStep ? 2 * this.#sliceLength : leastSlice;
    return this.#isShown() && this.#done();
  };

  /** What is open is parsed again with each slice: one that is a good part of it keeps all of them from costing much. */
  #nextSlice(openLength: number): string {
    const length = Math.max(this.#sliceLength, openLength >> 1);
    const end = length + (isHighSurrogate(this.#rest, length - 1) ? 1 : 0);
    const slice = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end);
    return slice;
  }

  #isShown(): boolean {
    return this.#rest === '' && this.#ended === this.#complete;
  }

  #done(): true {
    this.#resolve();
    this.#shown = undefined;
    // What was quick of a few deltas says nothing of the next text that comes at once.
    this.#sliceLength = leastSlice;
    this.removeAttribute('aria-busy');
    return true;
  }

  /** The host sends a turn whole when it is done: the same text, if all is well. Returns what is not taken over of it. */
  #takeOver(text: string): string {
    const before = (this.#view?.text() ?? '') + this.#rest;
    if (text.startsWith(before)) return text.slice(before.length);
    this.#clear();
    return text;
  }

  #clear(): void {
    this.#view = undefined;
    this.#rest = '';
    this.#complete = false;
    this.#ended = false;
    this.replaceChildren();
  }
}

function isHighSurrogate(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800;
}

customElements.define('aside-markdown', MarkdownElement);
