import 'mocha/mocha.js';

interface BrowserMocha {
  setup(options: object): void;
  grep(pattern: RegExp): unknown;
  run(done: (failures: number) => void): unknown;
}

/** Imported before the suites: it defines the `describe` and `it` that they call while they load. */
export const mocha = (globalThis as unknown as { mocha: BrowserMocha }).mocha;
// Mocha would look for its options in the page's address.
mocha.setup({ ui: 'bdd', timeout: 60_000, reporter: class {}, cleanReferencesAfterRun: false });
