import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type TurnView } from '../../protocol';

/** A quiet line above a reply with which a new segment begins: what is another one from here on. */
export function segmentLine(changes: TurnView['segment'] = []): TemplateResult | typeof nothing {
  if (changes.length === 0) return nothing;
  return html`<div
    class="segment"
    data-testid="segment"
    title=${l10n.t('From here on, earlier thinking is not sent any more: it belongs to what was asked with before.')}
  >
    <div class="segment-text">${changes.map((change) => html`<span>${sentenceOf(change)}</span> `)}</div>
  </div>`;
}

function sentenceOf(change: NonNullable<TurnView['segment']>[number]): string {
  switch (change.kind) {
    case 'model':
      return l10n.t('Model: {0} → {1}', change.from, change.to);
    case 'endpoint':
      return l10n.t('Endpoint: {0} → {1}', change.from, change.to);
    case 'system':
      return l10n.t('System prompt changed');
    case 'instructions':
      return l10n.t('Instructions changed');
    case 'tools':
      return l10n.t('Tools changed');
  }
}
