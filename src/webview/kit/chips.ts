import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type ChipView } from '../../protocol';
import { language } from './boot';
import { post } from './host';
import { icon } from './icons';

const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumSignificantDigits: 2 });

/** A piece of context. Opens its place in the editor; with `drop`, can be taken away. */
export function chip({ label, target, tokens }: ChipView, drop?: () => void): TemplateResult {
  const size = l10n.t('about {0} tokens', tokens.toLocaleString(language));
  return html`<span class="chip" data-testid="chip">
    ${
      target === undefined
        ? html`<span class="chip-label" title=${size}>${label}</span>`
        : html`<button
            type="button"
            class="chip-label"
            title="${label}, ${size}"
            @click=${() => post({ type: 'openLink', href: target })}
          >
            ${label}
          </button>`
    }
    <span class="chip-size" title=${size} aria-hidden="true">${compact.format(tokens)}</span>
    <span class="sr-only">${size}</span>
    ${drop ? small('close', l10n.t('Remove {0}', label), drop) : nothing}
  </span>`;
}

/** Context that could go along: one click takes it in, one sends it away. */
export function offeredChip({ label, tokens }: ChipView, add: () => void, dismiss: () => void): TemplateResult {
  const size = l10n.t('about {0} tokens', tokens.toLocaleString(language));
  return html`<span class="chip offered" data-testid="chip-offer">
    <button
      type="button"
      class="chip-label"
      data-testid="chip-add"
      title="${l10n.t('Add the selection')}, ${size}"
      aria-label="${l10n.t('Add the selection')}: ${label}"
      @click=${add}
    >
      ${icon('add')}<span>${label}</span>
    </button>
    ${small('close', l10n.t('Leave out {0}', label), dismiss)}
  </span>`;
}

function small(name: 'close', title: string, run: () => void): TemplateResult {
  return html`<button
    type="button"
    class="chip-button"
    data-testid="chip-drop"
    title=${title}
    aria-label=${title}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}
