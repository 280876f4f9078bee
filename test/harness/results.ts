/** What a suite came to. */
export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
  /** How many passed in each of the outermost `describe`s. */
  readonly passedIn: Record<string, number>;
  readonly failures: Failure[];
  /** What failed once, before it was tried a second time. */
  readonly unsteady?: Failure[];
}

export interface Failure {
  /** Of a test, those of all that it is in: ` › ` stands between them. */
  readonly title: string;
  readonly error: string;
}

export const emptyResult = (): SuiteResult => ({
  ...{ passed: 0, failed: 0, skipped: 0 },
  ...{ passedIn: {}, failures: [], unsteady: [] },
});

const outermost = (title: string): string | undefined => (title.includes(' › ') ? title.split(' › ', 1)[0] : undefined);

export function pass(result: SuiteResult, suite: string): void {
  result.passed++;
  result.passedIn[suite] = (result.passedIn[suite] ?? 0) + 1;
}

/**
 * The outermost `describe`s that something failed in, as a regular expression for full titles: tests in one of them may
 * need what those before have done. `undefined` where something else failed, and all has to run again.
 */
export function whatFailed({ failures }: SuiteResult): string | undefined {
  const names = new Set(failures.map(({ title }) => outermost(title)));
  if (names.size === 0 || names.has(undefined)) return undefined;
  return `^(${[...names].map((name) => name!.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')}) `;
}

/** What a job came to that ran once in whole and then again where something had failed, see `whatFailed`. */
export function mended(first: SuiteResult, again: SuiteResult): SuiteResult {
  const grep = whatFailed(first);
  const repeated = grep === undefined ? first.passed : sum(first.passedIn, (name) => new RegExp(grep).test(`${name} `));
  return {
    ...again,
    passed: first.passed - repeated + again.passed,
    skipped: grep === undefined ? again.skipped : first.skipped,
    unsteady: first.failures,
  };
}

const sum = (counts: Readonly<Record<string, number>>, takes: (name: string) => boolean): number =>
  Object.entries(counts).reduce((total, [name, count]) => total + (takes(name) ? count : 0), 0);

export function fail(result: SuiteResult, title: string, error: string): void {
  result.failed++;
  result.failures.push({ title, error });
}

/** Adds what one part of a suite came to. */
export function add(result: SuiteResult, part: SuiteResult): void {
  result.passed += part.passed;
  result.failed += part.failed;
  result.skipped += part.skipped;
  result.failures.push(...part.failures);
  result.unsteady?.push(...(part.unsteady ?? []));
}

/** A runner that found no test has found something wrong. */
export function requireTests(suite: string, result: SuiteResult): SuiteResult {
  if (result.passed + result.failed === 0) fail(result, `${suite} runs tests`, 'The suite ran no test.');
  return result;
}

/** The first line of an error, what was expected or waited for, and where in a test. */
function inShort(error: string): string {
  const [first = '', ...rest] = error.split('\n').map((line) => line.trim());
  const where = rest.find((line) => /^at .*\.test\.[mc]?[jt]s:/.test(line));
  const said = rest.filter((line) => /^(expected|got) |waiting for/.test(line)).map((line) => line.slice(0, 200));
  return [first, ...said.slice(0, 2), where].filter(Boolean).join(' ');
}

/** The closing lines: the failures of all suites again, and one line that counts everything. */
export function summary(results: ReadonlyMap<string, SuiteResult>): string {
  const lines: string[] = [''];
  for (const [suite, { passed, failed, skipped }] of results) {
    lines.push(`${suite.padEnd(6)} ${passed} ok, ${failed} not ok${skipped ? `, ${skipped} left out` : ''}`);
  }
  for (const [suite, { failures }] of results) {
    for (const { title, error } of failures) lines.push('', `✗ ${suite}: ${title}`, error.replace(/^/gm, '    '));
  }
  for (const [suite, { unsteady = [] }] of results) {
    if (unsteady.length > 0) lines.push('', `Not ok once, and tried again, in ${suite}:`);
    for (const { title, error } of unsteady) lines.push(`  ~ ${title}: ${inShort(error)}`);
  }
  const total = (count: 'passed' | 'failed') => [...results.values()].reduce((sum, result) => sum + result[count], 0);
  lines.push('', `${total('passed')} passed, ${total('failed')} failed`);
  return lines.join('\n');
}
