import * as vscode from 'vscode';
import { readContributions, type Contributions, type ContributedFile } from '../textmate/contributions';
import { Disposables } from '../util/disposable';

/** The languages and grammars of the extensions that are installed, read when they are asked for. */
export interface InstalledLanguages extends vscode.Disposable {
  readonly onDidChange: vscode.Event<void>;
  contributions(): Contributions;
  /** The file of a grammar; undefined where no extension of this host brings it. */
  grammarFile(scopeName: string): vscode.Uri | undefined;
  configurationFile(languageId: string): vscode.Uri | undefined;
}

export function installedLanguages(): InstalledLanguages {
  const disposables = new Disposables();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  let known: { readonly extensions: readonly vscode.Extension<unknown>[]; readonly contributions: Contributions };
  let current = false;

  disposables.add(
    vscode.extensions.onDidChange(() => {
      current = false;
      changed.fire();
    }),
  );

  function read(): typeof known {
    if (!current) {
      const extensions = vscode.extensions.all;
      const manifests = extensions.map(({ packageJSON }) => packageJSON as unknown);
      known = { extensions, contributions: readContributions(manifests) };
      current = true;
    }
    return known;
  }

  /** The extension is told by its place in the list that was read. */
  function uriOf(file: ContributedFile | undefined): vscode.Uri | undefined {
    return file && vscode.Uri.joinPath(known.extensions[file.extension]!.extensionUri, file.path);
  }

  return {
    onDidChange: changed.event,
    contributions: () => read().contributions,
    grammarFile: (scopeName) => uriOf(read().contributions.grammars.get(scopeName)),
    configurationFile: (languageId) => uriOf(read().contributions.configurations.get(languageId)),
    dispose: () => disposables.dispose(),
  };
}
