import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { alone } from './install.mjs';
import { npm } from './npm.mjs';
import { say } from './say.mjs';

/**
 * Installs the packages of a folder that has its own `package-lock.json`, where they are not there as that names them.
 *
 * @param {string} folder
 * @param {string} label for the progress line
 * @returns {Promise<void>}
 */
export async function installPeers(folder, label) {
  const lock = await readFile(join(folder, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(folder, 'node_modules', '.aside-installed');
  await alone(async () => {
    if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return;
    say(`Installing ${label} ...`);
    await npm(['ci', '--ignore-scripts'], folder);
    await writeFile(stamp, hash);
  });
}
