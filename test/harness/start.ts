import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageExtension } from './build';
import { runHeadless } from './headless';
import { type Answering, findModel } from './models';
import { start as startProcess } from './processes';
import { startServer } from './server';
import { defaultSettings } from './settings';
import { type Toolchain } from './toolchain';
import { copySample } from './workspace';

/** Builds, packages and opens Aside in a VS Code on the sample workspace, until Ctrl+C. */
export async function start(tools: Toolchain, args: readonly string[]): Promise<number> {
  console.log('Building and packaging Aside ...');
  const vsix = await packageExtension(tools);
  if (args.includes('--headless')) return runHeadless(tools, vsix, args);

  const model = await findModel(process.env);
  // The same folder each time: what the person wrote there stays.
  const { folder } = await copySample(tools, join(tools.cache, 'start', 'workspace'));
  console.log(`\n${model.says}`);
  try {
    return await (tools.desktop ? openDesktop(tools, vsix, folder, model) : openInBrowser(tools, vsix, folder, model));
  } finally {
    await model.close();
  }
}

/** A profile of its own: the person's settings and extensions stay as they are. */
async function openDesktop(tools: Toolchain, vsix: string, folder: string, model: Answering): Promise<number> {
  const code = tools.desktop!;
  const home = join(tools.cache, 'start', 'desktop');
  const settings = { 'security.workspace.trust.enabled': false, 'workbench.startupEditor': 'none', ...model.settings };
  await mkdir(join(home, 'data', 'User'), { recursive: true });
  await writeFile(join(home, 'data', 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  const profile = ['--user-data-dir', join(home, 'data'), '--extensions-dir', join(home, 'extensions')];
  const run = (args: string[]) => startProcess(code, [...profile, ...args], { stdio: 'inherit' }).exited;
  if ((await run(['--install-extension', vsix, '--force'])) !== 0) return 1;
  console.log('Opening VS Code. Close its window, or press Ctrl+C here, to end.');
  // --wait keeps the command running as long as the window is open.
  return (await run(['--new-window', '--wait', folder])) ?? 0;
}

async function openInBrowser(tools: Toolchain, vsix: string, folder: string, model: Answering): Promise<number> {
  const home = join(tools.cache, 'start', 'server');
  await rm(join(home, 'extensions'), { recursive: true, force: true });
  const settings = { ...defaultSettings, 'workbench.startupEditor': 'readme', ...model.settings };
  const server = await startServer(tools, { vsix, settings, home });
  console.log(`\nVS Code runs at  ${server.url(folder)}\nOpen that address in a browser. Ctrl+C ends it.`);
  return new Promise(() => undefined);
}
