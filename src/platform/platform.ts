import type * as vscode from 'vscode';
import type { Directory, WebFiles } from '../conversation/directory';

/**
 * All that differs between the extension host in Node and the one in a web worker. The bundle of the extension carries
 * the twin for its host; the parts are built once, and get this handed to them.
 */
export interface Platform {
  /** Whether requests leave from a browser, where servers must allow it. */
  readonly isBrowser: boolean;
  /** The key that the platform's own examples keep in the environment. Offered to the person, never taken silently. */
  environmentKey(): string | undefined;
  /** A variable of the environment; there are none in a browser. */
  variable(name: string): string | undefined;
  /** The host's fetch without the proxy of the settings; undefined where it has no other one. */
  directFetch(): typeof fetch | undefined;
  /** Where conversations are kept: on the disk, or through VS Code's file system where there is none. */
  openDirectory(root: string, files: WebFiles): Directory;
  /** Loads the module in `dist/<name>.js`. */
  loadModule(name: string, extensionUri: vscode.Uri): Promise<unknown>;
}
