import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Collector, startCollector } from './collector';
import { runInDesktop } from './desktopHost';
import { type TestEvent } from './hostReporter';
import { emptyResult, fail, pass, type SuiteResult } from './results';
import { startServer } from './server';
import { builtinWith, unseenSettings } from './settings';
import { sparePage } from './sparePage';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';
import { openUnseenPage } from './unseenPage';
import { copySample } from './workspace';

/** A host that says nothing for this long hangs. The slowest single test may take 20 s. */
const silenceLimit = 60_000;

export type Print = (text: string) => void;

/** The suites of test/host in the Node extension host: desktop VS Code, or its server where that cannot be had. */
export async function runNodeHost(tools: Toolchain, print: Print, grep?: string): Promise<SuiteResult> {
  const tests = join(tools.root, 'dist', 'test', 'host', 'index.js');
  return collect(print, async (collector, ended) => {
    const reason = await runInDesktop(tools, tests, reporting(collector, grep));
    if (reason === undefined) return;
    print(`  No desktop VS Code here (${reason}): VS Code's server runs the same suites.`);
    await runInServer(tools, tools.root, tests, reporting(collector, grep), ended);
  });
}

/** The same suites in the web worker extension host. */
export async function runWebHost(tools: Toolchain, print: Print, grep?: string): Promise<SuiteResult> {
  const extension = await copyWithoutMain(tools);
  try {
    const tests = join(extension, 'dist', 'test', 'web', 'index.js');
    return await collect(print, (collector, ended) =>
      runInServer(tools, extension, tests, reporting(collector, grep), ended),
    );
  } finally {
    await removeTemporary(extension);
  }
}

const reporting = ({ url }: Collector, grep = '') => ({ 'asideTest.collector': url, 'asideTest.grep': grep });

async function collect(
  print: Print,
  run: (collector: Collector, ended: Promise<void>) => Promise<void>,
): Promise<SuiteResult> {
  const result = emptyResult();
  let end: () => void = () => undefined;
  let hang: (error: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    hang = reject;
  });
  ended.catch(() => undefined);
  let timer: NodeJS.Timeout;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(
      () => hang(new Error(`The extension host said nothing for ${silenceLimit / 1000} s.`)),
      silenceLimit,
    );
  };
  restart();
  const collector = await startCollector((event) => {
    restart();
    take(event, result, print);
    if (event.type === 'end') end();
  });
  try {
    await run(collector, ended);
  } catch (error) {
    fail(result, 'the extension host', (error as Error).message);
  } finally {
    clearTimeout(timer!);
    await collector.close();
  }
  return result;
}

function take(event: TestEvent, result: SuiteResult, print: Print): void {
  const indent = 'depth' in event ? '  '.repeat(event.depth) : '  ';
  switch (event.type) {
    case 'suite':
      return print(`${indent}${event.title}`);
    case 'passed':
      pass(result, event.suite);
      return print(`${indent}✓ ${event.title}${event.ms > 100 ? ` (${event.ms} ms)` : ''}`);
    case 'pending':
      result.skipped++;
      return print(`${indent}- ${event.title}`);
    case 'failed':
      fail(result, event.title, event.error);
      return print(`${indent}✗ ${event.title}`);
    case 'log':
      return print(`${indent}${event.text}`);
    case 'end':
      return;
  }
}

async function runInServer(
  tools: Toolchain,
  extension: string,
  tests: string,
  settings: object,
  ended: Promise<void>,
): Promise<void> {
  const workspace = await copySample(tools);
  const server = await startServer(tools, {
    ...builtinWith(['git', 'git-base', 'ipynb']),
    settings: { ...unseenSettings, ...settings },
  });
  try {
    const payload = [
      ['extensionDevelopmentPath', server.remote(extension)],
      ['extensionTestsPath', server.remote(tests)],
    ] as const;
    const spare = `(${String(sparePage)})(${JSON.stringify({ frame: 100, isDrawn: false })})`;
    const page = await openUnseenPage(tools, server.url(workspace.folder, payload), spare);
    await ended
      .catch((error: Error) => {
        // A suite that cannot even be loaded is told of there only.
        const about = page.errors.filter((text) => text.includes(tests)).slice(0, 1);
        throw new Error([error.message, ...about].join('\n'));
      })
      .finally(() => page.close());
  } finally {
    await server.stop();
    await workspace.remove();
  }
}

/**
 * With `main` and `browser` in the manifest the server takes the Node entry, and with an `extensionKind` it runs even an
 * extension without `main` in its own host: the copy has neither, and is the same otherwise.
 */
async function copyWithoutMain({ root }: Toolchain): Promise<string> {
  const copy = makeTemporary('web');
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { main, extensionKind: _, ...rest } = manifest;
  if (!main || !rest.browser) throw new Error('The manifest should have both main and browser.');
  await writeFile(join(copy, 'package.json'), JSON.stringify(rest, null, 2));
  const parts = (await readdir(join(root, 'dist'))).filter((file) => file.endsWith('.js') && file !== 'extension.js');
  const files = [
    'package.nls.json',
    'package.nls.zh-cn.json',
    'l10n',
    'media',
    ...parts.map((file) => `dist/${file}`),
    'dist/web',
    'dist/webview',
    'dist/test/web',
  ];
  await mkdir(join(copy, 'dist', 'test'), { recursive: true });
  for (const file of files) await cp(join(root, file), join(copy, file), { recursive: true });
  return copy;
}
