import type { ConversationSummary } from './catalog';
import { decodeLog, mergeLogs } from './log';
import { applyRecord, emptyConversation, type Turn } from './model';
import { replyText } from './replyText';

/** A conversation that has what was looked for. */
export interface TextHit extends ConversationSummary {
  /** Where it is said; undefined when only the title has it. */
  readonly turn?: string;
  /** What stands around the first of the words there. */
  readonly excerpt?: string;
}

/** What is looked for: every word, in any order, upper and lower case alike. */
export interface Wanted {
  readonly words: readonly string[];
  /** The words as a log has them, in JSON. */
  readonly written: readonly string[];
}

/** Characters of an excerpt before the word, and in all. */
const before = 30;
const excerptLength = 120;

/** Undefined when there is nothing to look for. */
export function lookFor(query: string): Wanted | undefined {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return { words, written: words.map((word) => JSON.stringify(word).slice(1, -1)) };
}

/**
 * Looks in the title, then in the logs. Their text is looked through as it is; only where every word is somewhere in it
 * are they read as a conversation: a gigabyte of logs would not fit into an index in memory, and is read in seconds.
 */
export async function findText(
  summary: ConversationSummary,
  { words, written }: Wanted,
  readLogs: () => Promise<Uint8Array[]>,
): Promise<TextHit | undefined> {
  const title = summary.title.toLowerCase();
  if (words.every((word) => title.includes(word))) return summary;
  const logs = await readLogs();
  const texts = logs.map((bytes) => new TextDecoder().decode(bytes).toLowerCase());
  if (!written.every((word) => texts.some((text) => text.includes(word)))) return undefined;
  const records = mergeLogs(logs.map((bytes) => decodeLog(bytes).records));
  const { turns } = records.reduce(applyRecord, emptyConversation(summary.id, 0));
  const said = [...turns.values()].map((turn) => ({ turn, text: saidIn(turn) }));
  const everything = [summary.title, ...said.map(({ text }) => text)].join('\n').toLowerCase();
  if (!words.every((word) => everything.includes(word))) return undefined;
  const found = said.find(({ text }) => text.toLowerCase().includes(words[0]!)) ?? said[0];
  return found && { ...summary, turn: found.turn.id, excerpt: excerptOf(found.text, words[0]!) };
}

/** What a person reads of a turn; thinking and tools are not looked through. */
function saidIn(turn: Turn): string {
  return turn.role === 'user' ? (turn.text ?? '') : replyText(turn.content);
}

function excerptOf(text: string, word: string): string {
  const at = Math.max(0, text.toLowerCase().indexOf(word));
  const from = Math.max(0, at - before);
  const cut = text.slice(from, from + excerptLength).replace(/\s+/g, ' ');
  return `${from > 0 ? '…' : ''}${cut}${from + excerptLength < text.length ? '…' : ''}`;
}
