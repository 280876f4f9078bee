import type { StoredError } from '../conversation/model';
import { longestMessage } from '../messages/errors';
import { withVisibleControls } from '../conversation/shorten';

/** The server's message as part of a sentence; the whole is behind "Show details". */
export function firstWords({ serverMessage, status }: StoredError): string {
  const words = wordsIn(serverMessage);
  return bounded(words === '' ? `HTTP ${status ?? '?'}` : words);
}

/**
 * What the server said, for a line under the sentence, so that a wrong guess of ours does little harm. Undefined where it
 * said nothing in words, or where the sentence has them.
 */
export function wordsUnder({ kind, serverMessage }: StoredError, sentence: string): string | undefined {
  // Of an error of our own the message is in the details.
  const words = kind === 'internal' ? '' : bounded(wordsIn(serverMessage));
  return words === '' || sentence.includes(words) ? undefined : words;
}

/** Marks that turn the direction of a text (UAX #9, 2). */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Data instead of words says nothing to a person. */
function wordsIn(message = ''): string {
  const said = withVisibleMarks(message.slice(0, longestMessage).replace(/\s+/g, ' ')).trim();
  return /^[[{<]/.test(said) ? '' : said.split(/[[{]\s*["'{]/, 1)[0]!.trim();
}

/** What a server sent as it can be shown: what turns the direction of a text, and controls, as what they are. */
export function withVisibleMarks(text: string): string {
  return withVisibleControls(text).replace(
    directions,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

export function bounded(text: string): string {
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
