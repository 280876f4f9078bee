import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm.mjs';
import { root } from './paths.mjs';
import { say } from './say.mjs';

/** The project's own dependencies, as package-lock.json names them. */
export async function installDependencies() {
  const lock = await readFile(join(root, 'package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lock).digest('hex');
  const stamp = join(root, 'node_modules', '.aside-installed');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return;
  if (!(await matches(JSON.parse(lock)))) {
    say("Installing the project's dependencies ...");
    // No install scripts: nothing here needs one, and some of them download.
    await npm(['ci', '--ignore-scripts'], root);
    say("Installed the project's dependencies.");
  }
  await writeFile(stamp, hash);
}

/** Whether node_modules already holds what the lock file says, for instance after a plain `npm install`. */
async function matches(lock) {
  const hidden = await readFile(join(root, 'node_modules', '.package-lock.json'), 'utf8').catch(() => '');
  if (!hidden) return false;
  const present = JSON.parse(hidden).packages;
  return Object.entries(lock.packages).every(
    ([path, entry]) => path === '' || entry.optional || entry.peer || present[path]?.version === entry.version,
  );
}
