import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { isLink } from '../../markdown/parser';
import { type CitationView } from '../../protocol';
import { linkTitle } from '../kit/linkTitle';
import { type Reference } from './references';

/** What a text rests on, below it: a fold for each source, with the words that are cited. */
export function citationList(references: readonly Reference[]): TemplateResult | typeof nothing {
  if (references.length === 0) return nothing;
  return html`<div class="citations" role="group" aria-label=${l10n.t('Sources')} data-testid="citations">
    ${references.map(({ number, citations }) => {
      const title = titleOf(citations[0]!);
      const words = citations.map(({ text }) => text).join('\n\n');
      return html`<details class="fold-line" data-testid="citation">
        <summary title=${linkTitle(words, '')}>
          <span class="citation-number">${number}</span><span class="fold-title">${title}</span>
        </summary>
        <div class="fold-body">${citations.map((citation) => quoteOf(citation))} ${addressOf(citations[0]!.url)}</div>
      </details>`;
    })}
  </div>`;
}

/** What a search found: a title and its address, a line each. */
export function resultList(text: string): TemplateResult {
  const lines = text === '' ? [] : text.split('\n');
  const results = lines.flatMap((title, at) => (at % 2 === 0 ? [{ title, url: lines[at + 1] ?? '' }] : []));
  return html`<ol class="results">
    ${results.map(({ title, url }) => html`<li>${linkTo(url, title)}<span class="quiet">${host(url)}</span></li>`)}
  </ol>`;
}

export function resultsTitle(text: string, error: string | undefined): string {
  if (error !== undefined) return l10n.t('The search failed: {0}', error);
  const count = text === '' ? 0 : (text.split('\n').length + 1) >> 1;
  return count === 1 ? l10n.t('1 search result') : l10n.t('{0} search results', count);
}

function quoteOf({ text, pages }: CitationView): TemplateResult {
  return html`<blockquote>${text}${pages ? html`<div class="quiet">${pagesText(pages)}</div>` : nothing}</blockquote>`;
}

function pagesText([first, last]: readonly [number, number]): string {
  return first === last ? l10n.t('Page {0}', first) : l10n.t('Pages {0} to {1}', first, last);
}

function titleOf({ title, url, document }: CitationView): string {
  if (title !== '') return title;
  return url ?? (document === undefined ? l10n.t('Source') : l10n.t('Document {0}', document));
}

function addressOf(url: string | undefined): TemplateResult | typeof nothing {
  return url === undefined ? nothing : html`<div class="citation-address">${linkTo(url, url)}</div>`;
}

/** Dead text where it is no address of the web. */
function linkTo(url: string, text: string): TemplateResult {
  if (!/^https?:/i.test(url) || !isLink(url)) return html`<span>${text}</span>`;
  return html`<a href=${url} title=${linkTitle(url, '')}>${text}</a>`;
}

function host(url: string): string {
  return URL.canParse(url) ? new URL(url).host : '';
}
