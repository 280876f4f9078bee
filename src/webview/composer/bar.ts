import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type PanelState } from '../../protocol';
import { post } from '../kit/host';
import { icon, type IconName } from '../kit/icons';
import './meter';

export interface BarActions {
  attach(): void;
  send(): void;
  /** Whether there is something to send, and nothing on its way. */
  readonly canSend: boolean;
}

/** What stands below the text: what a message is sent with, and the buttons that send or stop. */
export function composerBar(panel: PanelState | undefined, { attach, send, canSend }: BarActions): TemplateResult {
  const busy = panel?.busy ?? false;
  const options = panel?.optionsSet ? l10n.t('Request options ({0} set)', panel.optionsSet) : l10n.t('Request options');
  const sendTitle = panel?.send === 'mod+enter' ? l10n.t('Send (Ctrl+Enter)') : l10n.t('Send (Enter)');
  return html`<div class="composer-bar">
    ${button('attach', l10n.t('Attach files'), 'attach', attach)}
    ${picker('pick-endpoint', l10n.t('Endpoint'), panel?.endpoint, () => post({ type: 'pickEndpoint' }))}
    ${picker('pick-model', l10n.t('Model'), panel?.model, () => post({ type: 'pickModel' }))}
    ${button('options', options, 'settings', () => post({ type: 'options' }))}
    <span class="gap"></span>
    <aside-meter .context=${panel?.context} .busy=${busy}></aside-meter>
    ${busy ? nothing : button('send', sendTitle, 'send', send, !canSend)}
    ${busy && canSend ? button('queue', l10n.t('Send when the reply is done'), 'send', send) : nothing}
    ${busy ? button('stop', l10n.t('Stop (Esc)'), 'stop-circle', () => post({ type: 'stop' })) : nothing}
  </div>`;
}

function button(id: string, title: string, name: IconName, run: () => void, isOff = false): TemplateResult {
  return html`<button
    type="button"
    class="icon-button ${id}-button"
    data-testid=${id}
    title=${title}
    aria-label=${title}
    ?disabled=${isOff}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}

function picker(id: string, title: string, value: string | undefined, run: () => void): TemplateResult {
  const label = value ? l10n.t('{0}: {1}', title, value) : title;
  return html`<button type="button" class="picker" data-testid=${id} title=${label} aria-label=${label} @click=${run}>
    <span class="picker-text">${value || title}</span>${icon('chevron-down')}
  </button>`;
}
