/** What of a text is being completed. */
export interface Trigger {
  readonly trigger: '@' | '/';
  readonly query: string;
  /** Where it begins; it ends at the caret. */
  readonly from: number;
}

/** Writing without blanks between words: an `@` behind one of its letters begins a word, as one behind a blank does. */
const unspaced = ['Han', 'Hira', 'Kana', 'Bopo', 'Hang', 'Thai', 'Laoo', 'Khmr', 'Mymr', 'Tibt']
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join('');

/** Behind a letter or number of other scripts an `@` belongs to an address; behind an ASCII sign, to code. */
const mentionPattern = new RegExp(
  `(?:^|[\\s([{]|[${unspaced}]|[^\\x00-\\x7f\\p{L}\\p{N}\\p{M}@＠])[@＠]([^\\s@＠]*)$`,
  'u',
);

/**
 * What stands before the caret, if it asks to be completed: `@` and a word at the beginning of one, or `/` and a name at
 * the very beginning of the message. Input methods for Chinese give the full-width forms.
 */
export function triggerAt(text: string, caret: number): Trigger | undefined {
  const before = text.slice(Math.max(0, caret - longest), caret);
  const prompt = caret <= longest ? /^[/／]([\p{L}\p{N}_.-]*)$/u.exec(before) : null;
  if (prompt) return { trigger: '/', query: prompt[1]!, from: 0 };
  const mention = mentionPattern.exec(before);
  return mention ? { trigger: '@', query: mention[1]!, from: caret - mention[1]!.length - 1 } : undefined;
}

/** Characters of a query. */
const longest = 200;
