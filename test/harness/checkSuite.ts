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
  // Side by side: each of them uses one core.
  await Promise.all(
    steps.map(async (step) => {
      const { code, output } = await runScript(tools, step);
      if (code === 0) {
        result.passed++;
        print(`  ✓ ${step}`);
      } else {
        fail(result, step, output.slice(-6000));
        print(`  ✗ ${step}`);
      }
    }),
  );
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
