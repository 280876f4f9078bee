import * as vscode from 'vscode';
import { openDirectory } from '../conversation/directory.web';
import type { Platform } from './platform';

export const platform: Platform = {
  isBrowser: true,
  environmentKey: () => undefined,
  variable: () => undefined,
  directFetch: () => undefined,
  openDirectory,
  /**
   * This host's `require` knows `vscode` and no files, so a module is read and evaluated here, in the way VS Code
   * evaluates an extension's main file.
   */
  async loadModule(name, extensionUri) {
    const file = vscode.Uri.joinPath(extensionUri, 'dist', `${name}.js`);
    const source = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
    const module = { exports: {} };
    const require = (id: string): unknown => {
      if (id === 'vscode') return vscode;
      throw new Error(`A part of Aside wants the module ${id}, which the web host does not have.`);
    };
    const evaluate = new Function('module', 'exports', 'require', `${source}\n//# sourceURL=${file.toString()}`);
    evaluate(module, module.exports, require);
    return module.exports;
  },
};
