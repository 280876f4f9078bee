import type { L10n } from './l10n';
import { bounded } from './serverWords';
import { stepViews, type StepId, type StopView } from './steps';

/**
 * Why a reply ended, where that is worth a word, and what may help.
 *
 * @param isEmpty Nothing of it had come.
 */
export function describeStop(l10n: L10n, reason: string, details: unknown, isEmpty = false): StopView | undefined {
  const stop = (sentence: string, ...steps: StepId[]): StopView => ({ sentence, steps: stepViews(l10n, steps) });
  switch (reason) {
    case 'max_tokens':
      return isEmpty
        ? stop(l10n.t('The token limit (max_tokens) was reached before the reply began.'), 'openSettings', 'retry')
        : stop(l10n.t('The reply stopped at the token limit (max_tokens).'), 'continue');
    case 'model_context_window_exceeded':
      return stop(l10n.t('The conversation has filled the model’s context window.'), 'summarise', 'retryWith');
    case 'refusal': {
      const said = (details as { explanation?: unknown } | undefined)?.explanation;
      return typeof said === 'string' && said !== ''
        ? stop(l10n.t('The model declined to answer: {0}', bounded(said)), 'retryWith')
        : stop(l10n.t('The model declined to answer.'), 'retryWith');
    }
    case 'pause_turn':
      return stop(l10n.t('The model paused here.'), 'continue');
    case 'end_turn':
    case 'stop_sequence':
    case 'tool_use':
      return undefined;
    default:
      return stop(l10n.t('The server ended the reply for the reason “{0}”.', bounded(reason)));
  }
}
