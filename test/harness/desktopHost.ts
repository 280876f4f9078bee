import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { defaultSettings } from './settings';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';
import { copySample } from './workspace';

/**
 * Runs a bundle of the suites of test/host in a desktop VS Code, which is downloaded first.
 *
 * @param reporting settings for `runAndReport`
 * @returns why there is none, or undefined when the suites ran
 */
export async function runInDesktop(tools: Toolchain, tests: string, reporting: object): Promise<string | undefined> {
  if (process.platform === 'linux' && !process.env.DISPLAY) return 'no display';
  let vscodeExecutablePath: string;
  try {
    const quiet = { report: () => undefined, error: () => undefined };
    vscodeExecutablePath = await downloadAndUnzipVSCode({
      cachePath: join(tools.cache, 'vscode-desktop'),
      extractSync: true,
      timeout: 20_000,
      reporter: quiet,
    });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
  const workspace = await copySample(tools);
  const data = makeTemporary('d');
  await mkdir(join(data, 'User'));
  const settings = { ...defaultSettings, ...reporting };
  await writeFile(join(data, 'User', 'settings.json'), JSON.stringify(settings));
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: tools.root,
      extensionTestsPath: tests,
      launchArgs: [workspace.folder, '--disable-extensions', '--user-data-dir', data],
    });
  } catch {
    // Failed tests end it with an error too; the collector has the tests' own words.
  } finally {
    await workspace.remove();
    await removeTemporary(data);
  }
  return undefined;
}
