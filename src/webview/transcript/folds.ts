import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { language } from '../kit/boot';
import { icon, type IconName } from '../kit/icons';
import '../markdown/markdownElement';
import { resultList, resultsTitle } from './citations';
import { type ShownBlock } from './store';
import './toolInput';

/** A block of a reply that is folded to a line. */
export interface Fold {
  readonly index: number;
  /** Its content is made only then. */
  readonly open: boolean;
  /** No more of it comes. */
  readonly complete: boolean;
  readonly toggle: (event: Event) => void;
}

export function thinkingFold({ view, pieces }: ShownBlock, { index, open, complete, toggle }: Fold): TemplateResult {
  const thinking = view.kind === 'thinking' ? view : undefined;
  const over = complete || thinking?.seconds !== undefined;
  const title = !over
    ? l10n.t('Thinking…')
    : thinking?.seconds === undefined
      ? l10n.t('Thought')
      : l10n.t('Thought for {0} s', thinking.seconds.toLocaleString(language));
  const body = thinking?.redacted
    ? html`<p class="quiet">${l10n.t('The server keeps this part of the thinking to itself.')}</p>`
    : html`<aside-markdown class="markdown" .content=${{ pieces, complete }}></aside-markdown>`;
  return html`
    <details
      class="fold-line thinking ${over ? '' : 'running'}"
      data-testid="thinking"
      data-block=${index}
      ?open=${open}
      @toggle=${toggle}
    >
      <summary>${icon('chevron-right', 'twistie')}<span class="fold-title">${title}</span></summary>
      ${open ? html`<div class="fold-body">${body}</div>` : nothing}
    </details>
  `;
}

/** A use of a tool, what a search has found, or what is shown as it came. */
export function cardFold(block: ShownBlock, { index, open, complete, toggle }: Fold): TemplateResult {
  return html`
    <details class="fold-line card" data-testid="card" data-block=${index} ?open=${open} @toggle=${toggle}>
      <summary>
        ${icon('chevron-right', 'twistie')}${icon(cardIcon(block))}<span class="fold-title">${cardTitle(block)}</span>
        ${complete ? nothing : icon('loading', 'spin')}
      </summary>
      ${open ? cardBody(block, complete) : nothing}
    </details>
  `;
}

function cardIcon({ view }: ShownBlock): IconName {
  return view.kind === 'tool' ? 'tools' : view.kind === 'results' ? 'search' : 'json';
}

function cardTitle({ view, pieces }: ShownBlock): string {
  if (view.kind === 'results') return resultsTitle(pieces.join(''), view.error);
  return view.kind === 'tool' || view.kind === 'other' ? view.name : '';
}

function cardBody({ view, pieces }: ShownBlock, complete: boolean): TemplateResult {
  if (view.kind === 'tool')
    return html`<aside-tool-input class="card-body" tabindex="0" .content=${{ pieces, complete }}></aside-tool-input>`;
  const text = pieces.join('');
  return view.kind === 'results' ? resultList(text) : html`<pre class="card-body" tabindex="0">${text}</pre>`;
}
