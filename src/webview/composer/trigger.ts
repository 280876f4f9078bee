/** What of a text is being completed. */
export interface Trigger {
  readonly trigger: '@' | '/';
  readonly query: string;
  /** Where it begins; it ends at the caret. */
  readonly from: number;
}

/**
 * What stands before the caret, if it asks to be completed: `@` and a word at the beginning of one, or `/` and a name at
 * the very beginning of the message.
 */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  const before = text.slice(Math.max(0, caret - longest), caret);
  const prompt = caret <= longest ? /^\/([\p{L}\p{N}_.-]*)$/u.exec(before) : null;
  if (prompt) return { trigger: '/', query: prompt[1]!, from: 0 };
  const mention = /(?:^|[\s([{「（])@([^\s@]*)$/u.exec(before);
  return mention ? { trigger: '@', query: mention[1]!, from: caret - mention[1]!.length - 1 } : undefined;
}

/** Characters of a query. */
const longest = 200;
