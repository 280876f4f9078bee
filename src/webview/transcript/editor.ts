import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { autoGrow } from '../kit/autoGrow';
import { meansEscape, meansSend } from '../kit/input';
import { LightElement } from '../kit/lightElement';

/** Edits a message that was sent. Says `aside-submit` with the new text, or `aside-cancel`. */
@customElement('aside-editor')
export class EditorElement extends LightElement {
  @property({ attribute: false }) text = '';

  protected override firstUpdated(): void {
    const area = this.#area();
    area.value = this.text;
    autoGrow(area);
    area.focus();
  }

  protected override render(): TemplateResult {
    return html`
      <textarea
        class="edit-input"
        data-testid="edit-input"
        rows="1"
        dir="auto"
        aria-label=${l10n.t('Edit the message')}
        @keydown=${this.#onKey}
        @input=${() => autoGrow(this.#area())}
      ></textarea>
      <div class="buttons">
        <vscode-button data-testid="edit-send" @click=${this.#submit}>${l10n.t('Send')}</vscode-button>
        <vscode-button secondary data-testid="edit-cancel" @click=${this.#cancel}>${l10n.t('Cancel')}</vscode-button>
      </div>
    `;
  }

  #area(): HTMLTextAreaElement {
    return this.querySelector('textarea')!;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (meansSend(event)) {
      event.preventDefault();
      this.#submit();
    } else if (meansEscape(event)) {
      // Only this: a reply that runs goes on.
      event.stopPropagation();
      this.#cancel();
    }
  };

  readonly #submit = (): void => {
    const text = this.#area().value;
    if (text.trim() !== '') this.dispatchEvent(new CustomEvent('aside-submit', { detail: text }));
  };

  readonly #cancel = (): void => {
    this.dispatchEvent(new CustomEvent('aside-cancel'));
  };
}
