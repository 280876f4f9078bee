import { createRequire } from 'node:module';
import type * as vscode from 'vscode';
import type { Parts } from './parts';

/** Loads a part of the extension from the file beside this bundle. */
export function loadPart<K extends keyof Parts>(name: K, _extensionUri: vscode.Uri): Promise<Parts[K]> {
  const require = createRequire(__filename);
  return Promise.resolve(require(`./${name}.js`) as Parts[K]);
}
