import { build, packageExtension } from './build';
import { runCheck } from './checkSuite';
import { type Print, runNodeHost, runWebHost } from './hostSuite';
import { runMocha } from './mochaSuite';
import { TurnTaking } from './print';
import { emptyResult, fail, requireTests, type SuiteResult, summary } from './results';
import { type Toolchain } from './toolchain';

type Suite = (tools: Toolchain, print: Print) => Promise<SuiteResult>;

const suites: Readonly<Record<string, Suite>> = {
  check: runCheck,
  unit: (tools, print) => runMocha(tools, print, 'unit', { timeout: 10_000, silenceLimit: 120_000 }),
  host: runNodeHost,
  web: runWebHost,
  e2e: (tools, print) => runMocha(tools, print, 'e2e', { timeout: 60_000, silenceLimit: 150_000 }),
};

/** What may run at the same time: the checks and unit tests work a processor, the others mostly wait. */
const lanes = [['e2e'], ['check', 'unit', 'host', 'web']];

/** Runs the named suites, or all, and prints one count over all of them. */
export async function runTests(tools: Toolchain, names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !suites[name]);
  if (unknown.length)
    throw new Error(`No suite is called ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);
  const wanted = Object.keys(suites).filter((name) => names.length === 0 || names.includes(name));

  console.log('Building ...');
  // The VSIX first: a production build and a development one go to the same folder.
  if (wanted.includes('e2e')) await packageExtension(tools);
  if (wanted.some((name) => name !== 'check')) await build(tools, ['--tests']);

  const results = new Map<string, SuiteResult>(wanted.map((name) => [name, emptyResult()]));
  const order = new TurnTaking();
  const turns = new Map(wanted.map((name) => [name, order.turn()]));
  const runOne = async (name: string) => {
    const { print, done } = turns.get(name)!;
    const started = Date.now();
    print(`\n${name}`);
    const result = await suites[name]!(tools, print).catch((error: Error) => {
      const broken = emptyResult();
      fail(broken, name, error.stack ?? error.message);
      return broken;
    });
    results.set(name, requireTests(name, result));
    print(`  (${name}: ${((Date.now() - started) / 1000).toFixed(1)} s)`);
    done();
  };
  await Promise.all(
    lanes.map(async (lane) => {
      for (const name of lane) if (wanted.includes(name)) await runOne(name);
    }),
  );
  console.log(summary(results));
  return [...results.values()].some(({ failed }) => failed > 0) ? 1 : 0;
}
