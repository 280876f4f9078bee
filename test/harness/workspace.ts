import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Toolchain } from './toolchain';

export interface Workspace {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A copy of the sample workspace, to be changed at will. */
export async function copySample(tools: Toolchain, to?: string): Promise<Workspace> {
  const folder = to ?? (await mkdtemp(join(tmpdir(), 'aside-workspace-')));
  await cp(join(tools.root, 'test', 'fixtures', 'sample'), folder, { recursive: true });
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
