import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { start } from './processes';
import { type Toolchain } from './toolchain';

/** Bytes. People install Aside over slow lines, into containers, and again with each of them. */
const largestPackage = 500_000;

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
  await build(tools, ['--production']);
  const vsix = join(tools.root, 'dist', 'aside.vsix');
  await mkdir(join(tools.root, 'dist'), { recursive: true });
  const vsce = join(tools.root, 'node_modules', '@vscode', 'vsce', 'vsce');
  await mustRun(
    tools,
    [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--allow-missing-repository', '--out', vsix],
    'Packaging failed',
  );
  const { size } = await stat(vsix);
  if (size >= largestPackage) throw new Error(`The VSIX has ${size} bytes, which is not below ${largestPackage}.`);
  return vsix;
}

async function mustRun(tools: Toolchain, args: readonly string[], failure: string): Promise<void> {
  const running = start(tools.node, args, { cwd: tools.root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  running.child.stdout?.on('data', (chunk) => (output += chunk));
  running.child.stderr?.on('data', (chunk) => (output += chunk));
  if ((await running.exited) !== 0) throw new Error(`${failure}:\n${output}`);
}
