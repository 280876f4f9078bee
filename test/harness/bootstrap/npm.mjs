import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Runs the machine's own npm, with whatever registry it is set up for.
 *
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<void>} rejects with the last lines of what npm printed
 */
export function npm(args, cwd) {
  const [command, ...first] = npmCommand();
  return run(command, [...first, ...args, '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'], cwd);
}

/**
 * Fetches one package and unpacks it.
 *
 * @param {string} spec such as `code-server@4.139.1`
 * @param {string} into a folder that will hold the package's files
 * @param {{only?: string, skip?: string[], strip?: number}} [options] `only`: one folder of the archive; `skip`: name
 *   patterns to leave out; `strip`: leading path parts to drop (1 drops npm's own `package/`)
 */
export async function unpack(spec, into, { only, skip = [], strip = 1 } = {}) {
  const download = `${into}.download`;
  await rm(download, { recursive: true, force: true });
  await mkdir(download, { recursive: true });
  await mkdir(into, { recursive: true });
  await npm(['pack', spec, '--silent'], download);
  const [archive] = await readdir(download);
  const excludes = skip.map((pattern) => `--exclude=${pattern}`);
  const options = ['--no-same-owner', ...excludes, `--strip-components=${strip}`];
  await run('tar', ['-xzf', join(download, archive), '-C', into, ...options, ...(only ? [only] : [])], download);
  await rm(download, { recursive: true, force: true });
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<void>}
 */
export function run(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: cleanEnvironment(), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => (output = (output + chunk).slice(-4000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${basename(command)} ${args.join(' ')} ended with ${code}\n${output.trim()}`));
    });
  });
}

/** npm as a script for this Node: `npm` itself is a .cmd file on Windows, which spawn does not run. */
function npmCommand() {
  const beside = dirname(process.execPath);
  const script = [
    process.env.npm_execpath,
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  return script ? [process.execPath, script] : ['npm'];
}

/** Inside `npm test` npm describes the running script in the environment; an npm started from there must not see it. */
function cleanEnvironment() {
  const hidden = /^(npm_(package|lifecycle|command|config_(local_prefix|noproxy|global_prefix))|INIT_CWD)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !hidden.test(name)));
}
