import { concatBytes } from './bytes';
import type { Directory } from './directory';
import { decodeLog, encodeRecord } from './log';
import { applyRecord, emptyConversation, firstLine, type Conversation, type LogRecord, type Turn } from './model';

export interface ConversationSummary {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly updated: number;
}

export interface Store {
  /** The newest conversations that have anything in them, newest first. */
  list(limit: number): Promise<ConversationSummary[]>;
  /** Undefined when there is no such conversation. */
  load(id: string): Promise<Conversation | undefined>;
  /**
   * Writes records to this window's log of the conversation, in order. Never rejects: what the disk refuses stays in
   * memory, is reported once through `onWriteError`, and goes first with the next call.
   */
  append(id: string, records: readonly LogRecord[]): Promise<void>;
  delete(id: string): Promise<void>;
  /** Resolves when everything that was appended is written, or was refused. */
  flush(): Promise<void>;
}

export interface StoreDeps {
  readonly directory: Directory;
  /** Names this window's logs: no two windows write the same file. */
  readonly windowId: string;
  onWriteError(error: unknown): void;
  /** Lines of a log that could not be read. */
  onDamage(conversation: string, lines: readonly string[]): void;
}

/** Conversations in folders `<id>/<window>.jsonl`: append-only logs, merged when read. */
export function createStore({ directory, windowId, onWriteError, onDamage }: StoreDeps): Store {
  const waiting = new Map<string, Uint8Array[]>();
  let writing: Promise<void> = Promise.resolve();
  let reported = false;

  async function load(id: string): Promise<Conversation | undefined> {
    const logs = (await directory.list(id)).filter((entry) => entry.name.endsWith('.jsonl'));
    const records: LogRecord[] = [];
    for (const { name } of logs) {
      const bytes = await directory.read(`${id}/${name}`);
      const log = decodeLog(bytes ?? new Uint8Array());
      if (log.damaged.length > 0) onDamage(id, log.damaged);
      records.push(...log.records);
    }
    if (records.length === 0) return undefined;
    // Stable: records of one window keep their order even when its clock stood still.
    records.sort((a, b) => a.at - b.at);
    return interrupted(records.reduce(applyRecord, emptyConversation(id, records[0]?.at ?? 0)));
  }

  async function write(path: string): Promise<void> {
    const chunks = waiting.get(path);
    if (!chunks) return;
    waiting.delete(path);
    const bytes = concatBytes(chunks);
    try {
      await directory.append(path, bytes);
      reported = false;
    } catch (error) {
      waiting.set(path, [bytes, ...(waiting.get(path) ?? [])]);
      if (!reported) onWriteError(error);
      reported = true;
    }
  }

  return {
    load,
    async list(limit) {
      const folders = await directory.list('');
      // A folder's own date does not change when a log in it grows; the logs' dates do.
      const dated = await Promise.all(
        folders.map(async ({ name }) => {
          const logs = await directory.list(name);
          return { id: name, modified: Math.max(0, ...logs.map((log) => log.modified)) };
        }),
      );
      dated.sort((a, b) => b.modified - a.modified);
      const summaries: ConversationSummary[] = [];
      for (const { id } of dated) {
        if (summaries.length >= limit) break;
        const conversation = await load(id);
        if (conversation && conversation.turns.size > 0) summaries.push(summaryOf(conversation));
      }
      return summaries.sort((a, b) => b.updated - a.updated);
    },
    append(id, records) {
      const path = `${id}/${windowId}.jsonl`;
      waiting.set(path, [...(waiting.get(path) ?? []), ...records.map(encodeRecord)]);
      writing = writing.then(() => write(path));
      return writing;
    },
    async delete(id) {
      await writing;
      await directory.remove(id);
    },
    flush: () => writing,
  };
}

export function summaryOf(conversation: Conversation): ConversationSummary {
  const first = [...conversation.turns.values()].find((turn) => turn.role === 'user');
  return {
    id: conversation.id,
    title: conversation.title || firstLine(first?.text ?? ''),
    updated: conversation.updated,
  };
}

/** A reply that was still streaming when its window went away is kept as far as it came. */
function interrupted(conversation: Conversation): Conversation {
  const turns = conversation.turns as Map<string, Turn>;
  for (const turn of turns.values()) {
    if (turn.state === 'streaming') turns.set(turn.id, { ...turn, state: 'failed', error: { kind: 'interrupted' } });
  }
  return conversation;
}
