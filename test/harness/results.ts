/** What a suite came to. */
export interface SuiteResult {
  passed: number;
  failed: number;
  skipped: number;
  readonly failures: Failure[];
  /** What failed once, before the job was tried a second time. */
  readonly unsteady?: Failure[];
}

export interface Failure {
  readonly title: string;
  readonly error: string;
}

export const emptyResult = () => ({ passed: 0, failed: 0, skipped: 0, failures: [], unsteady: [] }) as SuiteResult;

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
    if (unsteady.length > 0) lines.push('', `Not ok once, and tried again with all of its file, in ${suite}:`);
    for (const { title, error } of unsteady) lines.push(`  ~ ${title}: ${error.split('\n', 1)[0]}`);
  }
  const total = (count: 'passed' | 'failed') => [...results.values()].reduce((sum, result) => sum + result[count], 0);
  lines.push('', `${total('passed')} passed, ${total('failed')} failed`);
  return lines.join('\n');
}
