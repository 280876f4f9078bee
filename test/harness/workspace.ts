import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';

export interface Workspace {
  readonly folder: string;
  remove(): Promise<void>;
}

/** A copy of the sample workspace, to be changed at will. What is in the folder already stays as it is. */
export async function copySample(tools: Toolchain, to?: string): Promise<Workspace> {
  const folder = to ?? makeTemporary('workspace');
  await cp(join(tools.root, 'test', 'fixtures', 'sample'), folder, { recursive: true, force: false });
  return { folder, remove: () => removeTemporary(folder) };
}
