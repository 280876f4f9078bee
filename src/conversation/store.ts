import { concatBytes } from './bytes';
import { entryAfter, entryOf, type CatalogEntry, type ConversationSummary } from './catalog';
import { openCatalog } from './catalogFile';
import type { Directory } from './directory';
import { createFollower, type Follower } from './follow';
import { decodeLog, encodeRecord, mergeLogs } from './log';
import { applyRecord, emptyConversation, type Conversation, type LogRecord, type Turn } from './model';
import { findText, lookFor, type TextHit } from './search';
import { mapConcurrent } from './mapConcurrent';

export type { ConversationSummary } from './catalog';
export type { TextHit } from './search';

export interface Store {
  /** Conversations that have anything in them, the newest first. Reads the catalog, and what that does not know. */
  list(limit?: number): Promise<ConversationSummary[]>;
  /**
   * Compares the catalog with the logs, which may have been changed by hand or by a window that crashed. Says whether
   * a list would now be another one.
   */
  check(): Promise<boolean>;
  /**
   * Looks for all the words of a query in titles and in what was said, the newest conversations first.
   *
   * @returns when all was looked through, or the signal aborted
   */
  search(query: string, onHit: (hit: TextHit) => void, signal: AbortSignal): Promise<void>;
  /** Undefined when there is no such conversation. */
  load(id: string): Promise<Conversation | undefined>;
  /**
   * Tells what other windows write to a conversation from now on (or since it was loaded), and when logs that were there
   * are not there any more.
   */
  follow: Follower['follow'];
  /**
   * Writes records to this window's log of the conversation, in order. Never rejects: what the disk refuses stays in
   * memory, is reported once through `onWriteError`, and goes first with the next call for any conversation, or by
   * itself a little later.
   */
  append(id: string, records: readonly LogRecord[]): Promise<void>;
  /** Takes a conversation off the disk for good. */
  delete(id: string): Promise<void>;
  /** The same for those that were deleted, by a record in their log, so many ms ago, unless somebody still writes. */
  purge(olderThan: number): Promise<void>;
  /** Resolves when everything that was appended is written, or was refused. */
  flush(): Promise<void>;
}

export interface StoreDeps {
  readonly directory: Directory;
  /** Names this window's logs: no two windows write the same file. */
  readonly windowId: string;
  onWriteError(error: unknown): void;
  /** Lines of a log that could not be read: told once, and set aside in a file beside the logs. */
  onDamage(conversation: string, lines: readonly string[]): void;
  /** A conversation that is not listed, since its logs cannot be read at all. */
  onUnreadable?(conversation: string, error: unknown): void;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  readonly later?: (callback: () => void, ms: number) => () => void;
}

const lineBreak = new Uint8Array([10]);
/** ms without a word after which a reply in another window is taken to have ended with that window. */
const stillWriting = 5000;
/** ms until what the disk refused is tried again. */
const retryAfter = 10_000;
/** How many conversations are read at the same time. */
const atOnce = 8;

/** Conversations in folders `<id>/<window>.jsonl`: append-only logs, merged when read. */
export function createStore(deps: StoreDeps): Store {
  const { directory, windowId, onWriteError, onDamage } = deps;
  const now = deps.now ?? Date.now;
  const later = deps.later ?? laterByTimer;
  const catalog = openCatalog(directory, windowId, now);
  const follower = createFollower(directory, windowId, later);
  const waiting = new Map<string, Uint8Array[]>();
  let writing: Promise<void> = Promise.resolve();
  let reported = false;
  let cancelRetry: (() => void) | undefined;

  /** The logs of a conversation as they are, and the sum of their sizes. */
  async function logsOf(id: string): Promise<{ name: string; modified: number; size: number }[]> {
    return (await directory.list(id)).filter(({ name }) => name.endsWith('.jsonl'));
  }

  /** @param positions gets how far each log of another window was read, by path */
  async function load(id: string, positions = new Map<string, number>()): Promise<Conversation | undefined> {
    if (!isId(id)) return undefined;
    await writing;
    const files = await logsOf(id);
    // What the disk has refused is in no file yet, or only in part.
    const own = `${windowId}.jsonl`;
    const refused = waiting.get(`${id}/${own}`) ?? [];
    if (refused.length > 0 && !files.some(({ name }) => name === own)) files.push({ name: own, modified: 0, size: 0 });
    const logs: LogRecord[][] = [];
    const alive = new Set<string>();
    // Sorted: what two windows wrote in the same millisecond has to come out the same every time.
    for (const { name, modified, size } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${id}/${name}`;
      const written = name === own ? undefined : await directory.readLines(path, 0);
      if (written) positions.set(path, written.next);
      else if (size > 0) positions.set(path, 0);
      const bytes = written?.bytes ?? (await directory.read(path)) ?? new Uint8Array();
      const log = decodeLog(name === own ? concatBytes([bytes, ...refused]) : bytes);
      if (log.damaged.length > 0) await setAside(id, log.damaged);
      if (name !== own && now() - modified < stillWriting) begunIn(log.records).forEach((turn) => alive.add(turn));
      logs.push(log.records);
    }
    const records = mergeLogs(logs);
    const [oldest] = records;
    if (!oldest) return undefined;
    const conversation = records.reduce(applyRecord, emptyConversation(id, oldest.at));
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (catalog.get(id)?.size !== size) await catalog.write([entryOf(conversation, size, now())]);
    return interrupted(conversation, alive);
  }

  /** Damage is kept where a person can look at it, and told when it is new. */
  async function setAside(id: string, lines: readonly string[]): Promise<void> {
    const path = `${id}/damaged.txt`;
    const known = new TextDecoder().decode(await directory.read(path).catch(() => undefined));
    const found = lines.filter((line) => !known.includes(line));
    if (found.length === 0) return;
    await directory.append(path, new TextEncoder().encode(`${found.join('\n')}\n`)).catch(() => 0);
    onDamage(id, found);
  }

  /** Everything that waits, and what the disk refused before along with it. Never rejects. */
  function writeAll(): Promise<void> {
    writing = writing.then(async () => {
      cancelRetry?.();
      for (const path of [...waiting.keys()]) await write(path);
      if (waiting.size === 0) reported = false;
      else cancelRetry = later(() => void writeAll(), retryAfter);
    });
    return writing;
  }

  async function write(path: string): Promise<void> {
    const chunks = waiting.get(path);
    if (!chunks) return;
    waiting.delete(path);
    const bytes = concatBytes(chunks);
    try {
      const grown = await directory.append(path, bytes);
      follower.expect(path);
      await note(path.split('/')[0]!, decodeLog(bytes).records, grown);
    } catch (error) {
      // The disk may have taken a part of it: the line it ends in has to be closed before all is written again.
      const again = bytes[0] === lineBreak[0] ? [bytes] : [lineBreak, bytes];
      waiting.set(path, [...again, ...(waiting.get(path) ?? [])]);
      if (!reported) onWriteError(error);
      reported = true;
    }
  }

  /** Keeps the catalog's entry up with what was written. */
  async function note(id: string, records: readonly LogRecord[], grown: number): Promise<void> {
    const opened = records.find((record) => record.t === 'open');
    const before =
      catalog.get(id) ?? (await catalog.read().catch(() => undefined))?.get(id) ?? (opened && emptyEntry(id, opened));
    // Unknown to the catalog, which finds it with its next list.
    if (!before) return;
    const size = before.size + grown;
    const after = entryAfter({ ...before, size }, records, now());
    if (after) await catalog.write([after]);
    else catalog.keep({ ...before, size });
  }

  async function entriesOf(ids: readonly string[]): Promise<CatalogEntry[]> {
    const entries: CatalogEntry[] = [];
    await mapConcurrent(ids, atOnce, async (id) => {
      try {
        // Its logs may have been deleted, and only their folder be left.
        if (!(await load(id))) return catalog.forget(id);
      } catch (error) {
        // One that cannot be read does not hide the others.
        deps.onUnreadable?.(id, error);
        return;
      }
      const entry = catalog.get(id);
      if (entry) entries.push(entry);
    });
    return entries;
  }

  async function allEntries(): Promise<CatalogEntry[]> {
    await writing;
    const ids = (await directory.names('')).filter(isId);
    const known = await catalog.read();
    const unknown = ids.filter((id) => !known.has(id));
    return [...ids.flatMap((id) => known.get(id) ?? []), ...(await entriesOf(unknown))];
  }

  async function list(limit = Infinity): Promise<ConversationSummary[]> {
    const shown = (await allEntries()).filter(({ hidden }) => !hidden);
    return shown
      .sort((a, b) => b.updated - a.updated)
      .slice(0, limit)
      .map(({ at: _at, hidden: _hidden, titled: _titled, ...summary }) => summary);
  }

  async function remove(id: string): Promise<void> {
    if (!isId(id)) return;
    await writing;
    waiting.delete(`${id}/${windowId}.jsonl`);
    await directory.remove(id);
    catalog.forget(id);
  }

  return {
    async load(id) {
      const positions = new Map<string, number>();
      const conversation = await load(id, positions);
      follower.readUpTo(id, positions);
      return conversation;
    },
    list,
    async check() {
      const entries = await allEntries();
      const changed: string[] = [];
      await mapConcurrent(entries, atOnce, async ({ id, size }) => {
        const logs = await logsOf(id).catch(() => []);
        if (logs.reduce((sum, log) => sum + log.size, 0) !== size) changed.push(id);
      });
      await entriesOf(changed);
      return changed.length > 0;
    },
    async search(query, onHit, signal) {
      const wanted = lookFor(query);
      if (!wanted) return;
      await mapConcurrent(await list(), atOnce, async (summary) => {
        if (signal.aborted) return;
        const hit = await findText(summary, wanted, async () => {
          const names = (await directory.names(summary.id)).filter((name) => name.endsWith('.jsonl'));
          return Promise.all(names.map(async (name) => (await directory.read(`${summary.id}/${name}`))!));
        }).catch(() => undefined);
        if (hit && !signal.aborted) onHit(hit);
      });
    },
    follow: follower.follow,
    append(id, records) {
      const path = `${id}/${windowId}.jsonl`;
      waiting.set(path, [...(waiting.get(path) ?? []), ...records.map(encodeRecord)]);
      return writeAll();
    },
    delete: remove,
    async purge(olderThan) {
      const old = (await allEntries()).filter(({ hidden, at }) => hidden === 'deleted' && now() - at >= olderThan);
      await mapConcurrent(old, 1, async ({ id }) => {
        const conversation = await load(id).catch(() => undefined);
        const isQuiet = [...(conversation?.turns.values() ?? [])].every(({ state }) => state !== 'streaming');
        // What a newer version has written may bring it back in a way that is not known here.
        if (conversation?.deleted && !conversation.newer && isQuiet) await remove(id);
      });
    },
    flush: writeAll,
  };
}

/** Ids become names of folders: nothing else may come of them. */
function isId(id: string): boolean {
  return /^[\w-]{1,100}$/.test(id);
}

function emptyEntry(id: string, { at, workspace }: Extract<LogRecord, { t: 'open' }>): CatalogEntry {
  return {
    id,
    title: '',
    created: at,
    updated: at,
    workspace,
    pinned: false,
    size: 0,
    at,
    hidden: 'empty',
    titled: false,
  };
}

/** The replies that a log begins. */
function begunIn(records: readonly LogRecord[]): string[] {
  return records.flatMap((record) => (record.t === 'begin' && record.turn.state === 'streaming' ? record.turn.id : []));
}

/** A reply that was still streaming when its window went away is kept as far as it came. */
function interrupted(conversation: Conversation, alive: ReadonlySet<string>): Conversation {
  const turns = conversation.turns as Map<string, Turn>;
  for (const turn of turns.values()) {
    if (turn.state === 'streaming' && !alive.has(turn.id)) turns.set(turn.id, interruptedTurn(turn));
  }
  return conversation;
}

export function interruptedTurn(turn: Turn): Turn {
  return { ...turn, state: 'failed', error: { kind: 'interrupted' } };
}

function laterByTimer(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
