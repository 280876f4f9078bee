import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { type ErrorView, type TurnView } from '../../protocol';
import { language } from '../kit/boot';
import { chip } from '../kit/chips';
import { citationList, resultList, resultsTitle } from './citations';
import './editor';
import { foldsOf, keepFold } from '../kit/place';
import { usageParts } from './format';
import { post } from '../kit/host';
import { icon, type IconName } from '../kit/icons';
import { LightElement } from '../kit/lightElement';
import { referencesOf } from './references';
import '../markdown/markdownElement';
import { type MarkdownElement } from '../markdown/markdownElement';
import './toolInput';
import { segmentLine } from './segment';
import { blocksOf, type Live, type ShownBlock, textOf } from './store';

/** One turn of the transcript. */
@customElement('aside-turn')
export class TurnElement extends LightElement {
  @property({ attribute: false }) turn!: TurnView;
  /** Set while this turn streams. */
  @property({ attribute: false }) live: Live | undefined;
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) last = false;
  @state() private editing = false;
  @state() private showUsage = false;
  @state() private copied = false;
  /** Thinking and cards that are open, by index: their content is made only then. */
  @state() private open: ReadonlySet<number> = new Set();

  override connectedCallback(): void {
    super.connectedCallback();
    const folds = foldsOf(this.turn.id);
    this.open = new Set([...folds].map(Number).filter((index) => !Number.isNaN(index)));
    this.showUsage = folds.has('usage');
  }

  /** Opens what is folded of a block, so that its text is there. */
  async reveal(index: number): Promise<void> {
    if (this.turn.blocks[index]?.kind === 'text') return;
    this.#setOpen(index, true);
    await this.updateComplete;
  }

  /** Until all of its texts are shown, too. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const complete = await super.getUpdateComplete();
    await Promise.all([...this.querySelectorAll<MarkdownElement>('aside-markdown')].map(({ shown }) => shown));
    return complete;
  }

  protected override async firstUpdated(): Promise<void> {
    await this.updateComplete;
    // Code blocks remember by themselves only as long as they are there.
    const codes = this.querySelectorAll('.code-block');
    for (const key of foldsOf(this.turn.id)) {
      const [, action, index] = /^(fold|wrap)(\d+)$/.exec(key) ?? [];
      if (action) codes[Number(index)]?.querySelector<HTMLElement>(`.code-tools [data-action="${action}"]`)?.click();
    }
  }

  protected override render(): TemplateResult {
    const { turn } = this;
    return turn.role === 'user' ? this.#user() : this.#assistant();
  }

  #user(): TemplateResult {
    const { turn } = this;
    return html`
      <article
        class="turn user"
        data-testid="turn-user"
        data-turn=${turn.id}
        data-state=${turn.state}
        aria-label=${l10n.t('You')}
      >
        <div class="user-box">
          ${turn.chips.length > 0 ? html`<div class="chips">${turn.chips.map((one) => chip(one))}</div>` : nothing}
          ${
            this.editing
              ? html`<aside-editor
                  .text=${textOf(turn)}
                  @aside-submit=${this.#resend}
                  @aside-cancel=${this.#stopEditing}
                ></aside-editor>`
              : this.#blocks()
          }
        </div>
        ${this.#error()}
        ${
          this.editing
            ? nothing
            : html`<div class="actions">
                ${this.#siblings()}
                ${action('edit', 'edit', l10n.t('Edit and send again'), () => (this.editing = true), this.busy)}
                ${action('copy', this.copied ? 'check' : 'copy', l10n.t('Copy as Markdown'), this.#copy)}
                ${action('fork', 'repo-forked', l10n.t('Fork to a new conversation'), this.#fork)}
              </div>`
        }
      </article>
    `;
  }

  #assistant(): TemplateResult {
    const { turn } = this;
    const streaming = turn.state === 'streaming';
    const waiting = streaming && blocksOf(turn, this.live).length === 0;
    return html`
      <article
        class="turn assistant ${this.last ? 'last' : ''}"
        data-testid="turn-assistant"
        data-turn=${turn.id}
        data-state=${turn.state}
        aria-label=${l10n.t('Claude')}
        aria-busy=${streaming}
        data-vscode-context=${streaming ? nothing : this.#menuContext()}
      >
        ${segmentLine(turn.segment)}
        ${turn.chips.length > 0 ? html`<div class="chips">${turn.chips.map((one) => chip(one))}</div>` : nothing}
        ${turn.summary ? this.#summaryLine(streaming) : nothing} ${this.#blocks()}
        ${waiting ? html`<div class="status">${icon('loading', 'spin')}${l10n.t('Waiting for the reply…')}</div>` : nothing}
        ${turn.state === 'stopped' ? html`<div class="status">${icon('debug-stop')}${l10n.t('Stopped')}</div>` : nothing}
        ${turn.notices.map((sentence) => html`<div class="status notice">${icon('info')}<span>${sentence}</span></div>`)}
        ${turn.steps.length > 0 ? html`<div class="buttons">${turn.steps.map((step) => this.#step(step, true))}</div>` : nothing}
        ${this.#error()} ${this.#repairs()} ${streaming ? nothing : this.#replyActions()}
      </article>
    `;
  }

  #summaryLine(streaming: boolean): TemplateResult {
    if (streaming)
      return html`<div class="status summary-line">
        ${icon('fold')}${l10n.t('Summary of the conversation so far')}
      </div>`;
    return html`<div class="status summary-line" data-testid="summary">
      ${icon('fold')}<span
        >${l10n.t('The conversation goes on from this summary.')}
        ${
          this.turn.summary?.hasOriginal
            ? html`<button
                type="button"
                class="link"
                data-testid="show-original"
                ?disabled=${this.busy}
                @click=${() => post({ type: 'showOriginal', turn: this.turn.id })}
              >
                ${l10n.t('Show what it is about')}
              </button>`
            : nothing
        }</span
      >
    </div>`;
  }

  #blocks(): TemplateResult[] {
    const { turn } = this;
    const blocks = blocksOf(turn, this.live);
    const references = referencesOf(blocks.map(({ view }) => view));
    return blocks.map((block, index) => {
      const complete = turn.state !== 'streaming' || index < blocks.length - 1;
      switch (block.view.kind) {
        case 'text':
          return html`<aside-markdown
              class="markdown"
              data-block=${index}
              .content=${{ pieces: block.pieces, complete }}
            ></aside-markdown>
            ${citationList(references[index]!)}`;
        case 'thinking':
          return this.#thinking(block, index, complete);
        case 'tool':
          return this.#card(block, index, 'tools', complete);
        case 'results':
          return this.#card(block, index, 'search', complete);
        case 'other':
          return this.#card(block, index, 'json', complete);
      }
    });
  }

  #thinking(block: ShownBlock, index: number, complete: boolean): TemplateResult {
    const view = block.view.kind === 'thinking' ? block.view : undefined;
    const over = complete || view?.seconds !== undefined;
    const title = !over
      ? l10n.t('Thinking…')
      : view?.seconds === undefined
        ? l10n.t('Thought')
        : l10n.t('Thought for {0} s', view.seconds.toLocaleString(language));
    const body = view?.redacted
      ? html`<p class="quiet">${l10n.t('The server keeps this part of the thinking to itself.')}</p>`
      : html`<aside-markdown class="markdown" .content=${{ pieces: block.pieces, complete }}></aside-markdown>`;
    return html`
      <details
        class="fold-line thinking ${over ? '' : 'running'}"
        data-testid="thinking"
        data-block=${index}
        ?open=${this.open.has(index)}
        @toggle=${this.#onToggle(index)}
      >
        <summary>${icon('chevron-right', 'twistie')}<span class="fold-title">${title}</span></summary>
        ${this.open.has(index) ? html`<div class="fold-body">${body}</div>` : nothing}
      </details>
    `;
  }

  #card({ view, pieces }: ShownBlock, index: number, name: IconName, complete: boolean): TemplateResult {
    const text = (): string => pieces.join('');
    const title =
      view.kind === 'results'
        ? resultsTitle(text(), view.error)
        : view.kind === 'tool' || view.kind === 'other'
          ? view.name
          : '';
    const body =
      view.kind === 'tool'
        ? html`<aside-tool-input class="card-body" tabindex="0" .content=${{ pieces, complete }}></aside-tool-input>`
        : view.kind === 'results'
          ? resultList(text())
          : html`<pre class="card-body" tabindex="0">${text()}</pre>`;
    return html`
      <details
        class="fold-line card"
        data-testid="card"
        data-block=${index}
        ?open=${this.open.has(index)}
        @toggle=${this.#onToggle(index)}
      >
        <summary>
          ${icon('chevron-right', 'twistie')}${icon(name)}<span class="fold-title">${title}</span>
          ${complete ? nothing : icon('loading', 'spin')}
        </summary>
        ${this.open.has(index) ? body : nothing}
      </details>
    `;
  }

  #error(): TemplateResult | typeof nothing {
    const { error } = this.turn;
    if (!error) return nothing;
    return html`
      <div class="error" data-testid="error">
        <div class="error-line">${icon('error')}<span>${error.sentence}</span></div>
        ${
          error.steps.length > 0
            ? html`<div class="buttons">${error.steps.map((step, index) => this.#step(step, index > 0))}</div>`
            : nothing
        }
        ${
          error.details === undefined
            ? nothing
            : html`<details class="fold-line" data-testid="error-details">
                <summary>
                  ${icon('chevron-right', 'twistie')}<span class="fold-title">${l10n.t('Show details')}</span>
                </summary>
                <pre class="card-body" tabindex="0">${error.details}</pre>
              </details>`
        }
        ${this.turn.hasRequest ? this.#showRequestLink('error-show-request') : nothing}
      </div>
    `;
  }

  #repairs(): TemplateResult | typeof nothing {
    const { repairs } = this.turn;
    if (repairs.length === 0) return nothing;
    return html`
      <details class="fold-line" data-testid="repairs">
        <summary>
          ${icon('chevron-right', 'twistie')}<span class="fold-title">${l10n.t('About this reply')}</span>
        </summary>
        <ul class="fold-body quiet">
          ${repairs.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>
      </details>
    `;
  }

  #step({ id, label }: ErrorView['steps'][number], secondary: boolean): TemplateResult {
    return html`<vscode-button
      data-testid="error-step-${id}"
      ?secondary=${secondary}
      ?disabled=${this.busy}
      @click=${() => post({ type: 'step', step: id, turn: this.turn.id })}
      >${label}</vscode-button
    >`;
  }

  #replyActions(): TemplateResult {
    const parts = usageParts(this.turn, language);
    return html`
      <div class="actions">
        ${this.#siblings()} ${action('copy', this.copied ? 'check' : 'copy', l10n.t('Copy as Markdown'), this.#copy)}
        ${action('copy-request', 'json', l10n.t('Copy request as cURL, JavaScript or Python'), this.#copyRequest)}
        <span class="split">
          ${action('retry', 'refresh', l10n.t('Retry'), this.#retry, this.busy)}
          ${action('retry-with', 'chevron-down', l10n.t('Retry with another model…'), this.#retryWith, this.busy)}
        </span>
        ${action('fork', 'repo-forked', l10n.t('Fork to a new conversation'), this.#fork)}
        ${
          parts.length === 0
            ? nothing
            : html`<button
                type="button"
                class="icon-button usage-toggle"
                data-testid="usage-toggle"
                title=${l10n.t('Model, tokens and cost')}
                aria-label=${l10n.t('Model, tokens and cost')}
                aria-expanded=${this.showUsage}
                @click=${this.#toggleUsage}
              >
                ${icon('info')}
              </button>`
        }
      </div>
      ${
        parts.length === 0
          ? nothing
          : html`<div class="usage" data-testid="usage" ?hidden=${!this.showUsage}>
              ${parts.map((part) => html`<span>${part}</span>`)}
              ${this.turn.hasRequest ? html`<span>${this.#showRequestLink('show-request')}</span>` : nothing}
            </div>`
      }
    `;
  }

  #showRequestLink(testId: string): TemplateResult {
    return html`<button type="button" class="link" data-testid=${testId} @click=${this.#showRequest}>
      ${l10n.t('Show request')}
    </button>`;
  }

  /** What VS Code passes to the commands of its menu for this reply. */
  #menuContext(): string {
    const { id, hasRequest = false } = this.turn;
    return JSON.stringify({ webviewSection: hasRequest ? 'replyWithRequest' : 'reply', turn: id });
  }

  #siblings(): TemplateResult | typeof nothing {
    const { sibling, id } = this.turn;
    if (!sibling || sibling.of < 2) return nothing;
    const go = (by: -1 | 1) => () => post({ type: 'switchSibling', turn: id, by });
    const { index, of } = sibling;
    return html`<span class="siblings" role="group" aria-label=${l10n.t('Versions')}>
      ${action('previous', 'chevron-left', l10n.t('Previous version'), go(-1), this.busy || index <= 1)}
      <span data-testid="sibling">${index}/${of}</span>
      ${action('next', 'chevron-right', l10n.t('Next version'), go(1), this.busy || index >= of)}
    </span>`;
  }

  #onToggle(index: number): (event: Event) => void {
    return ({ currentTarget }) => this.#setOpen(index, (currentTarget as HTMLDetailsElement).open);
  }

  #setOpen(index: number, isOpen: boolean): void {
    if (this.open.has(index) === isOpen) return;
    const open = new Set(this.open);
    if (isOpen) open.add(index);
    else open.delete(index);
    this.open = open;
    keepFold(this.turn.id, String(index), isOpen);
  }

  readonly #toggleUsage = (): void => {
    this.showUsage = !this.showUsage;
    keepFold(this.turn.id, 'usage', this.showUsage);
  };

  readonly #copy = (): void => {
    post({ type: 'copyTurn', turn: this.turn.id });
    this.copied = true;
    setTimeout(() => (this.copied = false), 1500);
  };

  readonly #copyRequest = (): void => post({ type: 'copyRequest', turn: this.turn.id });

  readonly #showRequest = (): void => post({ type: 'showRequest', turn: this.turn.id });

  readonly #retry = (): void => post({ type: 'retry', turn: this.turn.id });

  readonly #retryWith = (): void => post({ type: 'retryWith', turn: this.turn.id });

  readonly #fork = (): void => post({ type: 'fork', turn: this.turn.id });

  readonly #resend = ({ detail }: CustomEvent<string>): void => {
    this.#stopEditing();
    post({ type: 'edit', turn: this.turn.id, text: detail });
  };

  readonly #stopEditing = (): void => {
    this.editing = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[data-testid="edit"]')?.focus());
  };
}

function action(testId: string, name: IconName, title: string, run: () => void, off = false): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    data-testid=${testId}
    title=${title}
    aria-label=${title}
    ?disabled=${off}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}
