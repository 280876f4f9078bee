import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { type ConversationEntry, type PanelState, type Suggestion } from '../protocol';
import { language } from './kit/boot';
import { post } from './kit/host';
import { icon } from './kit/icons';

/** Where keys come from, by endpoint. */
const keyPages: Readonly<Record<string, string>> = {
  OpeAI: 'https://api-platform.ope.ai',
  Anthropic: 'https://console.anthropic.com/settings/keys',
};

/** What stands in place of a transcript: how to begin. */
export function emptyState(panel: PanelState): TemplateResult {
  return panel.key === 'missing' ? noKey(panel) : ready(panel);
}

/** The key of the environment is offered, never taken. */
export function environmentOffer(): TemplateResult {
  return html`<div class="offer" data-testid="env-key-offer">
    <span>${l10n.t('VS Code was started with a key in the environment variable {0}.', 'OPEAI_API_KEY')}</span>
    <div class="buttons">
      <vscode-button data-testid="use-env-key" @click=${() => post({ type: 'useEnvironmentKey', use: true })}
        >${l10n.t('Use it')}</vscode-button
      >
      <vscode-button
        secondary
        data-testid="decline-env-key"
        @click=${() => post({ type: 'useEnvironmentKey', use: false })}
        >${l10n.t('Not now')}</vscode-button
      >
    </div>
  </div>`;
}

function noKey({ endpoint, environmentKey }: PanelState): TemplateResult {
  const page = keyPages[endpoint];
  return html`<div class="empty" data-testid="empty-no-key">
    ${icon('key', 'empty-icon')}
    <p>${l10n.t('Aside needs an API key for {0}.', endpoint)}</p>
    ${environmentKey ? environmentOffer() : nothing}
    <vscode-button data-testid="set-key" ?secondary=${environmentKey} @click=${() => post({ type: 'setKey' })}
      >${l10n.t('Enter API key')}</vscode-button
    >
    <div class="empty-links">
      ${page ? html`<a href=${page} data-testid="get-key">${l10n.t('Where do I get a key?')}</a>` : nothing}
      <button type="button" class="link" data-testid="other-endpoint" @click=${() => post({ type: 'pickEndpoint' })}>
        ${l10n.t('Use another endpoint')}
      </button>
    </div>
  </div>`;
}

function ready({ file, changes, recent, environmentKey }: PanelState): TemplateResult {
  // Only what can be kept: each takes along what it asks about.
  const suggestions: { what: Suggestion; text: string }[] = [];
  if (file) suggestions.push({ what: 'explain', text: l10n.t('Explain {0}', file) });
  if (file) suggestions.push({ what: 'tests', text: l10n.t('Write tests for {0}', file) });
  if (changes) suggestions.push({ what: 'changes', text: l10n.t('What changed in git?') });
  return html`<div class="empty" data-testid="empty-ready">
    ${environmentKey ? environmentOffer() : nothing}
    <h2>${l10n.t('What are you working on?')}</h2>
    <div class="list">
      ${suggestions.map(
        ({ what, text }) =>
          html`<button
            type="button"
            class="list-row"
            data-testid="suggestion"
            @click=${() => post({ type: 'suggest', what, text })}
          >
            <span>${text}</span>
          </button>`,
      )}
    </div>
    ${
      recent.length === 0
        ? nothing
        : html`<h3>${l10n.t('Last conversations')}</h3>
            <div class="list">${recent.slice(0, 3).map(recentRow)}</div>
            <button type="button" class="link" data-testid="history" @click=${() => post({ type: 'history' })}>
              ${l10n.t('Show all')}
            </button>`
    }
  </div>`;
}

function recentRow({ id, title, updated }: ConversationEntry): TemplateResult {
  return html`<button
    type="button"
    class="list-row"
    data-testid="recent"
    @click=${() => post({ type: 'openConversation', id })}
  >
    <span dir="auto">${title}</span><time>${ago(updated, Date.now())}</time>
  </button>`;
}

function ago(then: number, now: number): string {
  const minutes = Math.round((then - now) / 60_000);
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  if (minutes > -60) return format.format(minutes, 'minute');
  if (minutes > -24 * 60) return format.format(Math.round(minutes / 60), 'hour');
  return format.format(Math.round(minutes / 60 / 24), 'day');
}
