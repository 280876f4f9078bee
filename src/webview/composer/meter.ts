import * as l10n from '@vscode/l10n';
import { html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import { type ContextView } from '../../protocol';
import { language } from '../kit/boot';
import { contextUse, shortCount, type ContextUse } from './contextUse';
import { post } from '../kit/host';
import { meansEscape } from '../kit/input';
import { LightElement } from '../kit/lightElement';

/** The ring's radius, and its length. */
const radius = 6;
const length = 2 * Math.PI * radius;

/** How much of what the model reads at once is used, and what the conversation has cost; the details by click. */
@customElement('aside-meter')
export class MeterElement extends LightElement {
  @property({ attribute: false }) context: ContextView | undefined;
  @property({ type: Boolean }) busy = false;
  @state() private open = false;

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('pointerdown', this.#onPointer);
    this.addEventListener('focusout', this.#onFocusOut);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('pointerdown', this.#onPointer);
    this.removeEventListener('focusout', this.#onFocusOut);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { context } = this;
    if (!context) return nothing;
    const use = contextUse(context);
    const title = [useText(context, use), costText(context)].filter(Boolean).join('\n');
    return html`<button
        type="button"
        class="meter-button"
        data-testid="meter"
        data-level=${use.level}
        title=${title}
        aria-label=${title.replace('\n', ', ')}
        aria-expanded=${this.open}
        @click=${() => (this.open = !this.open)}
        @keydown=${this.#onKey}
      >
        ${use.part === undefined ? nothing : ring(use.part)}
        ${
          use.part === undefined || use.level !== 'low'
            ? html`<span class="meter-text" data-testid="meter-text">${label(use)}</span>`
            : nothing
        }
      </button>
      ${this.open ? this.#details(context, use) : nothing}`;
  }

  #details(context: ContextView, use: ContextUse): TemplateResult {
    const { said, counted, draft, spent, problems, summaryCost } = context;
    const total = spent.input + spent.cached + spent.written;
    return html`<section
      class="meter-details"
      data-testid="meter-details"
      tabindex="-1"
      aria-label=${l10n.t('Context and cost')}
      @keydown=${this.#onKey}
    >
      <p class="meter-line">${useText(context, use)}</p>
      <dl class="meter-list">
        ${row(counted ? l10n.t('Said so far') : l10n.t('Said so far, estimated'), count(said))}
        ${row(l10n.t('This message, estimated'), count(draft))}
      </dl>
      ${
        total + spent.output === 0
          ? nothing
          : html`<p class="meter-line">${l10n.t('The whole conversation, with all its versions')}</p>
              <dl class="meter-list" data-testid="meter-spent">
                ${row(l10n.t('Tokens in'), count(spent.input))}
                ${row(l10n.t('Read from the cache'), count(spent.cached))}
                ${row(l10n.t('Written to the cache'), count(spent.written))}
                ${row(l10n.t('Tokens out'), count(spent.output))}
                ${row(l10n.t('Cost, estimated'), spent.cost === undefined ? l10n.t('not known') : dollars(spent.cost))}
              </dl>`
      }
      ${
        spent.cost !== undefined && spent.unpriced > 0
          ? html`<p class="quiet">${l10n.t('{0} replies have no known price and are not in it.', spent.unpriced)}</p>`
          : nothing
      }
      ${problems.map((sentence) => html`<p class="quiet">${sentence}</p>`)}
      ${
        use.level === 'low' || said === 0
          ? nothing
          : html`<p>
                ${l10n.t('A summary makes room. What was said stays as it is, and the conversation goes on in a version of its own.')}
                ${summaryCost === undefined ? nothing : l10n.t('The summary costs {0} to ask for.', aboutDollars(summaryCost))}
              </p>
              <vscode-button data-testid="summarise" ?disabled=${this.busy} @click=${this.#summarise}
                >${l10n.t('Summarize and Continue')}</vscode-button
              >`
      }
    </section>`;
  }

  readonly #summarise = (): void => {
    this.#close();
    post({ type: 'summarise' });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.open || !meansEscape(event)) return;
    // It closes the details, and stops no reply.
    event.preventDefault();
    event.stopPropagation();
    this.#close();
  };

  #close(): void {
    this.open = false;
    this.querySelector<HTMLElement>('.meter-button')?.focus();
  }

  readonly #onPointer = (event: PointerEvent): void => {
    if (!event.composedPath().includes(this)) this.open = false;
  };

  readonly #onFocusOut = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && !this.contains(relatedTarget)) this.open = false;
  };
}

function ring(part: number): TemplateResult {
  const filled = Math.min(1, part) * length;
  return html`<svg class="meter-ring" viewBox="0 0 16 16" aria-hidden="true">
    ${svg`<circle class="meter-track" cx="8" cy="8" r=${radius} />
      <circle
        class="meter-value"
        cx="8"
        cy="8"
        r=${radius}
        stroke-dasharray="${filled.toFixed(2)} ${length.toFixed(2)}"
        transform="rotate(-90 8 8)"
      />`}
  </svg>`;
}

function row(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

/** What stands beside the ring, or in its place. */
function label({ used, part }: ContextUse): string {
  return part === undefined ? shortCount(used, language) : percent(part);
}

function useText({ window, model, counted }: ContextView, use: ContextUse): string {
  const name = model || l10n.t('the model');
  if (window === undefined || use.part === undefined) {
    return l10n.t(
      'Context {0}: about {1} tokens. What {2} reads at once is not known.',
      ...[label(use), count(use.used), name],
    );
  }
  const values = [label(use), count(use.used), count(window), name];
  return counted || use.used === 0
    ? l10n.t('Context {0}: {1} of {2} tokens that {3} reads at once', ...values)
    : l10n.t('Context {0}: about {1} of {2} tokens that {3} reads at once', ...values);
}

function costText({ spent: { cost, unpriced } }: ContextView): string | undefined {
  if (cost === undefined) return undefined;
  const text = l10n.t('{0} so far', aboutDollars(cost));
  return unpriced > 0 ? l10n.t('{0}, without {1} replies of unknown price', text, unpriced) : text;
}

function percent(part: number): string {
  return part.toLocaleString(language, { style: 'percent', maximumFractionDigits: part < 0.01 && part > 0 ? 1 : 0 });
}

function count(tokens: number): string {
  return Math.round(tokens).toLocaleString(language);
}

function aboutDollars(amount: number): string {
  return l10n.t('about ${0}', decimals(amount));
}

function dollars(amount: number): string {
  return `$${decimals(amount)}`;
}

function decimals(amount: number): string {
  const digits = amount > 0 && amount < 0.1 ? 4 : 2;
  return amount.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
