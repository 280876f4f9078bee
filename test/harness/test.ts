import { build, pack, stage } from './build';
import { runCheck } from './checkSuite';
import { endToEndJobs } from './endToEndSuite';
import { type Print, runNodeHost, runWebHost } from './hostSuite';
import { type Job } from './job';
import { runMocha } from './mochaSuite';
import { TurnTaking } from './print';
import { add, emptyResult, fail, mended, requireTests, type SuiteResult, summary, whatFailed } from './results';
import { installed } from './server';
import { type Toolchain } from './toolchain';

const suites: Readonly<Record<string, (tools: Toolchain) => Job[]>> = {
  host: () => [{ name: 'host', suite: 'host', run: runNodeHost }],
  check: () => [{ name: 'check', suite: 'check', run: runCheck }],
  e2e: endToEndJobs,
  unit: () => [
    {
      name: 'unit',
      suite: 'unit',
      run: (tools, print, grep) =>
        runMocha(tools, print, ['unit.js'], { timeout: 20_000, silenceLimit: 120_000, grep }),
    },
  ],
  web: () => [{ name: 'web', suite: 'web', run: runWebHost }],
};

/**
 * What starts processes and waits for them, and so depends on more than on Aside: where something fails in it, that is
 * tried a second time when all else has begun, and what failed at first is told in the end.
 */
const isTriedAgain = ({ suite }: Job) => suite !== 'check';

async function attempt(job: Job, tools: Toolchain, print: Print, grep?: string): Promise<SuiteResult> {
  return job.run(tools, print, grep).catch((error: Error) => {
    const broken = emptyResult();
    fail(broken, job.name, error.stack ?? error.message);
    return broken;
  });
}

/** What takes longest starts first, so that no processor waits for it at the end. */
const longest = ['host', 'e2e/editor', 'e2e/chat', 'unit', 'e2e/main.test', 'e2e/page', 'web'];
const rank = ({ name }: Job) => (longest.includes(name) ? longest.indexOf(name) : longest.length);

interface Queued extends Job {
  readonly turn: ReturnType<TurnTaking['turn']>;
  /** What it came to, when it is tried a second time. */
  readonly failed?: SuiteResult;
}

/** How many jobs run at the same time: most of them wait for a VS Code half of the time. */
const atOnce = 5;

/**
 * Runs what is named, or all, and prints one count over all of it.
 *
 * @param names suites, or jobs such as `e2e/main.test` and `e2e/chat`
 */
export async function runTests(tools: Toolchain, names: readonly string[]): Promise<number> {
  const suiteOf = (name: string) => name.split('/')[0]!;
  const unknown = names.filter((name) => !suites[suiteOf(name)]);
  if (unknown.length)
    throw new Error(`No suite is called ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}.`);
  const wanted = Object.keys(suites).filter((name) => names.length === 0 || names.map(suiteOf).includes(name));

  const results = new Map<string, SuiteResult>(wanted.map((name) => [name, emptyResult()]));
  const order = new TurnTaking();
  const isWanted = ({ name, suite, isPart }: Job) =>
    names.includes(name) || (!isPart && (names.length === 0 || names.includes(suite)));
  const jobsOf = (suitesToRun: readonly string[]) =>
    suitesToRun
      .flatMap((name) => suites[name]!(tools))
      .filter(isWanted)
      .sort((a, b) => rank(a) - rank(b))
      .map((job): Queued => ({ ...job, turn: order.turn() }));

  const jobs: Queued[] = [];
  const coming = new Set<Promise<void>>();
  const queue = (ready: Promise<unknown>, takes: (suite: string) => boolean) => {
    const queued = ready.then(() => {
      jobs.push(...jobsOf(wanted.filter(takes)));
      coming.delete(queued);
    });
    queued.catch(() => undefined);
    coming.add(queued);
  };
  const next = async () => {
    while (jobs.length === 0 && coming.size > 0) await Promise.race(coming);
    return jobs.shift();
  };
  // What needs no build, or no package, does not wait for it.
  console.log('Building ...');
  const { suites: built, extension } = buildFor(tools, wanted);
  queue(Promise.resolve(), (suite) => suite === 'check');
  queue(built, (suite) => suite !== 'check' && suite !== 'e2e');
  queue(extension, (suite) => suite === 'e2e');
  const work = async () => {
    for (let job = await next(); job; job = await next()) {
      const { name, suite, turn, failed } = job;
      const started = Date.now();
      turn.print(`\n${name}${failed ? ', once more' : ''}`);
      const grep = failed ? whatFailed(failed) : process.env.ASIDE_GREP;
      let result = await attempt(job, tools, turn.print, grep);
      if (failed) result = mended(failed, requireTests(name, result));
      turn.print(`  (${name}: ${((Date.now() - started) / 1000).toFixed(1)} s)`);
      if (!failed && result.failed > 0 && isTriedAgain(job)) {
        jobs.push({ ...job, turn: order.turn(), failed: result });
      } else {
        // With a pattern, a part of a suite may have nothing that matches it.
        add(results.get(suite)!, process.env.ASIDE_GREP ? result : requireTests(name, result));
      }
      turn.done();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  for (const [suite, result] of results) requireTests(suite, result);
  console.log(summary(results));
  return [...results.values()].some(({ failed }) => failed > 0) ? 1 : 0;
}

/** The VSIX first: a production build and a development one go to the same folder. */
function buildFor(tools: Toolchain, wanted: readonly string[]): Record<'suites' | 'extension', Promise<void>> {
  const staged = wanted.includes('e2e') ? stage(tools) : Promise.resolve(undefined);
  const suites = staged.then(async () => {
    if (wanted.some((name) => name !== 'check')) await build(tools, ['--tests']);
  });
  const extension = staged.then(async (folder) => {
    if (folder !== undefined) process.env.ASIDE_INSTALLED = await installed(tools, await pack(tools, folder));
    await suites;
  });
  return { suites, extension };
}
