/** What helps with an error or a reply that ended early, and how it is told. */

export const stepIds = [
  'setKey',
  'checkBaseUrl',
  'useBaseUrl',
  'pickModel',
  'retry',
  'retryWith',
  'continue',
  'summarise',
  'openSettings',
  'showLog',
] as const;

/** What a button under an error does. The host decides which to offer. */
export type StepId = (typeof stepIds)[number];

export interface ErrorView {
  /** One sentence. */
  readonly sentence: string;
  readonly steps: readonly { readonly id: StepId; readonly label: string }[];
  /** The server's own words, status and request id: text, behind "Show details". */
  readonly details?: string;
}

/** Why a reply ended, where that is worth a word. */
export interface StopView {
  readonly sentence: string;
  readonly steps: ErrorView['steps'];
}
