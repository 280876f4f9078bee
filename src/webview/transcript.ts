import * as l10n from '@vscode/l10n';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { handleCodeClick } from './codeBlock';
import { follow, type Follower } from './follow';
import { post } from './host';
import { icon } from './icons';
import { LightElement } from './lightElement';
import { followLink } from './links';
import { type Live, type ViewState } from './store';
import './retryCountdown';
import './turn';
import { type TurnElement } from './turn';

/** The turns, the place the reader is at, and what the reader does with links and code. */
@customElement('aside-transcript')
export class TranscriptElement extends LightElement {
  @property({ attribute: false }) view!: ViewState;
  @property({ attribute: false }) empty: TemplateResult | typeof nothing = nothing;
  @state() private following = true;
  #follower: Follower | undefined;
  /** Older turns were asked for and have not come. */
  #asked = false;
  /** Ahead of `view` by what has streamed since that was set. */
  #live: Live | undefined;
  /** The first turn on show. */
  #first: string | undefined;

  /** The streaming turn has grown: it alone is rendered again. */
  updateLive(live: Live | undefined): void {
    this.#live = live;
    if (!live) return;
    const element = this.querySelector<TurnElement>('aside-turn.live');
    if (element && element.turn.id === live.turn) element.live = live;
  }

  toEnd(): void {
    this.#follower?.toEnd();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#follower?.dispose();
  }

  protected override firstUpdated(): void {
    const scroller = this.querySelector<HTMLElement>('.scroller')!;
    const content = this.querySelector<HTMLElement>('.turns')!;
    this.#follower = follow(scroller, content, (following) => (this.following = following));
  }

  /** Older turns came: what the reader looks at stays where it is. */
  protected override async scheduleUpdate(): Promise<void> {
    const { turns } = this.view;
    const first = this.#first;
    this.#first = turns[0]?.id;
    const grewAbove = first !== undefined && turns[0]?.id !== first && turns.some(({ id }) => id === first);
    if (!grewAbove || !this.#follower) return void super.scheduleUpdate();
    this.#asked = false;
    await this.#follower.keepPlace(async () => {
      void super.scheduleUpdate();
      await Promise.all([...this.querySelectorAll<TurnElement>('aside-turn')].map((turn) => turn.updateComplete));
    });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('view')) this.#live = this.view.live;
  }

  protected override updated(changed: PropertyValues<this>): void {
    const old = changed.get('view');
    if (old && old.conversation?.id !== this.view.conversation?.id) {
      this.#asked = false;
      this.#follower?.toEnd();
    }
  }

  protected override render(): TemplateResult {
    const { panel, turns, earlier } = this.view;
    const live = this.#live;
    const last = turns.at(-1)?.id;
    return html`
      <div
        class="scroller"
        data-testid="scroller"
        @scroll=${this.#onScroll}
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
      ${
        this.following || turns.length === 0
          ? nothing
          : html`<button
              type="button"
              class="jump"
              data-testid="jump"
              title=${l10n.t('Jump to the latest')}
              aria-label=${l10n.t('Jump to the latest')}
              @click=${this.toEnd}
            >
              ${icon('arrow-down')}
            </button>`
      }
    `;
  }

  readonly #onScroll = ({ currentTarget }: Event): void => {
    if ((currentTarget as HTMLElement).scrollTop < 200) this.#loadEarlier();
  };

  readonly #loadEarlier = (): void => {
    if (this.#asked || this.view.earlier === 0) return;
    this.#asked = true;
    post({ type: 'loadEarlier' });
  };

  readonly #onClick = (event: MouseEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest('summary, [data-action="fold"], [data-action="wrap"], [data-testid="usage-toggle"]')) {
      this.#follower?.release();
    }
    handleCodeClick(event);
    followLink(event);
  };
}
