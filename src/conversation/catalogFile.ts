import { concatBytes } from './bytes';
import { decodeEntries, type CatalogEntry } from './catalog';
import type { Directory } from './directory';

/**
 * The catalog of all conversations, kept beside them. Each window writes a file of its own, so that no two write the
 * same; all are merged when read. It is a cache: what it does not know is found in the logs.
 */
export interface CatalogFile {
  /** As the files say now, whoever has written to them. */
  read(): Promise<ReadonlyMap<string, CatalogEntry>>;
  /** Never rejects: a catalog that cannot be written is made again from the logs. */
  write(entries: readonly CatalogEntry[]): Promise<void>;
  get(id: string): CatalogEntry | undefined;
  /** Remembers, and writes nothing: the logs tell the same. */
  keep(entry: CatalogEntry): void;
  forget(id: string): void;
}

/** Not a name that a conversation can have. */
const folder = '.catalog';
/** Files of windows that are long gone are put together when there are more. */
const mostFiles = 20;
/** ms. A window that has not written for so long is taken to be gone; if it is not, it begins another file. */
const longQuiet = 24 * 3600 * 1000;

const encoder = new TextEncoder();

export function openCatalog(directory: Directory, windowId: string, now: () => number): CatalogFile {
  const own = `${folder}/${windowId}.jsonl`;
  const entries = new Map<string, CatalogEntry>();
  /** How far each file was read. */
  const read = new Map<string, number>();
  let reading: Promise<void> | undefined;

  function take(entry: CatalogEntry): void {
    const known = entries.get(entry.id);
    if (!known || known.at <= entry.at) entries.set(entry.id, entry);
  }

  /** What is written counts more than what was known, also when the clock was set back meanwhile. */
  function afterKnown(entry: CatalogEntry): CatalogEntry {
    const known = entries.get(entry.id);
    return known && known.at > entry.at ? { ...entry, at: known.at + 1 } : entry;
  }

  async function readAll(): Promise<void> {
    const files = await directory.list(folder);
    for (const { name, size } of files) {
      const path = `${folder}/${name}`;
      const from = read.get(path) ?? 0;
      // What this window wrote it knows.
      if (path === own || size === from) continue;
      const added = await directory.readLines(path, from);
      if (!added) continue;
      read.set(path, added.next);
      decodeEntries(added.bytes).forEach(take);
    }
    const old = files.filter(({ name, modified }) => name !== `${windowId}.jsonl` && now() - modified > longQuiet);
    if (files.length <= mostFiles || old.length === 0) return;
    await append([...entries.values()]);
    for (const { name } of old) await directory.remove(`${folder}/${name}`);
  }

  async function append(lines: readonly CatalogEntry[]): Promise<void> {
    if (lines.length === 0) return;
    await directory.append(own, concatBytes(lines.map((entry) => encoder.encode(`${JSON.stringify(entry)}\n`))));
  }

  return {
    async read() {
      reading ??= readAll().finally(() => (reading = undefined));
      await reading;
      return entries;
    },
    async write(lines) {
      const written = lines.map(afterKnown);
      written.forEach(take);
      await append(written).catch(() => undefined);
    },
    get: (id) => entries.get(id),
    keep: (entry) => void entries.set(entry.id, entry),
    forget: (id) => void entries.delete(id),
  };
}
