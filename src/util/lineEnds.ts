/** A text with "\n" as its line end. A carriage return alone is one, too; several before a "\n" belong to it. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r+\n?/g, (run) => (run.endsWith('\n') ? '\n' : '\n'.repeat(run.length)));
}
