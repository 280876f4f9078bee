import { createRequire } from 'node:module';
import { openDirectory } from '../conversation/directory.node';
import { keyIn } from '../settings/cleanKey';
import type { Platform } from './platform';

export const platform: Platform = {
  isBrowser: false,
  environmentKey: () => keyIn(process.env['OPEAI_API_KEY']),
  variable: (name) => process.env[name],
  // VS Code keeps Node's own under this name where it replaces it by one that uses its proxy.
  directFetch: () => (globalThis as { __vscodeOriginalFetch?: typeof fetch }).__vscodeOriginalFetch,
  openDirectory,
  async loadModule(name) {
    return createRequire(__filename)(`./${name}.js`);
  },
};
