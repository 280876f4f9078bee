/** What happens to pending code when its file is closed. */
import * as vscode from 'vscode';
import { baseName } from '../util/baseName';
import { type Proposal } from './proposal';

export interface ClosingDeps {
  all(): readonly Proposal[];
  /** Whether a closed document has something pending that comes back when it is opened. */
  waitsFor(uri: vscode.Uri): boolean;
  decide(file: string): Promise<'keep' | 'discard' | undefined>;
}

/** Ends streams into files that nobody sees any more, and asks about pending code that VS Code does not ask about. */
export interface Closing {
  /** Tabs are closed. */
  tabsClosed(uris: readonly vscode.Uri[]): void;
  /** A document is closed, which may be told before its tab is. */
  documentClosed(uri: vscode.Uri): void;
}

/** ms: a tab that moves to another group is closed and opened. */
const tabDelay = 100;

export function createClosing({ all, waitsFor, decide }: ClosingDeps): Closing {
  const asking = new Set<string>();

  /**
   * A document lives on for minutes after its tab was closed when some extension has opened it. For the reader it is
   * closed: nothing more should be written into it.
   */
  function endStreams(): void {
    for (const one of [...all()]) {
      if (one.state === 'streaming' && one.wasShown && !isShown(one.document.uri)) one.break('closed');
    }
  }

  function askSoon(uris: readonly vscode.Uri[]): void {
    setTimeout(() => {
      for (const uri of uris) if (!isShown(uri)) void askAbout(uri);
    }, tabDelay);
  }

  /** VS Code asks about unsaved changes only, and with auto-save about nothing: the pending code would stay unseen. */
  async function askAbout(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const isPending = () => waitsFor(uri) || all().some((one) => one.isOpen && one.document.uri.toString() === key);
    if (uri.scheme === 'untitled' || asking.has(key) || !isPending()) return;
    asking.add(key);
    try {
      const decision = await decide(baseName(uri.path));
      if (decision === undefined || !isPending()) return;
      // Opening it brings back what waits for it.
      const document = await vscode.workspace.openTextDocument(uri);
      for (const one of all().filter((proposal) => proposal.document === document)) {
        if (decision === 'keep') one.keep();
        else await one.discard();
      }
    } catch {
      // Deleted meanwhile, and what was pending in it with it.
    } finally {
      asking.delete(key);
    }
  }

  return {
    tabsClosed(uris) {
      setTimeout(endStreams, tabDelay);
      askSoon(uris);
    },
    documentClosed: (uri) => askSoon([uri]),
  };
}

function isShown(uri: vscode.Uri): boolean {
  const wanted = uri.toString();
  return vscode.window.tabGroups.all.some((group) =>
    group.tabs.some(({ input }) => {
      if (input instanceof vscode.TabInputText) return input.uri.toString() === wanted;
      if (input instanceof vscode.TabInputTextDiff) return input.modified.toString() === wanted;
      // A kind of tab that is not known here may well show it.
      return !(input instanceof vscode.TabInputWebview || input instanceof vscode.TabInputTerminal);
    }),
  );
}
