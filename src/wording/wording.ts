import type { StoredError } from '../conversation/model';
import type { OptionProblem } from '../conversation/options';
import type { Notice } from '../messages/types';
import type { ErrorView, StopView } from './steps';

/** Kinds into sentences, given from outside: this file knows no language. */
export interface Wording {
  error(error: StoredError, endpoint: string): ErrorView;
  notice(notice: Notice): string;
  /** What is wrong with a setting that is not sent. */
  optionProblem(problem: OptionProblem): string;
  /** Why a reply ended early, and what may help. */
  stopReason(reason: string, details: unknown): StopView | undefined;
  /** What is said to the model to get the rest of a reply that was cut short. */
  readonly continuePrompt: string;
  /** What is said to it to get a summary of all that was said. */
  readonly summaryPrompt: string;
  /** It said something else. */
  readonly noSummary: string;
}
