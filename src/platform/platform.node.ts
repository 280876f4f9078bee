import { createRequire } from 'node:module';
import { openDirectory } from '../conversation/directory.node';
import type { Platform } from './platform';

export const platform: Platform = {
  isBrowser: false,
  environmentKey: () => process.env['OPEAI_API_KEY'] || undefined,
  openDirectory,
  async loadModule(name) {
    return createRequire(__filename)(`./${name}.js`);
  },
};
