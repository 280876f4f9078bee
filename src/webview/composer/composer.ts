import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { type ChipView, type HostMessage, type PanelState } from '../../protocol';
import { autoGrow } from '../kit/autoGrow';
import { post } from '../kit/host';
import { imeOwns, meansSend } from '../kit/input';
import { LightElement } from '../kit/lightElement';
import { takeTransfer } from './attach';
import { composerBar } from './bar';
import { chipRow } from './chipRow';
import { createCompleting } from './completing';
import { completionList, listId, rowId } from './completions';
import { createDesk } from './desk';
import { queuedNote, refusalNotes } from './notes';
import { offerBox } from './offer';
import { createPaste } from './paste';
import { recall } from './recall';
import { replaceAll, replaceText } from './replaceText';
import { type Trigger } from './trigger';

/** Where messages are written. Says `aside-sent` when one went out. */
@customElement('aside-composer')
export class ComposerElement extends LightElement {
  @property({ attribute: false }) panel: PanelState | undefined;
  @property({ attribute: false }) chips: readonly ChipView[] = [];
  /** What the person said so far, newest last: Up in an empty composer brings it back. */
  @property({ attribute: false }) said: readonly string[] = [];
  @state() private dismissed: string | undefined;
  @state() private dropping = false;
  /** What could not go along, until one goes on writing. */
  @state() private refusals: readonly string[] = [];
  readonly #completing = createCompleting(
    () => this.requestUpdate(),
    (trigger, item) => this.#choose(trigger, item),
  );
  readonly #desk = createDesk((before) => {
    this.requestUpdate();
    if (this.#desk.writing.text !== before.text) this.#showText();
  });
  readonly #paste = createPaste();
  /** Which of `said` is in the composer, counted from the end; 0 for none. */
  #recalled = 0;
  /** Its own edits are no typing. */
  #placing = false;
  /** Another conversation's text is about to come, and undo stays within one. */
  #isOther = false;

  override connectedCallback(): void {
    super.connectedCallback();
    // The view may be gone at any moment after either.
    window.addEventListener('blur', this.#desk.tell);
    window.addEventListener('pagehide', this.#desk.tell);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('blur', this.#desk.tell);
    window.removeEventListener('pagehide', this.#desk.tell);
  }

  override focus(): void {
    this.#area()?.focus();
  }

  /** Another conversation is on show. */
  reset(message: Extract<HostMessage, { type: 'conversation' }>): void {
    this.refusals = [];
    this.#recalled = 0;
    this.#completing.close();
    this.#isOther = true;
    this.#desk.show(message);
    this.#isOther = false;
  }

  /** The draft of the conversation on show has changed. */
  heard(message: Extract<HostMessage, { type: 'draft' }>): void {
    this.#desk.heard(message);
  }

  /** The host said what became of a message. */
  answered(message: Extract<HostMessage, { type: 'sent' }>): void {
    this.#desk.answered(message);
  }

  /** The host told what stands for an `@` or a `/`. */
  completed({ id, items }: Extract<HostMessage, { type: 'completions' }>): void {
    this.#completing.found(id, items);
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
    const { text: before } = this.#desk.writing;
    this.#desk.type(`${text}${before === '' ? '' : ' '}${before}`);
    this.focus();
  }

  /** The reply is over: what waited goes out, or back to the composer when there is something to see to first. */
  replyEnded(failed: boolean): void {
    const { queued, sending } = this.#desk.writing;
    if (queued === undefined) return;
    if (failed || sending) this.#desk.unqueue();
    else this.#post('queued');
  }

  protected override firstUpdated(): void {
    this.#showText();
  }

  protected override render(): TemplateResult {
    const { panel, chips } = this;
    const { writing } = this.#desk;
    const { items, active } = this.#completing;
    const isList = items.length > 0;
    const isText = writing.text.trim() !== '';
    const canSend = panel?.busy ? isText : (isText || chips.length > 0) && !writing.sending;
    return html`
      ${offerBox(panel?.offer)} ${writing.queued === undefined ? nothing : queuedNote(writing.queued, this.#takeBack)}
      <div
        class="composer-box ${this.dropping ? 'dropping' : ''}"
        @dragover=${this.#onDragOver}
        @dragleave=${() => (this.dropping = false)}
        @drop=${this.#onDrop}
      >
        ${completionList(items, active, this.#completing.choose)}
        ${chipRow(panel, chips, this.dismissed, (id) => (this.dismissed = id))}${refusalNotes(this.refusals)}
        <textarea
          class="composer-input"
          data-testid="composer"
          rows="1"
          dir="auto"
          placeholder=${l10n.t('Ask Claude about your code. @ adds files and more, / a prompt.')}
          aria-label=${l10n.t('Message')}
          aria-autocomplete="list"
          aria-controls=${isList ? listId : nothing}
          aria-activedescendant=${isList ? rowId(active) : nothing}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
          @keyup=${this.#onMove}
          @click=${this.#onMove}
          @paste=${this.#onPaste}
          @blur=${this.#onBlur}
        ></textarea>
        ${composerBar(panel, { canSend, send: this.#send, attach: this.#attach })}
      </div>
    `;
  }

  readonly #takeBack = (): void => {
    this.#desk.unqueue();
    this.focus();
  };

  readonly #send = (): void => {
    const { text, sending } = this.#desk.writing;
    const isText = text.trim() !== '';
    if (this.panel?.busy) {
      if (isText) this.#desk.queue();
    } else if (!sending && (isText || this.chips.length > 0)) {
      this.refusals = [];
      this.#post('text');
    }
  };

  #post(what: 'text' | 'queued'): void {
    this.#desk.send(what);
    this.dispatchEvent(new CustomEvent('aside-sent'));
  }

  readonly #onInput = (event: InputEvent): void => {
    if (this.#placing) return;
    const area = this.#area()!;
    this.#paste.changed(area, event.inputType);
    this.#desk.type(area.value);
    this.refusals = [];
    autoGrow(area);
    this.#completing.look(area);
  };

  readonly #onMove = (): void => this.#completing.caretMoved(this.#area()!);

  /** What was typed of it goes, and the host adds what it stands for. */
  #choose({ from, query }: Trigger, item: string): void {
    const area = this.#area()!;
    const rest = area.value.slice(from + 1 + query.length).replace(/^ /, '');
    this.#desk.type(area.value.slice(0, from) + rest);
    area.setSelectionRange(from, from);
    // First what is typed, then what the host adds to it.
    this.#desk.tell();
    post({ type: 'choose', item });
  }

  readonly #onBlur = (): void => {
    this.#completing.close();
    this.#desk.tell();
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
    if (this.#completing.key(event)) return;
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

  #recall(event: KeyboardEvent): void {
    if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    const found = recall(this.said, { back: this.#recalled, text: this.#desk.writing.text }, event.key);
    if (!found) return;
    event.preventDefault();
    this.#desk.type(found.text);
    this.#recalled = found.back;
  }

  /** Another text is there, with nothing recalled or completed in it. The text area may have it: it is the person's. */
  #showText(): void {
    this.#recalled = 0;
    const area = this.#area();
    const { text } = this.#desk.writing;
    if (!area || area.value === text) return;
    this.#completing.close();
    this.#placing = true;
    (this.#isOther ? replaceAll : replaceText)(area, text);
    this.#placing = false;
    autoGrow(area);
  }

  #area(): HTMLTextAreaElement | null {
    return this.querySelector('textarea');
  }
}
