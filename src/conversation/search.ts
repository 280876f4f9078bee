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

/** What is looked for: every word, in any order, upper and lower case alike, whatever the form of its accents. */
export interface Wanted {
  readonly words: readonly string[];
  /** Each word as a log may have it, in JSON: its accents composed, or not. */
  readonly written: readonly (readonly string[])[];
}

/** Characters of an excerpt before the word, and in all. */
const before = 30;
const excerptLength = 120;

/** Undefined when there is nothing to look for. */
export function lookFor(query: string): Wanted | undefined {
  const words = comparable(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return undefined;
  return { words, written: words.map(writtenForms) };
}

/** Logs have text as it was typed. Normalizing a gigabyte of them would cost more than looking for two forms. */
function writtenForms(word: string): readonly string[] {
  const forms = new Set([word, word.normalize('NFD')]);
  return [...forms].map((form) => JSON.stringify(form).slice(1, -1));
}

const comparable = (text: string): string => text.normalize('NFC').toLowerCase();

/**
 * Looks in the title, then in the logs. Their text is looked through as it is; only where every word is somewhere in it
 * are they read as a conversation: a gigabyte of logs would not fit into an index in memory, and is read in seconds.
 */
export async function findText(
  summary: ConversationSummary,
  { words, written }: Wanted,
  readLogs: () => Promise<Uint8Array[]>,
): Promise<TextHit | undefined> {
  const title = comparable(summary.title);
  if (words.every((word) => title.includes(word))) return summary;
  const logs = await readLogs();
  const texts = logs.map((bytes) => new TextDecoder().decode(bytes).toLowerCase());
  if (!written.every((forms) => texts.some((text) => forms.some((form) => text.includes(form))))) return undefined;
  const records = mergeLogs(logs.map((bytes) => decodeLog(bytes).records));
  const { turns } = records.reduce(applyRecord, emptyConversation(summary.id, 0));
  const said = [...turns.values()].map((turn) => ({ turn, text: saidIn(turn) }));
  const everything = comparable([summary.title, ...said.map(({ text }) => text)].join('\n'));
  if (!words.every((word) => everything.includes(word))) return undefined;
  const found = said.find(({ text }) => comparable(text).includes(words[0]!)) ?? said[0];
  return found && { ...summary, turn: found.turn.id, excerpt: excerptOf(found.text.normalize('NFC'), words[0]!) };
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
