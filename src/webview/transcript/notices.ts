import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { type TurnView } from '../../protocol';
import { post } from '../kit/host';
import { icon } from '../kit/icons';
import { requestLink } from './usage';

/** What a reply has to say about itself, and what can be done about it. */
export function notices({ id, notices: sentences, steps }: TurnView, busy: boolean): TemplateResult {
  return html`${sentences.map((sentence) => html`<div class="status notice">${icon('info')}<span>${sentence}</span></div>`)}
  ${steps.length > 0 ? html`<div class="buttons">${steps.map((step) => stepButton(id, step, true, busy))}</div>` : nothing}`;
}

export function errorNotice(turn: TurnView, busy: boolean): TemplateResult | typeof nothing {
  const { id, error, hasRequest } = turn;
  if (!error) return nothing;
  return html`
    <div class="error" data-testid="error">
      <div class="error-line">${icon('error')}<span>${error.sentence}</span></div>
      ${error.said === undefined ? nothing : html`<div class="error-said" data-testid="error-said" dir="auto">${error.said}</div>`}
      ${
        error.steps.length > 0
          ? html`<div class="buttons">${error.steps.map((step, index) => stepButton(id, step, index > 0, busy))}</div>`
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
      ${hasRequest ? requestLink(turn, 'error-show-request') : nothing}
    </div>
  `;
}

/** What was done to a reply to show it. */
export function repairNotes({ repairs }: TurnView): TemplateResult | typeof nothing {
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

/** Above a reply that is a summary of what came before it. */
export function summaryLine({ id, summary, state }: TurnView, busy: boolean): TemplateResult | typeof nothing {
  if (!summary) return nothing;
  if (state === 'streaming')
    return html`<div class="status summary-line">${icon('fold')}${l10n.t('Summary of the conversation so far')}</div>`;
  return html`<div class="status summary-line" data-testid="summary">
    ${icon('fold')}<span
      >${l10n.t('The conversation goes on from this summary.')}
      ${
        summary.hasOriginal
          ? html`<button
              type="button"
              class="link"
              data-testid="show-original"
              ?disabled=${busy}
              @click=${() => post({ type: 'showOriginal', turn: id })}
            >
              ${l10n.t('Show what it is about')}
            </button>`
          : nothing
      }</span
    >
  </div>`;
}

function stepButton(
  turn: string,
  { id, label }: TurnView['steps'][number],
  secondary: boolean,
  busy: boolean,
): TemplateResult {
  return html`<vscode-button
    data-testid="error-step-${id}"
    ?secondary=${secondary}
    ?disabled=${busy}
    @click=${() => post({ type: 'step', step: id, turn })}
    >${label}</vscode-button
  >`;
}
