import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { type OfferView } from '../../protocol';
import { post } from '../kit/host';
import { icon } from '../kit/icons';

/** Something to decide before a message goes out. The message itself is in the composer below. */
export function offerBox(offer: OfferView | undefined): TemplateResult | typeof nothing {
  if (!offer) return nothing;
  const { id, sentence, details, buttons } = offer;
  return html`<div class="decision" data-testid="offer" role="alert" aria-label=${l10n.t('Before this is sent')}>
    <div class="decision-line">
      ${icon('warning')}<span
        >${sentence}${details === undefined ? nothing : html` <span class="quiet">${details}</span>`}</span
      >
    </div>
    <div class="buttons">
      ${buttons.map(
        ({ id: button, label }, index) =>
          html`<vscode-button
            data-testid="offer-${button}"
            ?secondary=${index > 0}
            @click=${() => post({ type: 'answer', offer: id, button })}
            >${label}</vscode-button
          >`,
      )}
    </div>
  </div>`;
}
