import * as l10n from '@vscode/l10n';
import { html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { icon } from '../kit/icons';
import { LightElement } from '../kit/lightElement';

/** How long until the host tries again. */
@customElement('aside-retry-countdown')
export class RetryCountdownElement extends LightElement {
  /** Milliseconds since the epoch. */
  @property({ attribute: false }) until = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.requestUpdate(), 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
  }

  protected override render(): TemplateResult {
    const seconds = Math.max(0, Math.ceil((this.until - Date.now()) / 1000));
    return html`<div class="status" data-testid="retry-countdown">
      ${icon('refresh')}${l10n.t('Trying again in {0} s', seconds)}
    </div>`;
  }
}
