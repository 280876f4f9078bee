// `npm run types`: checks the types of every project. The compiler takes seconds for a project even where nothing is new,
// so that one whose files are as they were when all was right is left out.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cache, root } from './bootstrap/paths.mjs';

/** A project, what its state is kept as, and the folders from which it takes files. */
const projects = [
  ['src/tsconfig.core.json', 'core', ['src']],
  ['tsconfig.json', 'host', ['src']],
  ['src/webview/tsconfig.json', 'webview', ['src']],
  ['test/tsconfig.json', 'test', ['src', 'test']],
  ['test/bench/tsconfig.json', 'bench', ['src', 'test']],
];

const folder = join(cache, 'types');
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
mkdirSync(folder, { recursive: true });

/** Of the settings, of what is installed, and of all code and settings in the folders. */
function fingerprint(folders) {
  const hash = createHash('sha256');
  const add = (path) => hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  const always = ['tsconfig.json', 'tsconfig.base.json', 'node_modules/.package-lock.json', 'test/harness/types.mjs'];
  always.forEach(add);
  for (const name of folders) {
    const files = readdirSync(join(root, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.([cm]?tsx?|json)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .filter((path) => !/[\\/]node_modules[\\/]/.test(path));
    files.sort().forEach(add);
  }
  return hash.digest('hex');
}

function wasRight(stamp, now) {
  try {
    return readFileSync(stamp, 'utf8') === now;
  } catch {
    return false;
  }
}

let failed = false;
for (const [project, name, folders] of projects) {
  const stamp = join(folder, `${name}.right`);
  const now = fingerprint(folders);
  if (wasRight(stamp, now)) continue;
  rmSync(stamp, { force: true });
  const args = [compiler, '-p', join(root, project), '--incremental', '--tsBuildInfoFile', join(folder, name)];
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', cwd: root });
  if (status === 0) writeFileSync(stamp, now);
  else failed = true;
}
process.exitCode = failed ? 1 : 0;
