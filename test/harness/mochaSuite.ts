import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Print } from './hostSuite';
import { start } from './processes';
import { emptyResult, fail, type SuiteResult } from './results';
import { makeTemporary, removeTemporary } from './temporary';
import { type Toolchain } from './toolchain';

/**
 * Runs mocha suites in a Node of their own: those of `unit`, or end-to-end tests that drive a browser.
 *
 * @param files of dist/test
 */
export async function runMocha(
  tools: Toolchain,
  print: Print,
  files: readonly string[],
  options: { timeout: number; silenceLimit: number; grep?: string | undefined },
): Promise<SuiteResult> {
  const folder = makeTemporary('mocha');
  const output = join(folder, 'result.json');
  const args = [
    '--enable-source-maps',
    join(tools.root, 'node_modules', 'mocha', 'bin', 'mocha.js'),
    ...files.map((file) => join(tools.root, 'dist', 'test', file)),
    ...['--timeout', String(options.timeout), '--no-config'],
    ...(options.grep ? ['--grep', options.grep] : []),
    ...['--reporter', join(tools.root, 'test', 'harness', 'reporter.cjs'), '--reporter-option', `output=${output}`],
  ];
  const running = start(tools.node, args, {
    cwd: tools.root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printLines = lines(print);
  let timer: NodeJS.Timeout | undefined;
  let hung = false;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hung = true;
      void running.stop();
    }, options.silenceLimit);
  };
  restart();
  for (const stream of [running.child.stdout, running.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      restart();
      printLines(chunk);
    });
  }
  const code = await running.exited;
  clearTimeout(timer);
  const json = await readFile(output, 'utf8').catch(() => '');
  await removeTemporary(folder);
  const result = json ? (JSON.parse(json) as SuiteResult) : emptyResult();
  if (hung) fail(result, 'the suite goes on', `It printed nothing for ${options.silenceLimit / 1000} s.`);
  else if (!json) fail(result, 'the suite starts', `mocha ended with ${code} before it had run.`);
  return result;
}

function lines(print: Print): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const all = (rest + chunk).split('\n');
    rest = all.pop() ?? '';
    all.forEach(print);
  };
}
