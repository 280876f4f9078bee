import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type ChipView, type CompletionView, type HostMessage, type PanelState } from '../../protocol';
import { takeTransfer } from './attach';
import { autoGrow } from '../kit/autoGrow';
import { chip, offeredChip } from '../kit/chips';
import { completionList, listId, rowId } from './completions';
import { draftText, mergeDraft, nothingWritten, posted, queue, sent, unposted, unqueue, type Writing } from './draft';
import { post } from '../kit/host';
import { icon, type IconName } from '../kit/icons';
import { instructionsChip } from './instructionsChip';
import { imeOwns, meansEscape, meansSend } from '../kit/input';
import { LightElement } from '../kit/lightElement';
import './meter';
import { offerBox } from './offer';
import { createPaste } from './paste';
import { type Trigger, triggerAt } from './trigger';

/** How long typing may pause before the host is told of the draft, in ms. */
const draftDelay = 300;

/** Where messages are written. Says `aside-sent` when one went out. */
@customElement('aside-composer')
export class ComposerElement extends LightElement {
  @property({ attribute: false }) panel: PanelState | undefined;
  /** Whose draft this is. */
  @property({ attribute: false }) conversation = '';
  @property({ attribute: false }) chips: readonly ChipView[] = [];
  /** What the person said so far, newest last: Up in an empty composer brings it back. */
  @property({ attribute: false }) said: readonly string[] = [];
  @state() private writing: Writing = nothingWritten;
  @state() private dismissed: string | undefined;
  /** What `@` or `/` may mean, and which of it is active. */
  @state() private items: readonly CompletionView[] = [];
  @state() private active = 0;
  @state() private dropping = false;
  /** What could not go along, until one goes on writing. */
  @state() private refusals: readonly string[] = [];
  #trigger: Trigger | undefined;
  #query = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #paste = createPaste();
  /** Which of `said` is in the composer, counted from the end; 0 for none. */
  #recalled = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    // The view may be gone at any moment after either.
    window.addEventListener('blur', this.#postDraft);
    window.addEventListener('pagehide', this.#postDraft);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('blur', this.#postDraft);
    window.removeEventListener('pagehide', this.#postDraft);
  }

  override focus(): void {
    this.#area()?.focus();
  }

  /** Another conversation is on show: its draft, and nothing of the one before. */
  reset(conversation: string, text: string): void {
    this.#postDraft();
    this.refusals = [];
    this.conversation = conversation;
    this.#write({ text, known: [text] });
  }

  /** The host told of the draft of the conversation on show. */
  merge(text: string): void {
    this.#write(mergeDraft(this.writing, text));
    this.#draftSoon();
  }

  /** The host told what stands for an `@` or a `/`. */
  completed({ id, items }: Extract<HostMessage, { type: 'completions' }>): void {
    if (id !== `${this.#query}` || !this.#trigger) return;
    this.items = items;
    this.active = 0;
  }

  /** The host knows where a text that was pasted comes from. */
  pastedFrom({ id, chip }: Extract<HostMessage, { type: 'pastedFrom' }>): void {
    this.#paste.known(this.#area()!, id, chip);
  }

  /** Something cannot go along. Of what is dropped together each is told by itself. */
  refused(sentences: readonly string[]): void {
    this.refusals = [...new Set([...this.refusals, ...sentences])];
  }

  /** What a `/` stood for comes in its place. */
  insert(text: string): void {
    this.#write({ ...this.writing, text: `${text}${this.writing.text === '' ? '' : ' '}${this.writing.text}` });
    this.#draftSoon();
    this.focus();
  }

  /** The reply is over: what waited goes out, or back to the composer when there is something to see to first. */
  replyEnded(failed: boolean): void {
    const { queued, text } = this.writing;
    if (queued === undefined) return;
    if (failed) {
      this.#write(unqueue(this.writing));
      return;
    }
    this.#write({ text, known: [''] });
    post({ type: 'send', text: queued });
    this.#postDraft();
    this.dispatchEvent(new CustomEvent('aside-sent'));
  }

  protected override firstUpdated(): void {
    this.#showText();
  }

  protected override render(): TemplateResult {
    const { panel, writing } = this;
    const busy = panel?.busy ?? false;
    const empty = writing.text.trim() === '' && (this.chips.length === 0 || busy);
    return html`
      ${offerBox(panel?.offer)} ${writing.queued === undefined ? nothing : this.#queued(writing.queued)}
      <div
        class="composer-box ${this.dropping ? 'dropping' : ''}"
        @dragover=${this.#onDragOver}
        @dragleave=${() => (this.dropping = false)}
        @drop=${this.#onDrop}
      >
        ${completionList(this.items, this.active, (index) => this.#choose(index))}${this.#chipRow()}${this.#refusalList()}
        <textarea
          class="composer-input"
          data-testid="composer"
          rows="1"
          placeholder=${l10n.t('Ask Claude about your code. @ adds files and more, / a prompt.')}
          aria-label=${l10n.t('Message')}
          aria-autocomplete="list"
          aria-controls=${this.items.length > 0 ? listId : nothing}
          aria-activedescendant=${this.items.length > 0 ? rowId(this.active) : nothing}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
          @keyup=${this.#onMove}
          @click=${this.#onMove}
          @paste=${this.#onPaste}
          @blur=${this.#onBlur}
        ></textarea>
        <div class="composer-bar">
          ${this.#button('attach', l10n.t('Attach files'), 'attach', this.#attach, false)}
          ${picker('pick-endpoint', l10n.t('Endpoint'), panel?.endpoint, () => post({ type: 'pickEndpoint' }))}
          ${picker('pick-model', l10n.t('Model'), panel?.model, () => post({ type: 'pickModel' }))}
          ${this.#button(
            'options',
            panel?.optionsSet ? l10n.t('Request options ({0} set)', panel.optionsSet) : l10n.t('Request options'),
            'settings',
            () => post({ type: 'options' }),
            false,
          )}
          <span class="gap"></span>
          <aside-meter .context=${panel?.context} .busy=${busy}></aside-meter>
          ${
            !busy || !empty
              ? this.#button(
                  busy ? 'queue' : 'send',
                  busy ? l10n.t('Send when the reply is done') : this.#sendTitle(),
                  'send',
                  this.#send,
                  empty,
                )
              : nothing
          }
          ${
            busy
              ? this.#button('stop', l10n.t('Stop (Esc)'), 'stop-circle', () => post({ type: 'stop' }), false)
              : nothing
          }
        </div>
      </div>
    `;
  }

  #queued(text: string): TemplateResult {
    return html`<div class="queued" data-testid="queued">
      <span class="queued-label">${l10n.t('Queued')}</span>
      <span class="queued-text">${text}</span>
      <button
        type="button"
        class="icon-button"
        data-testid="unqueue"
        title=${l10n.t('Back to the composer')}
        aria-label=${l10n.t('Back to the composer')}
        @click=${() => {
          this.#write(unqueue(this.writing));
          this.focus();
        }}
      >
        ${icon('close')}
      </button>
    </div>`;
  }

  #chipRow(): TemplateResult | typeof nothing {
    const { panel, chips } = this;
    const selection = panel?.selection;
    const offered =
      selection && selection.id !== this.dismissed && !chips.some(({ target }) => target && target === selection.target)
        ? selection
        : undefined;
    const workspace = panel?.fromWorkspace ?? [];
    const instructions = panel?.instructions;
    if (chips.length === 0 && !offered && workspace.length === 0 && !instructions) return nothing;
    return html`<div class="chips">
      ${
        workspace.length > 0
          ? html`<button
              type="button"
              class="chip chip-label"
              data-testid="chip-workspace"
              title=${l10n.t('Set by this workspace: {0}', workspace.join(', '))}
              @click=${() => post({ type: 'openSettings' })}
            >
              ${l10n.t('Workspace settings')}
            </button>`
          : nothing
      }
      ${instructionsChip(instructions)} ${chips.map((one) => chip(one, () => post({ type: 'dropChip', chip: one.id })))}
      ${
        offered
          ? offeredChip(
              offered,
              () => post({ type: 'addSelection' }),
              () => (this.dismissed = offered.id),
            )
          : nothing
      }
    </div>`;
  }

  #refusalList(): TemplateResult {
    return html`<div role="alert" class="refusals" data-testid="refusals">
      ${this.refusals.map((sentence) => html`<div class="refusal">${icon('warning')}<span>${sentence}</span></div>`)}
    </div>`;
  }

  #button(id: string, title: string, name: IconName, run: () => void, off: boolean): TemplateResult {
    return html`<button
      type="button"
      class="icon-button ${id}-button"
      data-testid=${id}
      title=${title}
      aria-label=${title}
      ?disabled=${off}
      @click=${run}
    >
      ${icon(name)}
    </button>`;
  }

  #sendTitle(): string {
    return this.panel?.send === 'mod+enter' ? l10n.t('Send (Ctrl+Enter)') : l10n.t('Send (Enter)');
  }

  readonly #send = (): void => {
    const { text } = this.writing;
    if (this.panel?.busy) {
      if (text.trim() !== '') this.#write(queue(this.writing));
      this.#postDraft();
      return;
    }
    if (text.trim() === '' && this.chips.length === 0) return;
    clearTimeout(this.#timer);
    this.refusals = [];
    this.#write(sent(this.writing));
    post({ type: 'send', text });
    this.dispatchEvent(new CustomEvent('aside-sent'));
  };

  readonly #onInput = (event: InputEvent): void => {
    const area = this.#area()!;
    this.#paste.changed(area, event.inputType);
    this.writing = { ...this.writing, text: area.value };
    this.refusals = [];
    this.#recalled = 0;
    autoGrow(area);
    this.#draftSoon();
    this.#complete();
  };

  /** The caret went elsewhere: what was completed there is not any more. */
  readonly #onMove = (): void => {
    if (!this.#trigger) return;
    const area = this.#area()!;
    const { trigger, query, from } = triggerAt(area.value, area.selectionStart) ?? {};
    const same = trigger === this.#trigger.trigger && query === this.#trigger.query && from === this.#trigger.from;
    if (!same) this.#complete();
  };

  #complete(): void {
    const area = this.#area()!;
    const caret = area.selectionStart === area.selectionEnd ? triggerAt(area.value, area.selectionStart) : undefined;
    this.#trigger = caret;
    this.#query += 1;
    if (!caret) this.items = [];
    else post({ type: 'complete', id: `${this.#query}`, trigger: caret.trigger, query: caret.query });
  }

  #closeList(): void {
    this.#trigger = undefined;
    this.items = [];
  }

  #choose(index: number): void {
    const item = this.items[index];
    const trigger = this.#trigger;
    const area = this.#area();
    this.#closeList();
    if (!item || !trigger || !area) return;
    const end = trigger.from + 1 + trigger.query.length;
    const text = area.value.slice(0, trigger.from) + area.value.slice(end).replace(/^ /, '');
    this.#write({ ...this.writing, text });
    area.setSelectionRange(trigger.from, trigger.from);
    // First what is typed, then what the host adds to it.
    this.#postDraft();
    post({ type: 'choose', item: item.item });
  }

  /** True when the key was for the list. */
  #listKey(event: KeyboardEvent): boolean {
    const { length } = this.items;
    if (length === 0 || imeOwns(event) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
      return false;
    if (meansEscape(event)) {
      this.#closeList();
      // It closes the list, and stops no reply.
      event.stopPropagation();
    } else if (event.key === 'ArrowDown') this.active = (this.active + 1) % length;
    else if (event.key === 'ArrowUp') this.active = (this.active + length - 1) % length;
    else if (event.key === 'Enter' || event.key === 'Tab') this.#choose(this.active);
    else return false;
    event.preventDefault();
    return true;
  }

  readonly #onBlur = (): void => {
    this.#closeList();
    this.#postDraft();
  };

  readonly #attach = (): void => {
    this.refusals = [];
    post({ type: 'attach' });
  };

  readonly #onPaste = (event: ClipboardEvent): void => {
    if (this.#takes(event, event.clipboardData, 'paste')) return;
    this.#paste.pasting(this.#area()!, event.clipboardData?.getData('text/plain') ?? '');
  };

  readonly #onDragOver = (event: DragEvent): void => {
    const types = event.dataTransfer?.types ?? [];
    if (!['Files', 'application/vnd.code.uri-list', 'text/uri-list'].some((type) => types.includes(type))) return;
    event.preventDefault();
    this.dropping = true;
  };

  readonly #onDrop = (event: DragEvent): void => {
    this.dropping = false;
    this.#takes(event, event.dataTransfer, 'drop');
  };

  /** What was said of the files before these is over. */
  #takes(event: Event, transfer: DataTransfer | null, how: 'paste' | 'drop'): boolean {
    if (!takeTransfer(transfer, how)) return false;
    this.refusals = [];
    event.preventDefault();
    return true;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.#listKey(event)) return;
    if (meansSend(event)) {
      event.preventDefault();
      this.#send();
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      // Not a line break in a text area by itself.
      event.preventDefault();
    } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && !imeOwns(event)) {
      this.#recall(event);
    }
  };

  /** Up in an empty composer, or in one that shows what was recalled, goes back; Down comes forward again. */
  #recall(event: KeyboardEvent): void {
    if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.#recalled === 0 && (this.writing.text !== '' || event.key === 'ArrowDown')) return;
    const recalled = this.#recalled + (event.key === 'ArrowUp' ? 1 : -1);
    const text = recalled === 0 ? '' : this.said.at(-recalled);
    if (text === undefined) return;
    event.preventDefault();
    this.#write({ ...this.writing, text });
    this.#recalled = recalled;
    this.#draftSoon();
  }

  #write(writing: Writing): void {
    this.writing = writing;
    this.#recalled = 0;
    this.#closeList();
    this.#showText();
  }

  /** The text area is the person's: it is written to only when the text is not theirs already. */
  #showText(): void {
    const area = this.#area();
    if (!area || area.value === this.writing.text) return;
    area.value = this.writing.text;
    autoGrow(area);
  }

  #draftSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#postDraft, draftDelay);
  }

  readonly #postDraft = (): void => {
    clearTimeout(this.#timer);
    if (unposted(this.writing) === undefined) return;
    post({ type: 'draft', conversation: this.conversation, text: draftText(this.writing) });
    this.writing = posted(this.writing);
  };

  #area(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }
}

function picker(id: string, title: string, value: string | undefined, run: () => void): TemplateResult {
  const label = value ? l10n.t('{0}: {1}', title, value) : title;
  return html`<button type="button" class="picker" data-testid=${id} title=${label} aria-label=${label} @click=${run}>
    <span class="picker-text">${value || title}</span>${icon('chevron-down')}
  </button>`;
}
