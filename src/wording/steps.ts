/** What helps with an error or a reply that ended early, and how it is told. */
import type { L10n } from './l10n';

/** What a button under an error does. An error names those that may help; a place offers those that it can take. */
export const stepIds = [
  'setKey',
  'checkBaseUrl',
  'useBaseUrl',
  'pickModel',
  'retry',
  'retryWith',
  'fewerTokens',
  'continue',
  'summarise',
  'openSite',
  'openSettings',
  'showLog',
  'checkEndpoint',
] as const;

export type StepId = (typeof stepIds)[number];

export interface StepView {
  readonly id: StepId;
  readonly label: string;
}

export interface ErrorView {
  /** One sentence. */
  readonly sentence: string;
  /** The server's first words, where the sentence has them not. */
  readonly said?: string | undefined;
  readonly steps: readonly StepView[];
  /** The server's own words, status and request id: text, behind "Show details". */
  readonly details?: string;
}

/** Why a reply ended, where that is worth a word. */
export interface StopView {
  readonly sentence: string;
  readonly steps: ErrorView['steps'];
}

/** @param fewerTokens what the step of this name lowers max_tokens to */
export function stepViews(l10n: L10n, steps: readonly StepId[], fewerTokens?: number): StepView[] {
  return steps.map((id) => ({ id, label: stepLabel(l10n, id, fewerTokens) }));
}

export function stepLabel(l10n: L10n, step: StepId, fewerTokens = 0): string {
  switch (step) {
    case 'setKey':
      return l10n.t('Set Key');
    case 'checkBaseUrl':
      return l10n.t('Check Base URL');
    case 'useBaseUrl':
      return l10n.t('Use This Base URL');
    case 'pickModel':
      return l10n.t('Pick Model');
    case 'retry':
      return l10n.t('Retry');
    case 'retryWith':
      return l10n.t('Retry With Another Model');
    case 'fewerTokens':
      return l10n.t('Retry With max_tokens {0}', fewerTokens);
    case 'continue':
      return l10n.t('Continue');
    case 'summarise':
      return l10n.t('Summarize and Continue');
    case 'openSite':
      return l10n.t('Open Website');
    case 'openSettings':
      return l10n.t('Open Settings');
    case 'showLog':
      return l10n.t('Show Log');
    case 'checkEndpoint':
      return l10n.t('Check Endpoint');
  }
}
