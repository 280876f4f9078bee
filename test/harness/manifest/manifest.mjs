// `npm run manifest`: writes what follows from the table of request options (src/conversation/options.ts) into
// package.json and README.md. A unit test fails when they are stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import importTs from './importTs.js';

const { withRequestOptions } = await importTs('test/harness/manifest/settings.ts');
const { settingRows, withRows } = await importTs('test/harness/manifest/readme.ts');

async function write(path, text) {
  writeFileSync(path, await format(text, { ...(await resolveConfig(path)), filepath: path }));
}

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
const manifest = withRequestOptions(readJson('package.json'));
await write('package.json', JSON.stringify(manifest));
const readme = readFileSync('README.md', 'utf8');
await write('README.md', withRows(readme, settingRows(readme, manifest, readJson('package.nls.json'))));
