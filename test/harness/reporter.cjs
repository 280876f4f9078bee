// Mocha's `spec` reporter, which also writes what it counted to a file (--reporter-option output=FILE).
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

class Reporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.output = options.reporterOptions.output;
    const result = { passed: 0, failed: 0, skipped: 0, passedIn: {}, failures: [] };
    runner.on('pass', (test) => {
      const [suite] = test.titlePath();
      result.passed++;
      result.passedIn[suite] = (result.passedIn[suite] ?? 0) + 1;
    });
    runner.on('pending', () => result.skipped++);
    runner.on('fail', (test, error) => {
      result.failed++;
      result.failures.push({ title: test.titlePath().join(' › '), error: String(error.stack ?? error) });
    });
    runner.on('end', () => writeFileSync(this.output, JSON.stringify(result)));
  }

  /** The harness prints one summary over all suites: a second one here would only be taken for it. */
  epilogue() {}
}

module.exports = Reporter;
