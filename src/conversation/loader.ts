/** Makes a conversation out of the logs in its folder. */
import { concatBytes } from './bytes';
import type { CatalogFile } from './catalogFile';
import { entryOf } from './catalog';
import type { Directory, DirectoryEntry } from './directory';
import type { Guard } from '../util/guard';
import { begunIn, endInterrupted, longestSilence } from './interrupted';
import { decodeLog, mergeLogs } from './log';
import { applyRecord, emptyConversation, type Conversation, type LogRecord } from './model';
import type { LogWriter } from './writer';

export interface LoaderDeps {
  readonly directory: Directory;
  readonly windowId: string;
  readonly writer: Pick<LogWriter, 'idle' | 'refused'>;
  readonly catalog: CatalogFile;
  readonly guard: Guard;
  onDamage(conversation: string, lines: readonly string[]): void;
  /** Milliseconds since the epoch. */
  now(): number;
}

export interface Loader {
  /**
   * Undefined when there is no such conversation.
   *
   * @param positions gets how far each log of another window was read, by path
   */
  load(id: string, positions?: Map<string, number>): Promise<Conversation | undefined>;
  /** The logs of a conversation as they are. */
  logsOf(id: string): Promise<DirectoryEntry[]>;
}

export function createLoader(deps: LoaderDeps): Loader {
  const { directory, windowId, writer, catalog, guard, onDamage, now } = deps;
  const own = `${windowId}.jsonl`;

  async function logsOf(id: string): Promise<DirectoryEntry[]> {
    return (await directory.list(id)).filter(({ name }) => name.endsWith('.jsonl'));
  }

  /** This window's log, with what the disk has refused. */
  async function ownLog(id: string): Promise<Uint8Array> {
    const written = await directory.read(`${id}/${own}`);
    return concatBytes([...(written ? [written] : []), ...writer.refused(id)]);
  }

  /** Another window's log. */
  async function otherLog(path: string, positions: Map<string, number>): Promise<Uint8Array> {
    const read = await directory.readLines(path, 0);
    positions.set(path, read?.next ?? 0);
    return read?.bytes ?? new Uint8Array();
  }

  async function load(id: string, positions = new Map<string, number>()): Promise<Conversation | undefined> {
    if (!isConversationId(id)) return undefined;
    await writer.idle();
    const files = await logsOf(id);
    // What the disk has refused is in no file yet, or only in part.
    if (writer.refused(id).length > 0 && !files.some(({ name }) => name === own)) {
      files.push({ name: own, modified: 0, size: 0 });
    }
    const logs: LogRecord[][] = [];
    const alive = new Set<string>();
    // Sorted: what two windows wrote in the same millisecond has to come out the same every time.
    for (const { name, modified, size } of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${id}/${name}`;
      const isOwn = name === own;
      if (isOwn && size > 0) positions.set(path, 0);
      const { records, damaged } = decodeLog(await (isOwn ? ownLog(id) : otherLog(path, positions)));
      if (damaged.length > 0) await setAside(id, damaged);
      if (!isOwn && now() - modified < longestSilence.whenRead) begunIn(records).forEach((turn) => alive.add(turn));
      logs.push(records);
    }
    const records = mergeLogs(logs);
    const [oldest] = records;
    if (!oldest) return undefined;
    const conversation = records.reduce(applyRecord, emptyConversation(id, oldest.at));
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (catalog.get(id)?.size !== size) await catalog.write([entryOf(conversation, size, now())]);
    return endInterrupted(conversation, alive);
  }

  /** Damage is kept where a person can look at it, and reported when it is new. */
  async function setAside(id: string, lines: readonly string[]): Promise<void> {
    const path = `${id}/damaged.txt`;
    const known = await readText(path);
    const found = lines.filter((line) => !known.includes(line));
    if (found.length === 0) return;
    try {
      await directory.append(path, new TextEncoder().encode(`${found.join('\n')}\n`));
    } catch {
      // It is still in the log, and reported.
    }
    guard('damage cannot be reported', () => onDamage(id, found));
  }

  async function readText(path: string): Promise<string> {
    try {
      return new TextDecoder().decode(await directory.read(path));
    } catch {
      return '';
    }
  }

  return { load, logsOf };
}

/** Ids become names of folders: nothing else may come of them. */
export function isConversationId(id: string): boolean {
  return /^[\w-]{1,100}$/.test(id);
}
