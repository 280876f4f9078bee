import * as vscode from 'vscode';
import { baseName } from '../util/baseName';
import { type Proposal } from './proposal';

const scheme = 'aside-original';

export interface Originals extends vscode.Disposable {
  /** Shows the file without the proposal beside the file. */
  compare(proposal: Proposal): Promise<void>;
  /** What a comparison shows has changed. */
  update(proposal: Proposal): void;
}

/** Documents of what a file would be without a proposal: the left side of VS Code's own comparison. */
export function createOriginals(find: (id: string) => Proposal | undefined): Originals {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const uris = new Map<string, vscode.Uri>();
  let provider: vscode.Disposable | undefined;

  function provide(): void {
    provider ??= vscode.workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      // What is over stays as it was shown last.
      provideTextDocumentContent(uri) {
        const proposal = find(uri.query);
        return proposal ? withoutProposal(proposal) : null;
      },
    });
  }

  return {
    async compare(proposal) {
      provide();
      const { uri } = proposal.document;
      const original = vscode.Uri.from({ scheme, path: uri.path, query: proposal.id });
      uris.set(proposal.id, original);
      const title = vscode.l10n.t('{0}: before and after Aside', baseName(uri.path));
      await vscode.commands.executeCommand('vscode.diff', original, uri, title);
    },
    update(proposal) {
      const uri = uris.get(proposal.id);
      if (!uri) return;
      if (proposal.isOpen) changed.fire(uri);
      else uris.delete(proposal.id);
    },
    dispose() {
      provider?.dispose();
      changed.dispose();
    },
  };
}

function withoutProposal({ document, range, base }: Proposal): string {
  const text = document.getText();
  return text.slice(0, document.offsetAt(range.start)) + base + text.slice(document.offsetAt(range.end));
}
