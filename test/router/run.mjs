// `npm run router`: installs claude-code-router's core, which is no part of any other run, and asks it what a fresh profile asks.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cache, root } from '../harness/bootstrap/paths.mjs';
import { installPeers } from '../harness/bootstrap/peers.mjs';
import { installToolchain } from '../harness/bootstrap/toolchain.mjs';

const folder = join(root, 'test', 'router');
const toolchain = await installToolchain({ server: false, browser: false });
await installPeers(folder, 'the core of claude-code-router');
const script = await build();
process.exitCode = await run();

async function build() {
  const esbuild = createRequire(join(root, 'package.json'))('esbuild');
  const outfile = join(cache, 'router', 'main.cjs');
  await esbuild.build({
    bundle: true,
    entryPoints: [join(folder, 'main.ts')],
    outfile,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    tsconfig: join(root, 'test', 'tsconfig.json'),
    mainFields: ['module', 'main'],
    external: ['@copilotkit/aimock'],
    logLevel: 'warning',
  });
  return outfile;
}

/** @returns {Promise<number>} */
function run() {
  const child = spawn(toolchain.node, [script], {
    cwd: root,
    env: { ...process.env, NODE_PATH: join(root, 'node_modules') },
    stdio: 'inherit',
  });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
