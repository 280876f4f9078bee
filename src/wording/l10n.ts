/** What translates: VS Code's `l10n`, or what a test has in its place. */
export interface L10n {
  /** The text in the reader's language, with `{0}`, `{1}`, … replaced. */
  t(text: string, ...args: (string | number | boolean)[]): string;
}
