import * as vscode from 'vscode';
import { Disposables } from '../util/disposable';
import { type Proposal } from './proposal';

/** ms: some programs save by deleting a file and making it anew. */
const madeAnew = 300;

/**
 * Ends a stream into a file that another program deletes; its document may stay open. Watches until the stream is over.
 */
export function watchDeletion(proposal: Proposal): vscode.Disposable {
  const watching = new Disposables();
  const { uri } = proposal.document;
  if (uri.scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === undefined) return watching;
  const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(uri, '..'), '*');
  const watcher = watching.add(vscode.workspace.createFileSystemWatcher(pattern, true, true, false));
  watching.add(
    watcher.onDidDelete(async (deleted) => {
      if (deleted.path !== uri.path) return;
      await new Promise((resolve) => setTimeout(resolve, madeAnew));
      const exists = await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      );
      if (!exists && proposal.state === 'streaming') proposal.break('deleted');
    }),
  );
  proposal.signal.addEventListener('abort', () => watching.dispose(), { once: true });
  return watching;
}

/** Whether a file is a folder's, or is what was named itself. */
export function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  if (uri.scheme !== folder.scheme || uri.authority !== folder.authority) return false;
  return uri.path === folder.path || uri.path.startsWith(folder.path.replace(/\/?$/, '/'));
}
