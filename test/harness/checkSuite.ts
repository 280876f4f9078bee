import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Print } from './hostSuite';
import { start } from './processes';
import { emptyResult, fail, type SuiteResult } from './results';
import { type Toolchain } from './toolchain';

/** `npm run check`, each of its steps counted as a test. */
export async function runCheck(tools: Toolchain, print: Print): Promise<SuiteResult> {
  const result = emptyResult();
  const manifest = JSON.parse(await readFile(join(tools.root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const steps = [...(manifest.scripts.check ?? '').matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!);
  // One after the other: two at once would starve the extension hosts that run at the same time.
  for (const step of steps) {
    const started = Date.now();
    const { code, output } = await runScript(tools, step);
    const seconds = `(${((Date.now() - started) / 1000).toFixed(1)} s)`;
    if (code === 0) {
      result.passed++;
      print(`  ✓ ${step} ${seconds}`);
    } else {
      fail(result, step, output.slice(-6000));
      print(`  ✗ ${step} ${seconds}`);
    }
  }
  return result;
}

async function runScript(tools: Toolchain, script: string): Promise<{ code: number | null; output: string }> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const started = start(npm, ['run', '--silent', script], { cwd: tools.root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  started.child.stdout?.on('data', (chunk) => (output += chunk));
  started.child.stderr?.on('data', (chunk) => (output += chunk));
  return { code: await started.exited, output };
}
