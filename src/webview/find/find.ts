import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { type FindHit } from '../../protocol';
import { language } from '../kit/boot';
import { post } from '../kit/host';
import { icon, type IconName } from '../kit/icons';
import { imeOwns, meansEscape } from '../kit/input';
import { LightElement } from '../kit/lightElement';
import { mark, matchesIn, unmark } from './matches';
import { type TranscriptElement } from '../transcript/transcript';

/** In ms: how soon what changes is looked through again. */
const again = 400;

/** One match: the `nth` of a block, all counted from 0. */
interface Match {
  readonly turn: string;
  readonly block: number;
  readonly nth: number;
}

/** Finds text in the whole conversation: the host says where it is, and what is not in the page is fetched. */
@customElement('aside-find')
export class FindElement extends LightElement {
  @state() private isOpen = false;
  @state() private query = '';
  @state() private matchCase = false;
  @state() private hits: readonly FindHit[] | undefined;
  @state() private current: Match | undefined;
  #asked = 0;
  /** The host's answer brings the first match into view: the reader has asked for it, not a reply that streams. */
  #wantsFirst = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What had the focus before. */
  #before: HTMLElement | undefined;
  /**
   * The turns from the one that was in view when the search began, or when the reader last went on: typing does not
   * move where it starts.
   */
  #from = new Set<string>();
  /** The turn that is being fetched, and whether the reader goes on from there. */
  #fetching: { readonly turn: string; readonly goesOn: boolean } | undefined;

  async open(): Promise<void> {
    const { activeElement } = document;
    if (!this.contains(activeElement)) this.#before = activeElement instanceof HTMLElement ? activeElement : undefined;
    const selected = getSelection()?.toString() ?? '';
    if (selected !== '' && selected.length < 200 && !selected.includes('\n')) this.query = selected;
    this.isOpen = true;
    this.#from = new Set(this.#transcript().turnsFromView());
    await this.updateComplete;
    const input = this.#input()!;
    input.value = this.query;
    input.focus();
    input.select();
    this.#search(true);
  }

  /** The host's answer. */
  found(id: string, hits: readonly FindHit[]): void {
    if (!this.isOpen || id !== String(this.#asked)) return;
    this.hits = hits;
    const { current } = this;
    if (current && !hits.some((hit) => isAt(hit, current) && current.nth < hit.count)) this.current = undefined;
    if (!this.#wantsFirst) return void this.#mark();
    this.#wantsFirst = false;
    this.current ??= this.#firstInView();
    void this.#reveal(false);
  }

  /** The conversation has changed, or what of it is in the page. */
  changed(): void {
    if (!this.isOpen) return;
    this.#timer ??= setTimeout(() => this.#search(false), again);
  }

  /** Turns were fetched. Returns the one that was asked for, which is then brought into view. */
  arrived(): string | undefined {
    const fetching = this.#fetching;
    this.#fetching = undefined;
    if (fetching) {
      const { turn, goesOn } = fetching;
      void this.#transcript()
        .toPlace(turn)
        .then(() => {
          // It may not be part of the conversation any more.
          if (this.#transcript().turnElement(turn)) void this.#reveal(goesOn);
        });
    }
    return fetching?.turn;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    unmark();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const none = this.#total() === 0;
    return html`
      <div class="find" role="search" data-testid="find" @keydown=${this.#onKey}>
        <input
          class="find-input ${none && this.hits && this.query !== '' ? 'none' : ''}"
          data-testid="find-input"
          type="text"
          spellcheck="false"
          autocomplete="off"
          placeholder=${l10n.t('Find')}
          aria-label=${l10n.t('Find in the conversation')}
          @input=${this.#onInput}
          @compositionend=${this.#onInput}
        />
        ${this.#button('find-case', 'case-sensitive', l10n.t('Match case'), this.#toggleCase, this.matchCase)}
        <span class="find-count" role="status" aria-live="polite" data-testid="find-count">${this.#count()}</span>
        ${this.#button('find-previous', 'arrow-up', l10n.t('Previous match (Shift+Enter)'), () => this.#go(-1))}
        ${this.#button('find-next', 'arrow-down', l10n.t('Next match (Enter)'), () => this.#go(1))}
        ${this.#button('find-close', 'close', l10n.t('Close (Escape)'), this.#close)}
      </div>
    `;
  }

  #button(id: string, name: IconName, title: string, run: () => void, pressed?: boolean): TemplateResult {
    return html`<button
      type="button"
      class="icon-button"
      data-testid=${id}
      title=${title}
      aria-label=${title}
      aria-pressed=${pressed ?? nothing}
      @click=${run}
    >
      ${icon(name)}
    </button>`;
  }

  #count(): string {
    if (this.query === '' || !this.hits) return '';
    const total = this.#total();
    if (total === 0) return l10n.t('No results');
    const number = (value: number): string => value.toLocaleString(language);
    return l10n.t('{0} of {1}', this.current ? number(this.#indexOf(this.current) + 1) : '?', number(total));
  }

  #total(): number {
    return (this.hits ?? []).reduce((sum, { count }) => sum + count, 0);
  }

  #indexOf(match: Match): number {
    let index = 0;
    for (const hit of this.hits ?? []) {
      if (isAt(hit, match)) return index + match.nth;
      index += hit.count;
    }
    return -1;
  }

  #matchAt(index: number): Match | undefined {
    let rest = index;
    for (const { turn, block, count } of this.hits ?? []) {
      if (rest < count) return { turn, block, nth: rest };
      rest -= count;
    }
    return undefined;
  }

  /** The first match from the first turn in view on; where there is none, the last one before it. */
  #firstInView(): Match | undefined {
    const first = this.hits?.find(({ turn }) => this.#from.has(turn));
    return first ? { ...first, nth: 0 } : this.#matchAt(this.#total() - 1);
  }

  #go(by: -1 | 1): void {
    const total = this.#total();
    if (total === 0) return;
    const from = this.current ? this.#indexOf(this.current) : -1;
    this.current = from < 0 ? this.#firstInView() : this.#matchAt((from + by + total) % total);
    void this.#reveal(true);
  }

  /** Brings the current match into view, wherever it is. */
  async #reveal(goesOn: boolean): Promise<void> {
    const { current } = this;
    if (!current) return void this.#mark();
    const element = this.#transcript().turnElement(current.turn);
    if (!element) {
      this.#fetching = { turn: current.turn, goesOn };
      post({ type: 'showAt', turn: current.turn });
      return;
    }
    await element.reveal(current.block);
    const range = await this.#mark();
    if (!range || current !== this.current) return;
    const folded = range.startContainer.parentElement?.closest('.code-block.folded');
    if (folded && range.getClientRects().length === 0) {
      folded.querySelector<HTMLElement>('.code-tools [data-action="fold"]')?.click();
      this.#input()?.focus();
    }
    // Code scrolls sideways by itself.
    const code = range.startContainer.parentElement?.closest('pre');
    if (code) {
      const [box, found] = [code.getBoundingClientRect(), range.getBoundingClientRect()];
      if (found.left < box.left || found.right > box.right) code.scrollLeft += found.left - box.left - box.width / 3;
      if (found.top < box.top || found.bottom > box.bottom) code.scrollTop += found.top - box.top - box.height / 3;
    }
    this.#transcript().reveal(range.getBoundingClientRect());
    if (goesOn) this.#from = new Set(this.#transcript().turnsFromView());
  }

  /** Marks what is in the page. Gives the current match where that is among it. */
  async #mark(): Promise<Range | undefined> {
    await this.#transcript().rendered();
    if (!this.isOpen) return undefined;
    let one: Range | undefined;
    const all: Range[] = [];
    for (const hit of this.hits ?? []) {
      const block = this.#transcript().turnElement(hit.turn)?.querySelector(`[data-block="${hit.block}"]`);
      // A fold's title is none of its text.
      const root = block?.matches('details') ? block.querySelector('.fold-body, .card-body') : block;
      if (!root) continue;
      const ranges = matchesIn(root, this.query, this.matchCase);
      if (this.current && isAt(hit, this.current)) one = ranges[Math.min(this.current.nth, ranges.length - 1)];
      for (const range of ranges) all.push(range);
    }
    mark(all, one);
    return one;
  }

  /** `isNew`: the reader has changed what is looked for. */
  #search(isNew: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#wantsFirst ||= isNew;
    this.#asked += 1;
    if (this.query === '') {
      this.hits = undefined;
      this.current = undefined;
      unmark();
    } else post({ type: 'find', id: String(this.#asked), text: this.query, matchCase: this.matchCase });
  }

  readonly #onInput = (event: Event): void => {
    // What an input method shows on the way is not what is meant.
    if (event instanceof InputEvent && event.isComposing) return;
    const { value } = this.#input()!;
    if (value === this.query) return;
    this.query = value;
    this.current = undefined;
    this.#search(true);
  };

  readonly #toggleCase = (): void => {
    this.matchCase = !this.matchCase;
    this.#search(true);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key, shiftKey, altKey, target } = event;
    if (imeOwns(event)) return;
    if (meansEscape(event)) this.#close();
    else if (key === 'F3' || (key === 'Enter' && target === this.#input())) this.#go(shiftKey ? -1 : 1);
    else if (altKey && event.code === 'KeyC') this.#toggleCase();
    else return;
    // Neither the panel nor VS Code has anything to do with it.
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #close = (): void => {
    this.isOpen = false;
    this.hits = undefined;
    this.current = undefined;
    this.#fetching = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    unmark();
    if (this.#before?.isConnected && this.#before !== document.body) this.#before.focus({ preventScroll: true });
    else this.#transcript().querySelector<HTMLElement>('.scroller')?.focus({ preventScroll: true });
  };

  #transcript(): TranscriptElement {
    return document.querySelector('aside-transcript')!;
  }

  #input(): HTMLInputElement | null {
    return this.querySelector('input');
  }
}

function isAt(hit: FindHit, match: Match): boolean {
  return hit.turn === match.turn && hit.block === match.block;
}
