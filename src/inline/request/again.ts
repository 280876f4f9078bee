import type { OptionOverrides } from '../../conversation/options';

/** What a request sets over the settings. */
export type Over = Pick<OptionOverrides, 'model' | 'maxTokens'>;

/** What sends a failed request once more. */
export interface Again {
  retry(): void;
  /** With this set, in what follows from it, too; undefined where the request cannot be changed. */
  retryWith?(over: Over): void;
}

/** Shows a failed request, with what sends it once more. */
export type ShowError = (error: unknown, again: Again) => void;

/** Something to start over that nobody waits for: what it throws is shown, and can be tried again too. */
export function againBy(showError: ShowError, start: (over?: Over) => Promise<unknown>): Again {
  const run = (over?: Over): void => {
    start(over).catch((error: unknown) => showError(error, again));
  };
  const again: Again = { retry: () => run(), retryWith: run };
  return again;
}
