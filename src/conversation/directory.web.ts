import { concatBytes } from './bytes';
import type { Directory, WebFiles } from './directory';

/**
 * A directory over VS Code's file system, which cannot append: a "file" is a folder of small numbered segments, and
 * appending writes the next one.
 */
export function openDirectory(_root: string, files: WebFiles): Directory {
  const nextSegment = new Map<string, number>();

  async function segments(path: string): Promise<string[]> {
    const names = await files.readDirectory(path).catch(() => [] as string[]);
    return names.filter((name) => /^\d{8}$/.test(name)).sort();
  }

  /** A segment holds whole lines. */
  async function readSegments(path: string, from: number): ReturnType<Directory['readLines']> {
    const all = await segments(path);
    if (all.length === 0) return undefined;
    const parts = from <= all.length ? all.slice(from) : all;
    const bytes = concatBytes(await Promise.all(parts.map((name) => files.readFile(`${path}/${name}`))));
    return { bytes, next: all.length };
  }

  const names = (path: string) => files.readDirectory(path).catch(() => [] as string[]);

  return {
    names,
    async list(path) {
      return Promise.all(
        (await names(path)).map(async (name) => {
          const file = path === '' ? name : `${path}/${name}`;
          const parts = await segments(file);
          const last = parts.at(-1);
          const info = await files.stat(last ? `${file}/${last}` : file).catch(() => undefined);
          return { name, modified: info?.modified ?? 0, size: parts.length };
        }),
      );
    },
    async read(path) {
      return (await readSegments(path, 0))?.bytes;
    },
    readLines: readSegments,
    async append(path, bytes) {
      const next = nextSegment.get(path) ?? Number((await segments(path)).at(-1) ?? -1) + 1;
      await files.writeFile(`${path}/${String(next).padStart(8, '0')}`, bytes);
      nextSegment.set(path, next + 1);
      return 1;
    },
    async remove(path) {
      nextSegment.clear();
      await files.delete(path).catch(async (error: unknown) => {
        const there = await files.stat(path).catch(() => undefined);
        if (there) throw error;
      });
    },
  };
}
