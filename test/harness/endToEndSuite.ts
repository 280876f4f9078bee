import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Job } from './job';
import { runMocha } from './mochaSuite';
import { type Toolchain } from './toolchain';

/**
 * Files that run in one process, in this order, and share what they open: a window of VS Code, or a browser. To open a
 * window takes longer than most files do. What reloads it or ends its extension host comes late.
 */
const groups: Readonly<Record<string, readonly string[]>> = {
  chat: [
    'colours',
    'faults',
    'refusals',
    'costs',
    'attach',
    'accessibility',
    'options',
    'requests',
    'workspaceSettings',
  ],
  editor: ['branching', 'inspector', 'inline', 'reload', 'check', 'keys', 'history', 'network'],
  page: ['attacks', 'boxes', 'citations', 'direction', 'find', 'flow', 'scroll', 'slices'],
};

/** The groups, and every file by itself. */
export function endToEndJobs({ root }: Toolchain): Job[] {
  const files = readdirSync(join(root, 'dist', 'test', 'e2e'))
    .filter((file) => file.endsWith('.test.mjs'))
    .map((file) => basename(file, '.test.mjs'))
    .sort();
  const grouped = new Set(Object.values(groups).flat());
  return [
    ...Object.entries(groups).map(([name, members]) => job(name, members)),
    ...files.map((file) => ({ ...job(`${file}.test`, [file]), isPart: grouped.has(file) })),
  ];
}

function job(name: string, files: readonly string[]): Job {
  const paths = files.map((file) => join('e2e', `${file}.test.mjs`));
  const options = { timeout: 60_000, silenceLimit: 150_000 };
  return {
    name: `e2e/${name}`,
    suite: 'e2e',
    run: (tools, print, grep) => runMocha(tools, print, paths, { ...options, grep }),
  };
}
