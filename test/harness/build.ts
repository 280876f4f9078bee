import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { start } from './processes';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';

/** Bytes. People install Aside over slow lines, into containers, and again with each of them. */
const largestPackage = 600_000;

/** Builds the extension and, with `tests`, the suites. */
export async function build(tools: Toolchain, flags: readonly string[]): Promise<void> {
  await mustRun(tools, [join(tools.root, 'esbuild.js'), ...flags], 'The build failed');
}

/**
 * Makes the VSIX that users get.
 *
 * @returns its path
 */
export async function packageExtension(tools: Toolchain): Promise<string> {
  return pack(tools, await stage(tools));
}

/**
 * Builds what users get, and copies it: other builds may go to the same folder then.
 *
 * @returns a temporary folder, with what `.vscodeignore` may let through
 */
export async function stage(tools: Toolchain): Promise<string> {
  await build(tools, ['--production']);
  const { root } = tools;
  const allowed = [...(await readFile(join(root, '.vscodeignore'), 'utf8')).matchAll(/^!([^/\n]+)/gm)];
  const staged = makeTemporary('package');
  for (const name of await readdir(root)) {
    if (name !== '.vscodeignore' && !allowed.some(([, pattern]) => matchesGlob(name, pattern!))) continue;
    const tests = join(root, 'dist', 'test');
    await cp(join(root, name), join(staged, name), { recursive: true, filter: (path) => path !== tests });
  }
  return staged;
}

/**
 * Packs what `stage` has made. In the checkout itself, vsce would look at every file of every download, for seconds.
 *
 * @returns the path of the VSIX
 */
export async function pack(tools: Toolchain, staged: string): Promise<string> {
  const vsix = join(tools.root, 'dist', 'aside.vsix');
  await mkdir(join(tools.root, 'dist'), { recursive: true });
  const vsce = join(tools.root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await mustRun(
    tools,
    [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', vsix],
    'Packaging failed',
    staged,
  );
  await removeTemporary(staged);
  const { size } = await stat(vsix);
  if (size >= largestPackage) throw new Error(`The VSIX has ${size} bytes, which is not below ${largestPackage}.`);
  return vsix;
}

async function mustRun(tools: Toolchain, args: readonly string[], failure: string, cwd = tools.root): Promise<void> {
  const running = start(tools.node, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  running.child.stdout?.on('data', (chunk) => (output += chunk));
  running.child.stderr?.on('data', (chunk) => (output += chunk));
  if ((await running.exited) !== 0) throw new Error(`${failure}:\n${output}`);
}
