import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';

export interface Workspace {
  readonly folder: string;
  /** Undoes every change, and touches nothing else. */
  restore(): Promise<void>;
  remove(): Promise<void>;
}

/** A copy of the sample workspace, to be changed at will. What is in the folder already stays as it is. */
export async function copySample(tools: Toolchain, to?: string): Promise<Workspace> {
  const folder = to ?? makeTemporary('workspace');
  const sample = join(tools.root, 'test', 'fixtures', 'sample');
  await cp(sample, folder, { recursive: true, force: false });
  return { folder, restore: () => restore(sample, folder), remove: () => removeTemporary(folder) };
}

async function restore(from: string, to: string): Promise<void> {
  const entries = await readdir(from, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  for (const name of await readdir(to)) {
    if (!names.has(name)) await rm(join(to, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  for (const entry of entries) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      await mkdir(target, { recursive: true });
      await restore(source, target);
      continue;
    }
    const content = await readFile(source);
    const present = await readFile(target).catch(() => undefined);
    if (!present?.equals(content)) await writeFile(target, content);
  }
}
