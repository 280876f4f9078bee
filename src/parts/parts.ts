import type * as vscode from 'vscode';
import type { Platform } from '../platform/platform';

/** The bundles that are loaded on first use, by the name of their file: what `esbuild.js` builds beside the extension. */
export interface Parts {
  readonly chat: typeof import('./chat');
  readonly check: typeof import('./check');
  readonly connections: typeof import('./connections');
  readonly find: typeof import('./find');
  readonly inline: typeof import('./inline');
}

/** Loads a part from its own file. */
export async function loadPart<K extends keyof Parts>(
  name: K,
  platform: Platform,
  extensionUri: vscode.Uri,
): Promise<Parts[K]> {
  return (await platform.loadModule(name, extensionUri)) as Parts[K];
}
