import type { StoredError } from '../conversation/model';
import type { OptionProblem } from '../conversation/options';
import type { Notice } from '../messages/types';
import { describeError } from './errors';
import type { L10n } from './l10n';
import { noticeText } from './notices';
import { optionProblemText } from './settingProblems';
import { describeStop } from './stopReasons';

/** The words of a conversation. What is below throws or stores kinds, and knows no language. */
export type Wording = Readonly<ReturnType<typeof createWording>>;

export function createWording(l10n: L10n) {
  return {
    /** An error as a person reads it: one sentence, the steps that may help, and the server's own words as text. */
    error: (error: StoredError, endpoint: string) => describeError(l10n, error, endpoint),
    /** What the client had to repair, for a turn's details. */
    notice: (notice: Notice) => noticeText(l10n, notice),
    /** What is wrong with a setting that is not sent. */
    optionProblem: (problem: OptionProblem) => optionProblemText(l10n, problem),
    /** Why a reply ended early, and what may help; undefined where it is not worth a word. */
    stopReason: (reason: string, details: unknown, isEmpty?: boolean) => describeStop(l10n, reason, details, isEmpty),
    /** What is said to the model to get the rest of a reply that was cut short. */
    continuePrompt: l10n.t('Continue exactly where you left off.'),
    /** What is said to it to get a summary of all that was said. */
    summaryPrompt: l10n.t(
      'Summarize our conversation so far, so that we can go on from your summary alone: what I want, what was decided and why, what has been done, the files, names and values that matter, code that is still needed word for word, and what is open.',
    ),
    /** It said something else. */
    noSummary: l10n.t('The model gave no summary.'),
  };
}
