import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type TurnView } from '../../protocol';
import { language } from '../kit/boot';
import { chip } from '../kit/chips';
import { post } from '../kit/host';
import { icon } from '../kit/icons';
import { LightElement } from '../kit/lightElement';
import { foldsOf, keepFold } from '../kit/place';
import '../markdown/markdownElement';
import { type MarkdownElement } from '../markdown/markdownElement';
import { questionActions, replyActions } from './actions';
import { citationList } from './citations';
import './editor';
import { cardFold, type Fold, thinkingFold } from './folds';
import { usageParts } from './format';
import { errorNotice, notices, repairNotes, summaryLine } from './notices';
import { referencesOf } from './references';
import { segmentLine } from './segment';
import { blocksOf, type Live, textOf } from './store';
import { usageLine, usageToggle } from './usage';

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
    const { turn, busy, copied } = this;
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
        ${errorNotice(turn, busy)}
        ${this.editing ? nothing : questionActions(turn, { busy, copied, copy: this.#copy, edit: this.#edit })}
      </article>
    `;
  }

  #assistant(): TemplateResult {
    const { turn, busy } = this;
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
        ${summaryLine(turn, busy)} ${this.#blocks()}
        ${waiting ? html`<div class="status">${icon('loading', 'spin')}${l10n.t('Waiting for the reply…')}</div>` : nothing}
        ${turn.state === 'stopped' ? html`<div class="status">${icon('debug-stop')}${l10n.t('Stopped')}</div>` : nothing}
        ${notices(turn, busy)} ${errorNotice(turn, busy)} ${repairNotes(turn)}
        ${streaming ? nothing : this.#replyActions()}
      </article>
    `;
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
          return thinkingFold(block, this.#fold(index, complete));
        case 'tool':
        case 'results':
        case 'other':
          return cardFold(block, this.#fold(index, complete));
      }
    });
  }

  #fold(index: number, complete: boolean): Fold {
    const toggle = ({ currentTarget }: Event): void => this.#setOpen(index, (currentTarget as HTMLDetailsElement).open);
    return { index, open: this.open.has(index), complete, toggle };
  }

  #replyActions(): TemplateResult {
    const { turn, busy, copied, showUsage } = this;
    const parts = usageParts(turn, language);
    const toggle = usageToggle(parts, showUsage, this.#toggleUsage);
    return html`${replyActions(turn, { busy, copied, copy: this.#copy }, toggle)} ${usageLine(turn, parts, showUsage)}`;
  }

  /** What VS Code passes to the commands of its menu for this reply. */
  #menuContext(): string {
    const { id, hasRequest = false } = this.turn;
    return JSON.stringify({ webviewSection: hasRequest ? 'replyWithRequest' : 'reply', turn: id });
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

  readonly #edit = (): void => {
    this.editing = true;
  };

  readonly #resend = ({ detail }: CustomEvent<string>): void => {
    this.#stopEditing();
    post({ type: 'edit', turn: this.turn.id, text: detail });
  };

  readonly #stopEditing = (): void => {
    this.editing = false;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[data-testid="edit"]')?.focus());
  };
}
