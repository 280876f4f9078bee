import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { cache, root } from './paths.mjs';

/**
 * Bundles the harness's TypeScript part and runs it on the installed Node.
 *
 * @param {import('./toolchain.mjs').Toolchain} toolchain
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runOn24(toolchain, args) {
  const bundle = join(cache, 'harness', `${process.pid}.cjs`);
  await mkdir(dirname(bundle), { recursive: true });
  await bundleHarness(bundle);
  const child = spawn(toolchain.node, ['--enable-source-maps', bundle, ...args], {
    cwd: root,
    env: {
      ...process.env,
      ASIDE_TOOLCHAIN: JSON.stringify(toolchain),
      PATH: dirname(toolchain.node) + delimiter + process.env.PATH,
    },
    // The channel tells the child when this process is gone, however it went.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // Ctrl+C reaches the child by itself; it ends what it started and then itself, and this process follows.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function bundleHarness(outfile) {
  // Not a plain import: on a bare machine the package is not there yet when this file is loaded.
  const esbuild = createRequire(join(root, 'package.json'))('esbuild');
  await esbuild.build({
    entryPoints: [join(root, 'test', 'harness', 'main.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}
