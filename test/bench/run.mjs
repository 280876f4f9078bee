// `npm run bench -- NAME`, for the benchmarks below: installs what is missing, builds the benchmark and runs it.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cache, root } from '../harness/bootstrap/paths.mjs';
import { installPeers } from '../harness/bootstrap/peers.mjs';
import { installToolchain } from '../harness/bootstrap/toolchain.mjs';

const benchmarks = ['client', 'hostile', 'inline', 'render', 'store', 'transcript'];
const [name = '', ...options] = process.argv.slice(2);
if (!benchmarks.includes(name)) {
  console.error(`Which benchmark? There are: ${benchmarks.join(', ')}. For example: npm run bench -- client`);
  process.exit(1);
}

const folder = join(root, 'test', 'bench');
const toolchain = await installToolchain({
  server: ['inline', 'render', 'transcript'].includes(name),
  browser: !['client', 'hostile'].includes(name),
});
if (name === 'render') await installPeers(folder, 'what Aside is measured beside');
const script = await build();
process.exitCode = await run();

async function build() {
  const esbuild = createRequire(join(root, 'package.json'))('esbuild');
  // As the extension itself is bundled: one of its libraries cannot be, otherwise.
  const mainFields = ['module', 'main'];
  const common = {
    bundle: true,
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  };
  const outfile = join(cache, 'bench', `${name}.cjs`);
  await esbuild.build({
    ...common,
    // Names make a CPU profile readable.
    minify: false,
    entryPoints: [join(folder, `${name}.ts`)],
    outfile,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    tsconfig: join(folder, 'tsconfig.json'),
    mainFields,
    external: ['playwright-core'],
  });
  const pages = name === 'render' ? { renderPage: folder, renderWorker: join(root, 'src', 'webview', 'colours') } : {};
  for (const [page, place] of Object.entries(pages)) {
    await esbuild.build({
      ...common,
      entryPoints: [join(place, page === 'renderWorker' ? 'worker.ts' : `${page}.ts`)],
      outfile: join(cache, 'bench', `${page}.js`),
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      tsconfig: join(folder, 'tsconfig.json'),
      loader: { '.svg': 'text' },
      // They cost something, and are for reading a profile.
      keepNames: options.includes('--profile'),
    });
  }
  const host = { inline: 'inlineHost.cjs', transcript: 'peer/extension.cjs' }[name];
  if (host) {
    await esbuild.build({
      ...common,
      entryPoints: [join(folder, `${name}Host.ts`)],
      outfile: join(cache, 'bench', host),
      platform: 'node',
      format: 'cjs',
      target: 'es2022',
      tsconfig: join(folder, 'tsconfig.json'),
      mainFields,
      external: ['vscode'],
    });
  }
  return outfile;
}

/** @returns {Promise<number>} */
function run() {
  const child = spawn(toolchain.node, ['--expose-gc', script, ...options], {
    cwd: root,
    env: { ...process.env, ASIDE_TOOLCHAIN: JSON.stringify(toolchain), NODE_PATH: join(root, 'node_modules') },
    stdio: 'inherit',
  });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
