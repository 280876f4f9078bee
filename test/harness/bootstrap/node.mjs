import { join } from 'node:path';
import { installed } from './install.mjs';
import { unpack } from './npm.mjs';
import * as versions from './versions.mjs';

/**
 * VS Code's server and some of the tools want Node 24.
 *
 * @returns {Promise<string>} the path of a Node of that major version: this one, or one from npm
 */
export async function installNode() {
  const major = (version) => version.split('.')[0];
  if (major(process.versions.node) === major(versions.node)) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = await installed(`${name}-${versions.node}`, `Node ${versions.node}`, (into) =>
    unpack(`${name}@${versions.node}`, into),
  );
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}
