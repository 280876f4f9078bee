import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type TurnView } from '../../protocol';
import { post } from '../kit/host';
import { icon } from '../kit/icons';

/** The button that shows and hides what a reply took; nothing where nothing is known of that. */
export function usageToggle(
  parts: readonly string[],
  shown: boolean,
  toggle: () => void,
): TemplateResult | typeof nothing {
  if (parts.length === 0) return nothing;
  return html`<button
    type="button"
    class="icon-button usage-toggle"
    data-testid="usage-toggle"
    title=${l10n.t('Model, tokens and cost')}
    aria-label=${l10n.t('Model, tokens and cost')}
    aria-expanded=${shown}
    @click=${toggle}
  >
    ${icon('info')}
  </button>`;
}

export function usageLine(turn: TurnView, parts: readonly string[], shown: boolean): TemplateResult | typeof nothing {
  if (parts.length === 0) return nothing;
  return html`<div class="usage" data-testid="usage" ?hidden=${!shown}>
    ${parts.map((part) => html`<span>${part}</span>`)}
    ${turn.hasRequest ? html`<span>${requestLink(turn, 'show-request')}</span>` : nothing}
  </div>`;
}

/** Leads to the request of a reply. */
export function requestLink({ id }: TurnView, testId: string): TemplateResult {
  return html`<button
    type="button"
    class="link"
    data-testid=${testId}
    @click=${() => post({ type: 'showRequest', turn: id })}
  >
    ${l10n.t('Show request')}
  </button>`;
}
