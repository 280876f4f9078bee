/** The line at the cursor and what follows it. */
export interface CompletionPlace {
  /** Of the cursor's line, what is in front of the cursor and behind it. */
  readonly prefix: string;
  readonly suffix: string;
  /** The lines below. */
  readonly after: string;
}

/** Lines of one completion: what is more cannot be judged at a glance. */
export const maxLines = 40;

/**
 * What of a model's reply belongs at the cursor: without a fence, without what stands in front of the cursor and was
 * said again, without what stands behind it already. Empty where nothing is left.
 */
export function completionText(reply: string, { prefix, suffix, after }: CompletionPlace): string {
  let text = withoutFence(reply.replaceAll('\r\n', '\n'));
  text = text.split('\n').slice(0, maxLines).join('\n');
  // A reply at the start of a line may begin with line ends that only separate it from the question.
  if (prefix.trim() === '') text = text.replace(/^\n+/, '');
  text = withoutEcho(text, prefix);
  text = withoutRest(text, suffix.trimEnd());
  text = withoutFollowing(text.trimEnd(), suffix, after);
  return text.trim() === '' ? '' : text;
}

function withoutFence(reply: string): string {
  const fence = /^\s*(`{3,}(?!`)|~{3,}(?!~))[^\n]*\n/.exec(reply);
  if (!fence) return reply;
  const lines = reply.slice(fence[0].length).split('\n');
  const end = lines.findIndex((line) => line.trimStart().startsWith(fence[1]!));
  return (end < 0 ? lines : lines.slice(0, end)).join('\n').replace(/\n$/, '');
}

/** The cursor's line said again: all of it, or its last word and more. */
function withoutEcho(text: string, prefix: string): string {
  const said = prefix.trimStart();
  if (said.trim() === '') return text.startsWith(prefix) ? text.slice(prefix.length) : text;
  if (text.trimStart().startsWith(said)) return text.trimStart().slice(said.length);
  if (text.trimStart().startsWith(said.trimEnd())) return text.trimStart().slice(said.trimEnd().length).trimStart();
  return text;
}

/** What stands behind the cursor, at the end of the first or of the last line. */
function withoutRest(text: string, suffix: string): string {
  const rest = suffix.trimStart();
  if (rest === '') return text;
  const lines = text.split('\n');
  for (const at of [0, lines.length - 1]) {
    if (lines[at]!.trimEnd().endsWith(rest)) {
      const line = lines[at]!.trimEnd();
      return [...lines.slice(0, at), line.slice(0, line.length - rest.length)].join('\n');
    }
  }
  return text;
}

/** Lines at the end that the file goes on with, two or more, or one with more than a bracket. */
function withoutFollowing(text: string, suffix: string, after: string): string {
  if (suffix.trim() !== '') return text;
  const following = after.split('\n').filter((line) => line.trim() !== '');
  const lines = text.split('\n');
  for (let count = Math.min(lines.length - 1, following.length); count > 0; count--) {
    const end = lines.slice(-count);
    const same = end.every((line, n) => line.trimEnd() === following[n]!.trimEnd());
    if (same) return lines.slice(0, -count).join('\n').trimEnd();
  }
  return text;
}
