import type { Directory } from '../../../src/conversation/directory';

/**
 * What a disk would do, in memory. Counts what is written.
 *
 * @param now when a file is written, ms since the epoch; long ago unless it is given
 */
export function memoryDirectory(now?: () => number): Directory & {
  readonly files: Map<string, Uint8Array>;
  readonly writes: { path: string; bytes: number }[];
} {
  const files = new Map<string, Uint8Array>();
  const writes: { path: string; bytes: number }[] = [];
  /** Where a file has room to grow: a log that is appended to a thousand times is not copied as often. */
  const rooms = new Map<string, Uint8Array>();
  function appended(path: string, bytes: Uint8Array): Uint8Array {
    const old = files.get(path) ?? new Uint8Array();
    const size = old.length + bytes.length;
    let room = rooms.get(path);
    if (!room || room.buffer !== old.buffer || room.length < size) {
      room = new Uint8Array(2 * size);
      room.set(old);
      rooms.set(path, room);
    }
    room.set(bytes, old.length);
    return room.subarray(0, size);
  }
  let clock = 0;
  const modified = new Map<string, number>();
  const names = async (path: string) => {
    const below = path === '' ? '' : `${path}/`;
    const inside = [...files.keys()].filter((file) => file.startsWith(below));
    return [...new Set(inside.map((file) => file.slice(below.length).split('/')[0]!))];
  };
  return {
    files,
    writes,
    names,
    list: async (path) =>
      (await names(path)).map((name) => {
        const file = `${path}/${name}`;
        return { name, modified: modified.get(file) ?? 0, size: files.get(file)?.length ?? 0 };
      }),
    read: async (path) => files.get(path),
    async readLines(path, from) {
      const all = files.get(path);
      if (!all) return undefined;
      const next = all.lastIndexOf(10) + 1;
      return { bytes: all.subarray(Math.min(from, next), next), next };
    },
    async append(path, bytes) {
      writes.push({ path, bytes: bytes.length });
      files.set(path, appended(path, bytes));
      modified.set(path, now?.() ?? ++clock);
      return bytes.length;
    },
    async remove(path) {
      for (const file of files.keys()) if (file === path || file.startsWith(`${path}/`)) files.delete(file);
    },
  };
}
