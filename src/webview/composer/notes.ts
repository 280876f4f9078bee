/** What is told around the text that is being written. */
import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { icon } from '../kit/icons';

/** The message that waits for the reply. */
export function queuedNote(text: string, takeBack: () => void): TemplateResult {
  return html`<div class="queued" data-testid="queued">
    <span class="queued-label">${l10n.t('Queued')}</span>
    <span class="queued-text">${text}</span>
    <button
      type="button"
      class="icon-button"
      data-testid="unqueue"
      title=${l10n.t('Back to the composer')}
      aria-label=${l10n.t('Back to the composer')}
      @click=${takeBack}
    >
      ${icon('close')}
    </button>
  </div>`;
}

/** What cannot go along. */
export function refusalNotes(sentences: readonly string[]): TemplateResult {
  return html`<div role="alert" class="refusals" data-testid="refusals">
    ${sentences.map((sentence) => html`<div class="refusal">${icon('warning')}<span>${sentence}</span></div>`)}
  </div>`;
}
