// The harness after the bootstrap: `test [suite...]` or `start [options]`.
import { endAllOnExit } from './processes';
import { start } from './start';
import { runTests } from './test';
import { toolchain } from './toolchain';

endAllOnExit();
const [command, ...args] = process.argv.slice(2);
const run = command === 'start' ? start(toolchain(), args) : runTests(toolchain(), args);
run.then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
