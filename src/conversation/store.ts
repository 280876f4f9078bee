import { emptyEntry, entryAfter, type CatalogEntry, type ConversationSummary } from './catalog';
import { openCatalog } from './catalogFile';
import type { Directory } from './directory';
import { createFollower, type Follower } from './follow';
import { createGuard, type ErrorLog } from '../util/guard';
import { createLoader, isConversationId } from './loader';
import { mapConcurrent } from './mapConcurrent';
import type { Conversation, LogRecord } from './model';
import { findText, lookFor, type TextHit } from './search';
import { createLogWriter } from './writer';

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
  /** Where errors of Aside's own go: what these callbacks throw must not stop the store. */
  readonly log?: ErrorLog;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  readonly later?: (callback: () => void, ms: number) => () => void;
}

/** How many conversations are read at the same time. */
const atOnce = 8;

/** Conversations in folders `<id>/<window>.jsonl`: append-only logs, merged when read. */
export function createStore(deps: StoreDeps): Store {
  const { directory, windowId, onWriteError, onDamage, log } = deps;
  const now = deps.now ?? Date.now;
  const later = deps.later ?? laterByTimer;
  const guard = createGuard(log);
  const catalog = openCatalog(directory, windowId, now);
  const follower = createFollower({ directory, windowId, later, guard });
  const writer = createLogWriter({ directory, windowId, guard, log, later, onWriteError, onWritten });
  const { load, logsOf } = createLoader({ directory, windowId, writer, catalog, guard, onDamage, now });

  /** Keeps the catalog's entry up with what was written. */
  async function onWritten(id: string, records: readonly LogRecord[], grown: number): Promise<void> {
    follower.expect(`${id}/${windowId}.jsonl`);
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
        guard('an unreadable conversation cannot be reported', () => deps.onUnreadable?.(id, error));
        return;
      }
      const entry = catalog.get(id);
      if (entry) entries.push(entry);
    });
    return entries;
  }

  async function allEntries(): Promise<CatalogEntry[]> {
    await writer.idle();
    const ids = (await directory.names('')).filter(isConversationId);
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
    if (!isConversationId(id)) return;
    await writer.idle();
    writer.forget(id);
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
    append: writer.append,
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
    flush: writer.flush,
  };
}

function laterByTimer(callback: () => void, ms: number): () => void {
  const timer = setTimeout(callback, ms);
  return () => clearTimeout(timer);
}
