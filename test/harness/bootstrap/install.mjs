import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cache } from './paths.mjs';
import { say } from './say.mjs';

/**
 * A folder of the cache, made once. It is made under another name and then renamed, so that a run which was cut short
 * leaves nothing that looks finished.
 *
 * @param {string} name with its version, so that a new version is a new folder
 * @param {string} label for the progress line
 * @param {(folder: string) => Promise<void>} make
 * @returns {Promise<string>} the folder
 */
export async function installed(name, label, make) {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  say(`Installing ${label} ...`);
  const temporary = `${folder}.part`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await make(temporary);
  await rename(temporary, folder);
  say(`Installed ${label}.`);
  return folder;
}

/**
 * Runs `task` while no other run of the harness installs.
 *
 * @template T
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function alone(task) {
  const lock = join(cache, 'install.lock');
  await mkdir(dirname(lock), { recursive: true });
  for (let told = false; !(await take(lock)); told = true) {
    if (!told) say('Another run is installing; waiting for it ...');
    await sleep(500);
  }
  const release = () => rm(lock, { force: true });
  try {
    return await task();
  } finally {
    await release();
  }
}

async function take(lock) {
  try {
    await writeFile(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
    // A run that was killed leaves its lock behind.
    if (owner && !isAlive(owner)) await rm(lock, { force: true });
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
