import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed } from './install.mjs';
import { npm, unpack } from './npm.mjs';
import * as versions from './versions.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * VS Code's own server, out of the npm package code-server, with the dependencies that extensions and webviews need.
 *
 * @returns {Promise<string>} the folder that has `out/server-main.js`
 */
export function installServer() {
  return installed(`vscode-server-${versions.codeServer}`, "VS Code's server", async (into) => {
    await unpack(`code-server@${versions.codeServer}`, into, {
      only: 'package/lib/vscode',
      skip: ['*.map', ...versions.leftOutExtensions.map((name) => `package/lib/vscode/extensions/${name}`)],
      strip: 3,
    });
    await trimManifest(into, versions.serverDependencies);
    const extensions = join(into, 'extensions');
    await trimManifest(extensions, ['typescript']);
    await Promise.all([into, extensions].map((folder) => npm(['install', '--omit=dev', '--ignore-scripts'], folder)));
    await addStandIns(into);
  });
}

/** Cuts the dependencies down to `names`, in the manifest and in the lock, which keeps the exact versions. */
async function trimManifest(folder, names) {
  const manifest = await readJson(join(folder, 'package.json'));
  const dependencies = pick(manifest.dependencies, names);
  await writeJson(join(folder, 'package.json'), {
    name: manifest.name,
    version: manifest.version,
    type: manifest.type,
    dependencies,
  });

  const lockFile = join(folder, 'npm-shrinkwrap.json');
  const lock = await readJson(lockFile);
  const { name, version } = manifest;
  lock.packages[''] = { name, version, dependencies };
  // Without an address npm asks the registry that this machine is set up for.
  for (const entry of Object.values(lock.packages)) delete entry.resolved;
  await writeJson(lockFile, lock);
}

/**
 * Native modules, which would need a compiler. Without spdlog, logs and output channels stay empty, and without
 * fs-copyfile the git extension does not start.
 */
async function addStandIns(server) {
  for (const name of ['spdlog', 'fs-copyfile', 'native-watchdog']) {
    const folder = join(server, 'node_modules', '@vscode', name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await copyFile(join(here, 'standIns', `${name}.cjs`), join(folder, 'index.js'));
    await writeJson(join(folder, 'package.json'), { name: `@vscode/${name}`, version: '0.0.0', main: 'index.js' });
  }
}

function pick(record, names) {
  const missing = names.filter((name) => !record[name]);
  if (missing.length) throw new Error(`VS Code's server no longer declares ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, record[name]]));
}

const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'));
const writeJson = (path, value) => writeFile(path, JSON.stringify(value, null, 2) + '\n');
