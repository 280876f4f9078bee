// `npm start`: installs what is missing, builds and packages Aside, and opens VS Code on a sample workspace with it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findDesktop } from './bootstrap/desktop.mjs';
import { cache } from './bootstrap/paths.mjs';
import { runOn24 } from './bootstrap/runOn24.mjs';
import { installToolchain } from './bootstrap/toolchain.mjs';

const headless = process.argv.includes('--headless');
const desktop = headless ? undefined : findDesktop();
const toolchain = await installToolchain({ server: !desktop, browser: headless });
process.exitCode = await runOn24({ ...toolchain, desktop }, ['start', ...process.argv.slice(2)]);
await rm(join(cache, 'harness', `${process.pid}.cjs`), { force: true });
