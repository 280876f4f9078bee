import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Directory, WebFiles } from './directory';

/** A directory on the disk, through `node:fs`: VS Code's own file system is much slower and cannot append. */
export function openDirectory(root: string, _files: WebFiles): Directory {
  return {
    async list(path) {
      const names = await readdir(join(root, path)).catch(ifMissing<string[]>([]));
      const entries = await Promise.all(
        names.map(async (name) => {
          const info = await stat(join(root, path, name)).catch(() => undefined);
          return info && { name, modified: info.mtimeMs, size: info.size };
        }),
      );
      return entries.filter((entry) => entry !== undefined);
    },
    read: (path) => readFile(join(root, path)).catch(ifMissing(undefined)),
    async append(path, bytes) {
      const file = join(root, path);
      try {
        await appendFile(file, bytes);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        await mkdir(dirname(file), { recursive: true });
        await appendFile(file, bytes);
      }
    },
    remove: (path) => rm(join(root, path), { recursive: true, force: true }),
  };
}

function ifMissing<T>(instead: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    // ENOTDIR: a stray file where a folder was looked for.
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return instead;
    throw error;
  };
}
