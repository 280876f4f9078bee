/** What sends a failed request once more. */
export interface Again {
  retry(): void;
  /** With another model, which what follows from it asks, too; undefined where the request cannot name one. */
  retryWith?(model: string): void;
}

/** Shows a failed request, with what sends it once more. */
export type ShowError = (error: unknown, again: Again) => void;

/** Something to start over that nobody waits for: what it throws is shown, and can be tried again too. */
export function againBy(showError: ShowError, start: (model?: string) => Promise<unknown>): Again {
  const run = (model?: string): void => {
    start(model).catch((error: unknown) => showError(error, again));
  };
  const again: Again = { retry: () => run(), retryWith: run };
  return again;
}
