import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type PanelState } from '../../protocol';
import { language } from '../kit/boot';
import { post } from '../kit/host';
import { icon, type IconName } from '../kit/icons';

/** The workspace's instructions: as they go along, with the newer ones to take, or offered where they do not. */
export function instructionsChip(instructions: PanelState['instructions']): TemplateResult | typeof nothing {
  if (!instructions) return nothing;
  const { name, target, tokens, cut, state } = instructions;
  const size = l10n.t('about {0} tokens', tokens.toLocaleString(language));
  const use = (): void => post({ type: 'instructions', use: true });
  if (state === 'offered') {
    const title = l10n.t('Send {0} along as instructions, from the next message on', name);
    return html`<span class="chip offered" data-testid="instructions">
      <button type="button" class="chip-label" title="${title}, ${size}" aria-label=${title} @click=${use}>
        ${icon('add')}<span>${name}</span>
      </button>
    </span>`;
  }
  const about = cut
    ? l10n.t('Instructions of this workspace, sent with every message; the file is too long, and its end is left out')
    : l10n.t('Instructions of this workspace, sent with every message');
  return html`<span class="chip instructions" data-testid="instructions">
    <button
      type="button"
      class="chip-label"
      title="${about}, ${size}"
      aria-label="${name}: ${about}"
      @click=${() => post({ type: 'openLink', href: target })}
    >
      ${icon('book')}<span>${cut ? l10n.t('{0} (cut)', name) : name}</span>
    </button>
    ${
      state === 'changed'
        ? html`<button
            type="button"
            class="chip-label instructions-update"
            data-testid="instructions-update"
            title=${l10n.t('{0} has changed. Use the new version', name)}
            aria-label=${l10n.t('{0} has changed. Use the new version', name)}
            @click=${use}
          >
            ${l10n.t('Use new version')}
          </button>`
        : nothing
    }
    ${small('instructions-drop', 'close', l10n.t('Leave {0} out of this conversation', name), () =>
      post({ type: 'instructions', use: false }),
    )}
  </span>`;
}

function small(testId: string, name: IconName, title: string, run: () => void): TemplateResult {
  return html`<button
    type="button"
    class="chip-button ${testId}"
    data-testid=${testId}
    title=${title}
    aria-label=${title}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}
