import { mkdtempSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();
process.once('exit', removeAll);

/** A new folder, which goes with this process at the latest. */
export function makeTemporary(name: string): string {
  // Short, because VS Code makes sockets inside, whose paths must not pass 103 characters.
  const folder = mkdtempSync(join(tmpdir(), `aside-${name}-`));
  folders.add(folder);
  return folder;
}

export async function removeTemporary(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  folders.delete(folder);
}

function removeAll(): void {
  for (const folder of folders) {
    try {
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Something in it is still written to; the system's own cleaning takes it.
    }
  }
}
