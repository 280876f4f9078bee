import type { OptionProblem } from '../conversation/options';
import type { L10n } from './l10n';

/** What is wrong with a setting that is not sent. */
export function optionProblemText(l10n: L10n, { setting, expected }: OptionProblem): string {
  return l10n.t('The setting {0} is not sent: it should be {1}.', setting, expected);
}

/** What is wrong with a setting of costs that is not used. */
export function costProblemText(l10n: L10n, { setting, expected }: OptionProblem): string {
  return l10n.t('The setting {0} is not used: it should be {1}.', setting, expected);
}
