// `npm test`: installs what is missing and runs every suite; `npm run test:unit` and the like run one,
// `node test/harness/test.mjs e2e/main.test` runs one file of the end-to-end tests.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cache } from './bootstrap/paths.mjs';
import { runOn24 } from './bootstrap/runOn24.mjs';
import { installToolchain } from './bootstrap/toolchain.mjs';

const suites = process.argv.slice(2);
const needsVSCode = suites.length === 0 || suites.some((suite) => ['host', 'web', 'e2e'].includes(suite.split('/')[0]));
const toolchain = await installToolchain({ server: needsVSCode, browser: needsVSCode });
process.exitCode = await runOn24(toolchain, ['test', ...suites]);
await rm(join(cache, 'harness', `${process.pid}.cjs`), { force: true });
