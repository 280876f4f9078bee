import { concatBytes } from './bytes';
import type { Directory } from './directory';
import { decodeLog, encodeRecord, mergeLogs } from './log';
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
   * memory, is reported once through `onWriteError`, and goes first with the next call for any conversation.
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

const lineBreak = new Uint8Array([10]);

/** Conversations in folders `<id>/<window>.jsonl`: append-only logs, merged when read. */
export function createStore({ directory, windowId, onWriteError, onDamage }: StoreDeps): Store {
  const waiting = new Map<string, Uint8Array[]>();
  let writing: Promise<void> = Promise.resolve();
  let reported = false;

  async function load(id: string): Promise<Conversation | undefined> {
    if (!isId(id)) return undefined;
    await writing;
    const names = (await directory.list(id)).map(({ name }) => name).filter((name) => name.endsWith('.jsonl'));
    // What the disk has refused is in no file yet, or only in part.
    const own = `${windowId}.jsonl`;
    const refused = waiting.get(`${id}/${own}`) ?? [];
    if (refused.length > 0 && !names.includes(own)) names.push(own);
    const logs: LogRecord[][] = [];
    // Sorted: what two windows wrote in the same millisecond has to come out the same every time.
    for (const name of names.sort()) {
      const written = (await directory.read(`${id}/${name}`)) ?? new Uint8Array();
      const log = decodeLog(name === own ? concatBytes([written, ...refused]) : written);
      if (log.damaged.length > 0) onDamage(id, log.damaged);
      logs.push(log.records);
    }
    const records = mergeLogs(logs);
    const [oldest] = records;
    return oldest && interrupted(records.reduce(applyRecord, emptyConversation(id, oldest.at)));
  }

  /** Everything that waits, and what the disk refused before along with it. Never rejects. */
  function writeAll(): Promise<void> {
    writing = writing.then(async () => {
      for (const path of [...waiting.keys()]) await write(path);
      if (waiting.size === 0) reported = false;
    });
    return writing;
  }

  async function write(path: string): Promise<void> {
    const chunks = waiting.get(path);
    if (!chunks) return;
    waiting.delete(path);
    const bytes = concatBytes(chunks);
    try {
      await directory.append(path, bytes);
    } catch (error) {
      // The disk may have taken a part of it: the line it ends in has to be closed before all is written again.
      const again = bytes[0] === lineBreak[0] ? [bytes] : [lineBreak, bytes];
      waiting.set(path, [...again, ...(waiting.get(path) ?? [])]);
      if (!reported) onWriteError(error);
      reported = true;
    }
  }

  return {
    load,
    async list(limit) {
      const folders = (await directory.list('')).filter(({ name }) => isId(name));
      // A folder's own date does not change when a log in it grows; the logs' dates do.
      const dated = await Promise.all(
        folders.map(async ({ name }) => {
          const logs = await directory.list(name).catch(() => []);
          return { id: name, modified: Math.max(0, ...logs.map((log) => log.modified)) };
        }),
      );
      dated.sort((a, b) => b.modified - a.modified);
      const summaries: ConversationSummary[] = [];
      for (const { id } of dated) {
        if (summaries.length >= limit) break;
        // One that cannot be read does not hide the others.
        const conversation = await load(id).catch((error: unknown) => {
          onDamage(id, [String(error)]);
          return undefined;
        });
        if (conversation && conversation.turns.size > 0) summaries.push(summaryOf(conversation));
      }
      return summaries.sort((a, b) => b.updated - a.updated);
    },
    append(id, records) {
      const path = `${id}/${windowId}.jsonl`;
      waiting.set(path, [...(waiting.get(path) ?? []), ...records.map(encodeRecord)]);
      return writeAll();
    },
    async delete(id) {
      if (!isId(id)) return;
      await writing;
      waiting.delete(`${id}/${windowId}.jsonl`);
      await directory.remove(id);
    },
    flush: writeAll,
  };
}

/** Ids become names of folders: nothing else may come of them. */
function isId(id: string): boolean {
  return /^[\w-]{1,100}$/.test(id);
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
