import * as vscode from 'vscode';
import { Disposables } from '../util/disposable';
import { Proposal, type ProposalOptions } from './proposal';

export interface Proposals extends vscode.Disposable {
  begin(options: ProposalOptions): Proposal;
  /** The proposal with this id; without one, the one at the cursor, else the nearest in the active editor, else the
   *  only one there is. */
  find(id?: string): Proposal | undefined;
  in(document: vscode.TextDocument): Proposal[];
  readonly all: readonly Proposal[];
  lenses(document: vscode.TextDocument): vscode.CodeLens[];
  /** Something that a code lens shows has changed. */
  readonly onDidChange: vscode.Event<void>;
}

/** Commands that the lenses call, each with the proposal's id. */
export const proposalCommands = {
  keep: 'aside.keep',
  discard: 'aside.discard',
  tryAgain: 'aside.tryAgain',
  stop: 'aside.stop',
} as const;

/** True in the active editor while it has a proposal, and while one of them streams. */
export const contextKeys = { proposal: 'aside.proposal', generating: 'aside.generating' } as const;

/** All proposals, with what shows them: decorations, code lenses, context keys. Listens only while there are any. */
export function createProposals(): Proposals {
  const disposables = new Disposables();
  const open = new Map<string, Proposal>();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  let listening: Disposables | undefined;
  let decoration: vscode.TextEditorDecorationType | undefined;
  let lenses: vscode.Disposable | undefined;
  let count = 0;
  let shown = '';

  disposables.add({ dispose: () => listening?.dispose() });

  function begin(options: ProposalOptions): Proposal {
    listen();
    const proposal = new Proposal(`p${++count}`, options, update);
    open.set(proposal.id, proposal);
    watchDeletion(proposal);
    update(proposal);
    return proposal;
  }

  function update(proposal: Proposal): void {
    if (!proposal.isOpen) open.delete(proposal.id);
    decorate(proposal.document);
    setKeys();
    showLenses();
    if (open.size === 0) {
      listening?.dispose();
      listening = undefined;
    }
  }

  /** Lenses follow their lines by themselves; new ones are asked for only when what they say has changed. */
  function showLenses(): void {
    const now = [...open.values()].map((one) => `${one.id}${one.state}${one.lines === undefined}`).join();
    if (now === shown) return;
    shown = now;
    if (open.size > 0 && !lenses) {
      lenses = disposables.add(
        vscode.languages.registerCodeLensProvider('*', {
          onDidChangeCodeLenses: changed.event,
          provideCodeLenses: (document) => lensesIn(document),
        }),
      );
    }
    changed.fire();
  }

  function listen(): void {
    if (listening) return;
    listening = new Disposables();
    const { workspace, window } = vscode;
    listening.add(
      workspace.onDidChangeTextDocument((event) => each(event.document, (one) => one.documentChanged(event))),
    );
    // Also fired when only the language of a document changes, which ends nothing.
    listening.add(
      workspace.onDidCloseTextDocument((document) => {
        if (document.isClosed) each(document, (one) => one.break('closed'));
      }),
    );
    listening.add(
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length > 0) setTimeout(tabsClosed, tabDelay);
      }),
    );
    listening.add(workspace.onDidSaveTextDocument((document) => each(document, (one) => one.saved())));
    listening.add(
      workspace.onDidDeleteFiles(({ files }) => {
        for (const one of [...open.values()]) {
          if (files.some((file) => isWithin(one.document.uri, file))) one.break('deleted');
        }
      }),
    );
    listening.add(
      window.onDidChangeVisibleTextEditors((editors) => {
        for (const document of new Set(editors.map((editor) => editor.document))) {
          decorate(document);
          each(document, (one) => one.visibilityChanged());
        }
      }),
    );
    listening.add(window.onDidChangeActiveTextEditor(() => setKeys()));
    listening.add({
      dispose: () => {
        decoration?.dispose();
        decoration = undefined;
        setKeys();
      },
    });
  }

  /**
   * A document lives on for minutes after its tab was closed when some extension has opened it. For the reader it is
   * closed: nothing more should be written into it.
   */
  function tabsClosed(): void {
    for (const one of [...open.values()]) {
      if (one.state === 'streaming' && one.wasShown && !isShown(one.document.uri)) one.break('closed');
    }
  }

  /** A file can also be deleted by another program; the document then may stay open. */
  function watchDeletion(proposal: Proposal): void {
    const { uri } = proposal.document;
    if (uri.scheme === 'untitled' || vscode.workspace.fs.isWritableFileSystem(uri.scheme) === undefined) return;
    const folder = vscode.Uri.joinPath(uri, '..');
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, '*'),
      true,
      true,
      false,
    );
    const watching = new Disposables();
    watching.add(watcher);
    watching.add(
      watcher.onDidDelete(async (deleted) => {
        if (deleted.path !== uri.path) return;
        // Some programs save by deleting and making anew.
        await new Promise((resolve) => setTimeout(resolve, 300));
        const exists = await vscode.workspace.fs.stat(uri).then(
          () => true,
          () => false,
        );
        if (!exists && proposal.state === 'streaming') proposal.break('deleted');
      }),
    );
    proposal.signal.addEventListener('abort', () => watching.dispose(), { once: true });
    listening?.add(watching);
  }

  function each(document: vscode.TextDocument, tell: (proposal: Proposal) => void): void {
    for (const one of [...open.values()]) if (one.document === document) tell(one);
  }

  function inDocument(document: vscode.TextDocument): Proposal[] {
    return [...open.values()].filter((one) => one.document === document);
  }

  function decorate(document: vscode.TextDocument): void {
    const ranges = inDocument(document).flatMap((one) => one.lines ?? []);
    if (ranges.length === 0 && !decoration) return;
    decoration ??= vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
      // High contrast themes have no background: there the bar alone marks the lines.
      borderStyle: 'solid',
      borderWidth: '0 0 0 3px',
      borderColor: new vscode.ThemeColor('editorGutter.addedBackground'),
      overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.addedForeground'),
      overviewRulerLane: vscode.OverviewRulerLane.Left,
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) editor.setDecorations(decoration, ranges);
    }
  }

  const keys = new Map<string, boolean>();

  function setKeys(): void {
    const active = vscode.window.activeTextEditor;
    const here = active ? inDocument(active.document) : [];
    setKey(contextKeys.proposal, here.length > 0);
    setKey(
      contextKeys.generating,
      here.some((one) => one.state === 'streaming'),
    );
  }

  function setKey(key: string, value: boolean): void {
    if ((keys.get(key) ?? false) === value) return;
    keys.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  function lensesIn(document: vscode.TextDocument): vscode.CodeLens[] {
    return inDocument(document).flatMap((one) => {
      const line = one.lines?.start.line ?? one.range.start.line;
      const range = new vscode.Range(line, 0, line, 0);
      const lens = (title: string, command: string) =>
        new vscode.CodeLens(range, { title, command, arguments: [one.id] });
      if (one.state === 'streaming') {
        return [
          lens(`$(loading~spin) ${vscode.l10n.t('Generating… Stop')}`, proposalCommands.stop),
          lens(vscode.l10n.t('Discard'), proposalCommands.discard),
        ];
      }
      return [
        lens(`$(check) ${vscode.l10n.t('Keep')}`, proposalCommands.keep),
        lens(`$(discard) ${vscode.l10n.t('Discard')}`, proposalCommands.discard),
        lens(`$(refresh) ${vscode.l10n.t('Try again')}`, proposalCommands.tryAgain),
      ];
    });
  }

  function find(id?: string): Proposal | undefined {
    if (id !== undefined) return open.get(id);
    const editor = vscode.window.activeTextEditor;
    const here = editor ? inDocument(editor.document) : [];
    if (editor && here.length > 0) {
      const line = editor.selection.active.line;
      return here.sort((a, b) => distance(a, line) - distance(b, line))[0];
    }
    return open.size === 1 ? [...open.values()][0] : undefined;
  }

  return {
    begin,
    find,
    in: inDocument,
    get all() {
      return [...open.values()];
    },
    lenses: lensesIn,
    onDidChange: changed.event,
    dispose() {
      for (const one of open.values()) one.stop();
      disposables.dispose();
    },
  };
}

/** A tab that moves to another group is closed and opened. */
const tabDelay = 100;

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

function distance(proposal: Proposal, line: number): number {
  const { start, end } = proposal.range;
  return line < start.line ? start.line - line : Math.max(0, line - end.line);
}

function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  if (uri.scheme !== folder.scheme || uri.authority !== folder.authority) return false;
  return uri.path === folder.path || uri.path.startsWith(folder.path.replace(/\/?$/, '/'));
}
