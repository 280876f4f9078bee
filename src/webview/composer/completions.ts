import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type CompletionView } from '../../protocol';
import { icon, type IconName } from '../kit/icons';

const icons: Readonly<Record<CompletionView['kind'], IconName>> = {
  selection: 'list-selection',
  editors: 'files',
  problems: 'warning',
  changes: 'diff',
  terminal: 'terminal',
  file: 'file',
  folder: 'folder',
  symbol: 'symbol-method',
  prompt: 'comment',
};

/** The element that the list is; the text area names it and the row that is active. */
export const listId = 'completions';
export const rowId = (index: number): string => `completion-${index}`;

/** What may be meant, over the composer. The keyboard stays in the text. */
export function completionList(
  items: readonly CompletionView[],
  active: number,
  choose: (index: number) => void,
): TemplateResult | typeof nothing {
  if (items.length === 0) return nothing;
  return html`<ul class="completions" id=${listId} role="listbox" aria-label=${l10n.t('What goes along')}>
    ${items.map(
      ({ kind, label, detail }, index) =>
        html`<li
          id=${rowId(index)}
          class="completion ${index === active ? 'active' : ''}"
          data-testid="completion"
          role="option"
          aria-selected=${index === active}
          @mousedown=${(event: Event) => {
            // The focus stays in the text.
            event.preventDefault();
            choose(index);
          }}
        >
          ${icon(icons[kind])}<span class="completion-label">${label}</span>
          ${detail ? html`<span class="completion-detail">${detail}</span>` : nothing}
        </li>`,
    )}
  </ul>`;
}
