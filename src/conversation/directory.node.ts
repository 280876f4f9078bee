import { appendFile, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Directory, WebFiles } from './directory';

/** A directory on the disk, through `node:fs`: VS Code's own file system is much slower and cannot append. */
export function openDirectory(root: string, _files: WebFiles): Directory {
  const names = (path: string) => readdir(join(root, path)).catch(ifMissing<string[]>([]));
  return {
    names,
    async list(path) {
      const entries = await Promise.all(
        (await names(path)).map(async (name) => {
          const info = await stat(join(root, path, name)).catch(() => undefined);
          return info && { name, modified: info.mtimeMs, size: info.size };
        }),
      );
      return entries.filter((entry) => entry !== undefined);
    },
    read: (path) => readFile(join(root, path)).catch(ifMissing(undefined)),
    async readLines(path, from) {
      const read = await readFrom(join(root, path), from).catch(ifMissing(undefined));
      if (!read) return undefined;
      const bytes = read.bytes.subarray(0, read.bytes.lastIndexOf(10) + 1);
      return { bytes, next: read.start + bytes.length };
    },
    async append(path, bytes) {
      const file = join(root, path);
      try {
        await appendFile(file, bytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        await mkdir(dirname(file), { recursive: true });
        await appendFile(file, bytes);
      }
      return bytes.length;
    },
    remove: (path) => rm(join(root, path), { recursive: true, force: true }),
  };
}

async function readFrom(file: string, from: number): Promise<{ start: number; bytes: Uint8Array }> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const start = from <= size ? from : 0;
    const bytes = new Uint8Array(size - start);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
    return { start, bytes: bytes.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}

function ifMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    // ENOTDIR: a stray file where a folder was looked for.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };
}
