/** A prompt file: what it says of itself in its front matter, and what it asks. */
export function splitPrompt(source: string): { readonly description?: string; readonly body: string } {
  const [, head, body] = /^\ufeff?---[ \t]*\r?\n([^]*?)\r?\n---[ \t]*(?:\r?\n([^]*))?$/.exec(source) ?? [];
  if (head === undefined) return { body: source.trim() };
  const line = head.split(/\r?\n/).find((one) => one.startsWith('description:'));
  const description = line
    ?.slice('description:'.length)
    .trim()
    .replace(/^(['"])(.*)\1$/, '$2');
  return { description: description || undefined, body: (body ?? '').trim() };
}
