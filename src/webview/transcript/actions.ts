import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { type TurnView } from '../../protocol';
import { post } from '../kit/host';
import { icon, type IconName } from '../kit/icons';

/** A button with an icon, below a turn. */
export function action(testId: string, name: IconName, title: string, run: () => void, off = false): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    data-testid=${testId}
    title=${title}
    aria-label=${title}
    ?disabled=${off}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}

/** The versions of a turn, to go through. */
export function siblings({ sibling, id }: TurnView, busy: boolean): TemplateResult | typeof nothing {
  if (!sibling || sibling.of < 2) return nothing;
  const go = (by: -1 | 1) => () => post({ type: 'switchSibling', turn: id, by });
  const { index, of } = sibling;
  return html`<span class="siblings" role="group" aria-label=${l10n.t('Versions')}>
    ${action('previous', 'chevron-left', l10n.t('Previous version'), go(-1), busy || index <= 1)}
    <span data-testid="sibling">${index}/${of}</span>
    ${action('next', 'chevron-right', l10n.t('Next version'), go(1), busy || index >= of)}
  </span>`;
}

interface Actions {
  readonly busy: boolean;
  /** The turn was copied just now. */
  readonly copied: boolean;
  readonly copy: () => void;
}

export function questionActions(
  turn: TurnView,
  { busy, copied, copy, edit }: Actions & { edit: () => void },
): TemplateResult {
  return html`<div class="actions">
    ${siblings(turn, busy)} ${action('edit', 'edit', l10n.t('Edit and send again'), edit, busy)}
    ${copyAction(copied, copy)} ${forkAction(turn)}
  </div>`;
}

/** @param usage the button that shows what the reply took */
export function replyActions(
  turn: TurnView,
  { busy, copied, copy }: Actions,
  usage: TemplateResult | typeof nothing,
): TemplateResult {
  const { id } = turn;
  return html`<div class="actions">
    ${siblings(turn, busy)} ${copyAction(copied, copy)}
    ${action('copy-request', 'json', l10n.t('Copy request as cURL, JavaScript or Python'), () =>
      post({ type: 'copyRequest', turn: id }),
    )}
    <span class="split">
      ${action('retry', 'refresh', l10n.t('Retry'), () => post({ type: 'retry', turn: id }), busy)}
      ${action('retry-with', 'chevron-down', l10n.t('Retry with another model…'), () => post({ type: 'retryWith', turn: id }), busy)}
    </span>
    ${forkAction(turn)} ${usage}
  </div>`;
}

function copyAction(copied: boolean, copy: () => void): TemplateResult {
  return action('copy', copied ? 'check' : 'copy', l10n.t('Copy as Markdown'), copy);
}

function forkAction({ id }: TurnView): TemplateResult {
  return action('fork', 'repo-forked', l10n.t('Fork to a new conversation'), () => post({ type: 'fork', turn: id }));
}
