import * as vscode from 'vscode';
import type { Parts } from './parts';

/**
 * Loads a part of the extension in the web worker host. Its `require` knows `vscode` and no files, so the part is
 * read and evaluated here, in the way VS Code evaluates an extension's main file.
 */
export async function loadPart<K extends keyof Parts>(name: K, extensionUri: vscode.Uri): Promise<Parts[K]> {
  const file = vscode.Uri.joinPath(extensionUri, 'dist', 'web', `${name}.js`);
  const source = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const module = { exports: {} };
  const require = (id: string): unknown => {
    if (id === 'vscode') return vscode;
    throw new Error(`A part of Aside wants the module ${id}, which the web host does not have.`);
  };
  const evaluate = new Function('module', 'exports', 'require', `${source}\n//# sourceURL=${file.toString()}`);
  evaluate(module, module.exports, require);
  return module.exports as Parts[K];
}
