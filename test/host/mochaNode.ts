import Mocha from 'mocha';

/** Imported before the suites: it defines the `describe` and `it` that they call while they load. */
export const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, reporter: class {} as never });
mocha.suite.emit('pre-require', globalThis, '', mocha);
