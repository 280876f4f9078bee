import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { handleCodeClick } from '../markdown/codeBlock';
import { follow, type Follower } from './follow';
import { post } from '../kit/host';
import { icon } from '../kit/icons';
import { LightElement } from '../kit/lightElement';
import { followLink } from '../kit/links';
import { keepFold, keepPlace } from '../kit/place';
import { type Live, type ViewState } from './store';
import './retryCountdown';
import './turn';
import { type TurnElement } from './turn';

/**
 * How much more there has to be above and below what is on show, in screens. With that on both sides, `mostTurns` of one
 * line each have to fill more than the tallest panel, or what comes at one end would go at the other for ever.
 */
const ahead = 0.75;

/** The turns, the place the reader is at, and what the reader does with links and code. */
@customElement('aside-transcript')
export class TranscriptElement extends LightElement {
  @property({ attribute: false }) view!: ViewState;
  @property({ attribute: false }) empty: TemplateResult | typeof nothing = nothing;
  @state() private following = true;
  /** Something came since the reader has left the end. */
  @state() private news = false;
  #follower: Follower | undefined;
  #scroller: HTMLElement | undefined;
  #content: HTMLElement | undefined;
  /** More turns were asked for and have not come. */
  #asked = false;
  /** What it scrolls by itself until the place is there is not where the reader is. */
  #placing = false;
  /** Ahead of `view` by what has streamed since that was set. */
  #live: Live | undefined;

  /** The streaming turn has grown: it alone is rendered again. */
  updateLive(live: Live | undefined): void {
    this.#live = live;
    if (!live) return;
    const element = this.turnElement(live.turn);
    if (element) element.live = live;
    if (!this.following) this.news = true;
  }

  /** The turn's element, looked for from the end, where it usually is. */
  turnElement(id: string): TurnElement | undefined {
    for (let child = this.#content?.lastElementChild; child; child = child.previousElementSibling) {
      if (child.localName === 'aside-turn' && (child as TurnElement).turn.id === id) return child as TurnElement;
    }
    return undefined;
  }

  readonly toEnd = (): void => {
    if (this.view.later > 0) post({ type: 'showAt' });
    else this.#follower?.toEnd();
  };

  /** Shows a turn with its top so many px below that of the transcript. The end, where there is no such turn. */
  async toPlace(turn: string | undefined, top = 0): Promise<void> {
    // At the end it stays there whatever comes, and need not wait for it.
    if (turn === undefined) return this.#follower?.toEnd();
    this.#placing = true;
    await this.rendered();
    this.#placing = false;
    const element = this.turnElement(turn);
    if (element) this.#follower?.toPlace(element, top);
    else this.#follower?.toEnd();
    this.#onScroll();
  }

  /** Scrolls as little as possible, so that what is there is in view, with some room around it. */
  reveal({ top, bottom }: { readonly top: number; readonly bottom: number }): void {
    const view = this.#scroller!.getBoundingClientRect();
    const room = Math.min(view.height / 4, 80);
    if (top < view.top + room) this.#follower?.move(top - view.top - view.height / 3);
    else if (bottom > view.bottom - room) this.#follower?.move(bottom - view.bottom + view.height / 3);
  }

  /** The turns from the first one in view on, of those that are in the page. */
  turnsFromView(): string[] {
    const top = this.#scroller!.getBoundingClientRect().top;
    const turns = [...this.querySelectorAll<TurnElement>('aside-turn')];
    return turns.filter((turn) => turn.getBoundingClientRect().bottom > top).map(({ turn }) => turn.id);
  }

  /** Until every turn is rendered. */
  async rendered(): Promise<void> {
    await this.updateComplete;
    await Promise.all([...this.querySelectorAll<TurnElement>('aside-turn')].map((turn) => turn.updateComplete));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follower?.dispose();
  }

  protected override firstUpdated(): void {
    this.#scroller = this.querySelector<HTMLElement>('.scroller')!;
    this.#content = this.querySelector<HTMLElement>('.turns')!;
    this.#follower = follow(
      this.#scroller,
      this.#content,
      () => this.view.later === 0,
      (following) => {
        this.following = following;
        if (following) this.news = false;
        this.#keepPlace();
      },
    );
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('view')) return;
    this.#live = this.view.live;
    const old = changed.get('view');
    if (!old || old.turns === this.view.turns) return;
    this.#asked = false;
    const last = ({ turns, later }: ViewState): string => `${turns.at(-1)?.id} ${later}`;
    if (!this.following && last(old) !== last(this.view)) this.news = true;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const old = changed.get('view');
    if (!old) return;
    const { turns, earlier, panel } = this.view;
    if (old.turns !== turns || old.earlier !== earlier || (!old.panel && panel)) void this.#fill();
  }

  protected override render(): TemplateResult {
    const { panel, turns, earlier, later } = this.view;
    const live = this.#live;
    const last = later === 0 ? turns.at(-1)?.id : undefined;
    return html`
      <div
        class="scroller"
        data-testid="scroller"
        role="region"
        aria-label=${l10n.t('Conversation')}
        tabindex="0"
        @scroll=${this.#onScroll}
        @keydown=${this.#onKey}
        @click=${this.#onClick}
        @auxclick=${followLink}
      >
        <div class="turns ${turns.length === 0 ? 'fresh' : ''}">
          ${
            earlier > 0
              ? html`<button type="button" class="link earlier" data-testid="earlier" @click=${this.#loadEarlier}>
                  ${l10n.t('Show earlier messages')}
                </button>`
              : nothing
          }
          ${repeat(
            turns,
            ({ id }) => id,
            (turn) =>
              html`<aside-turn
                class=${turn.id === live?.turn ? 'live' : ''}
                .turn=${turn}
                .live=${turn.id === live?.turn ? live : undefined}
                .busy=${panel?.busy ?? false}
                .last=${turn.id === last}
              ></aside-turn>`,
          )}
          ${
            panel?.retryAt === undefined
              ? nothing
              : html`<aside-retry-countdown .until=${panel.retryAt}></aside-retry-countdown>`
          }
          ${this.empty}
        </div>
      </div>
      ${turns.length === 0 || (this.following && later === 0) ? nothing : this.#jump()}
    `;
  }

  #jump(): TemplateResult {
    const title = this.news ? l10n.t('Jump to the latest: there is something new') : l10n.t('Jump to the latest');
    return html`<button
      type="button"
      class="jump ${this.news ? 'news' : ''}"
      data-testid="jump"
      title=${title}
      aria-label=${title}
      @click=${this.#onJump}
    >
      ${icon('arrow-down')}
    </button>`;
  }

  readonly #onJump = (): void => {
    this.toEnd();
    // The button is about to go.
    this.#scroller?.focus({ preventScroll: true });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, shiftKey, altKey, target } = event;
    if (key !== 'End' || shiftKey || altKey || metaKey || (target as Element).closest('textarea, input')) return;
    if ((target as Element).closest('pre') && !ctrlKey) return;
    // By itself it would go to where the end was when it was pressed.
    event.preventDefault();
    this.toEnd();
  };

  readonly #onScroll = (): void => {
    const scroller = this.#scroller!;
    const { scrollTop, scrollHeight, clientHeight } = scroller;
    const { earlier, later } = this.view;
    if (earlier > 0 && scrollTop < ahead * clientHeight) this.#loadEarlier();
    else if (later > 0 && scrollHeight - clientHeight - scrollTop < ahead * clientHeight) this.#loadLater();
    this.#keepPlace();
  };

  /** The first turns may not fill the room that there is. */
  async #fill(): Promise<void> {
    await this.rendered();
    if (this.#placing) return;
    // Before the place is asked for: at the top, what is earlier would be fetched that nobody has scrolled to.
    if (this.following && this.view.later === 0) this.#follower?.toEnd();
    // What is more than is seen comes when all of the panel is there to be seen.
    await painted();
    if (!this.#placing && this.view.panel) this.#onScroll();
  }

  readonly #loadEarlier = (): void => {
    const first = this.view.turns[0];
    if (this.#asked || !first) return;
    this.#asked = true;
    post({ type: 'loadEarlier', before: first.id });
  };

  #loadLater(): void {
    const last = this.view.turns.at(-1);
    if (this.#asked || !last) return;
    this.#asked = true;
    post({ type: 'loadLater', after: last.id });
  }

  #keepPlace(): void {
    if (this.#placing) return;
    const top = this.#scroller!.getBoundingClientRect().top;
    for (const child of this.following ? [] : this.#content!.children) {
      const rect = child.getBoundingClientRect();
      if (child.localName !== 'aside-turn' || rect.bottom <= top) continue;
      return keepPlace({ turn: (child as TurnElement).turn.id, top: rect.top - top });
    }
    keepPlace(undefined);
  }

  readonly #onClick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    const fold = target?.closest<HTMLElement>('summary, [data-action="fold"], [data-action="wrap"], .usage-toggle');
    const box = fold?.closest('details, .code-block, aside-turn');
    if (fold && box) this.#follower?.hold(fold, box, toggled(fold, box));
    handleCodeClick(event);
    if (fold && box?.matches('.code-block')) keepCodeFolds(box);
    followLink(event);
  };
}

/** When the frame that is being made has been painted. */
const painted = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Resolves when a click has done all it does: `details` say so later. */
function toggled(fold: Element, box: Element): Promise<unknown> {
  if (!fold.matches('summary')) return Promise.resolve();
  return new Promise((resolve) => box.addEventListener('toggle', resolve, { once: true }));
}

function keepCodeFolds(box: Element): void {
  const turn = box.closest<TurnElement>('aside-turn');
  if (!turn) return;
  const index = [...turn.querySelectorAll('.code-block')].indexOf(box);
  keepFold(turn.turn.id, `fold${index}`, box.classList.contains('folded'));
  keepFold(turn.turn.id, `wrap${index}`, box.classList.contains('wrapped'));
}
