import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type ChipView, type PanelState } from '../../protocol';
import { chip, offeredChip } from '../kit/chips';
import { post } from '../kit/host';
import { instructionsChip } from './instructionsChip';

/** What goes along with the message, and the selection that could: unless it is the one that was `dismissed`. */
export function chipRow(
  panel: PanelState | undefined,
  chips: readonly ChipView[],
  dismissed: string | undefined,
  dismiss: (id: string) => void,
): TemplateResult | typeof nothing {
  const { selection, fromWorkspace = [], instructions } = panel ?? {};
  const isThere = chips.some(({ target }) => target && target === selection?.target);
  const offered = selection && selection.id !== dismissed && !isThere ? selection : undefined;
  if (chips.length === 0 && !offered && fromWorkspace.length === 0 && !instructions) return nothing;
  return html`<div class="chips">
    ${fromWorkspace.length > 0 ? workspaceChip(fromWorkspace) : nothing} ${instructionsChip(instructions)}
    ${chips.map((one) => chip(one, () => post({ type: 'dropChip', chip: one.id })))}
    ${
      offered
        ? offeredChip(
            offered,
            () => post({ type: 'addSelection' }),
            () => dismiss(offered.id),
          )
        : nothing
    }
  </div>`;
}

function workspaceChip(settings: readonly string[]): TemplateResult {
  return html`<button
    type="button"
    class="chip chip-label"
    data-testid="chip-workspace"
    title=${l10n.t('Set by this workspace: {0}', settings.join(', '))}
    @click=${() => post({ type: 'openSettings' })}
  >
    ${l10n.t('Workspace settings')}
  </button>`;
}
