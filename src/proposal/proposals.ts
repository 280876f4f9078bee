import * as vscode from 'vscode';
import { baseName } from '../util/baseName';
import { disposeAll, Disposables } from '../util/disposable';
import { type Hunk } from '../text/lineDiff';
import { createOriginals } from './original';
import { Proposal } from './proposal';
import { type ProposalOptions } from './proposalOptions';
import { createPendingStore, type PendingMemory, type PendingStore } from './pendingStore';
import { createMarks, type Marks } from './decorations';
import { hunkKey, hunkLines } from './hunks';
import { lensesOf } from './lenses';

export interface Proposals extends vscode.Disposable {
  begin(options: ProposalOptions): Proposal;
  /** The proposal with this id; without one, the one at the cursor, else the nearest in the active editor, else the
   *  only one there is. */
  find(id?: string): Proposal | undefined;
  in(document: vscode.TextDocument): Proposal[];
  readonly all: readonly Proposal[];
  /** The hunk that a code lens means, or the one at the cursor, else the nearest in the active editor. */
  findHunk(id?: string, key?: number): { readonly proposal: Proposal; readonly hunk: Hunk } | undefined;
  /** Shows the document without the proposal beside the document. */
  compare(proposal: Proposal): Promise<void>;
  lenses(document: vscode.TextDocument): vscode.CodeLens[];
  /** Something that a code lens shows has changed. */
  readonly onDidChange: vscode.Event<void>;
}

export interface ProposalsDeps {
  readonly memory: PendingMemory;
  /** A file was closed with something pending in it: what shall become of it. Undefined to leave that open. */
  decide(file: string): Promise<'keep' | 'discard' | undefined>;
}

/**
 * True in the active editor while it has a proposal, while the cursor is on one or on what it was made from, while one
 * streams, and while one has several hunks.
 */
export const contextKeys = {
  proposal: 'aside.proposal',
  atProposal: 'aside.atProposal',
  generating: 'aside.generating',
  hunks: 'aside.hunks',
} as const;

/** All proposals, with what shows them: decorations, code lenses, context keys. Listens only while there are any. */
export function createProposals(deps: ProposalsDeps): Proposals {
  const disposables = new Disposables();
  const open = new Map<string, Proposal>();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  let listening: Disposables | undefined;
  let marks: Marks | undefined;
  let lenses: vscode.Disposable | undefined;
  let count = 0;
  let shown = '';
  const originals = disposables.add(createOriginals((id) => open.get(id)));

  disposables.add({ dispose: () => listening?.dispose() });

  function begin(options: ProposalOptions): Proposal {
    listen();
    const proposal = new Proposal(`p${++count}`, options, update);
    open.set(proposal.id, proposal);
    watchDeletion(proposal);
    update(proposal);
    return proposal;
  }

  const remembered: PendingStore = createPendingStore(deps.memory, () => [...open.values()], begin);

  function update(proposal: Proposal): void {
    if (!proposal.isOpen) open.delete(proposal.id);
    decorate(proposal.document);
    setKeys();
    showLenses();
    originals.update(proposal);
    remembered.update();
    if (open.size === 0) {
      listening?.dispose();
      listening = undefined;
    }
  }

  /** Lenses follow their lines by themselves; new ones are asked for only when what they say has changed. */
  function showLenses(): void {
    const now = [...open.values()].map(lensState).join();
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
        if (!document.isClosed) return;
        each(document, (one) => {
          if (one.state === 'pending') remembered.closed(one);
          one.break('closed');
        });
        // With the last proposal nobody listens to tabs any more, and this may be told first.
        closedSoon([document.uri]);
      }),
    );
    listening.add(
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length === 0) return;
        setTimeout(streamsClosed, tabDelay);
        closedSoon(closed.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : [])));
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
    listening.add(
      window.onDidChangeTextEditorSelection(({ textEditor }) => textEditor === window.activeTextEditor && setKeys()),
    );
    listening.add({
      dispose: () => {
        marks?.dispose();
        marks = undefined;
        setKeys();
      },
    });
  }

  /**
   * A document lives on for minutes after its tab was closed when some extension has opened it. For the reader it is
   * closed: nothing more should be written into it.
   */
  function streamsClosed(): void {
    for (const one of [...open.values()]) {
      if (one.state === 'streaming' && one.wasShown && !isShown(one.document.uri)) one.break('closed');
    }
  }

  function closedSoon(uris: readonly vscode.Uri[]): void {
    setTimeout(() => {
      for (const uri of uris) if (!isShown(uri)) void askAbout(uri);
    }, tabDelay);
  }

  const asking = new Set<string>();

  /** VS Code asks about unsaved changes only, and with auto-save about nothing: the pending code would stay unseen. */
  async function askAbout(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const isPending = () =>
      remembered.waitsFor(uri) || [...open.values()].some((one) => one.isOpen && one.document.uri.toString() === key);
    if (uri.scheme === 'untitled' || asking.has(key) || !isPending()) return;
    asking.add(key);
    try {
      const decision = await deps.decide(baseName(uri.path));
      if (decision === undefined || !isPending()) return;
      // Opening it brings back what waits for it.
      const document = await vscode.workspace.openTextDocument(uri);
      for (const one of inDocument(document)) {
        if (decision === 'keep') one.keep();
        else await one.discard();
      }
    } catch {
      // Deleted meanwhile, and what was pending in it with it.
    } finally {
      asking.delete(key);
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
    const here = inDocument(document);
    if (here.length === 0 && !marks) return;
    marks ??= createMarks();
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) marks.show(editor, here);
  }

  const keys = new Map<string, boolean>();

  function setKeys(): void {
    const active = vscode.window.activeTextEditor;
    const here = active ? inDocument(active.document) : [];
    setKey(contextKeys.proposal, here.length > 0);
    // Elsewhere in the file the keys are what they always were: one of them deletes a word.
    setKey(contextKeys.atProposal, active !== undefined && here.some((one) => isAt(one, active.selection.active)));
    setKey(
      contextKeys.hunks,
      here.some((one) => one.state === 'pending' && one.kind === 'edit' && one.hunks.length > 1),
    );
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
    return inDocument(document).flatMap(lensesOf);
  }

  function find(id?: string): Proposal | undefined {
    if (id !== undefined) return open.get(id);
    const editor = vscode.window.activeTextEditor;
    const here = editor ? inDocument(editor.document) : [];
    if (editor && here.length > 0) {
      const line = editor.selection.active.line;
      return here.sort((a, b) => distance(a.range, line) - distance(b.range, line))[0];
    }
    return open.size === 1 ? [...open.values()][0] : undefined;
  }

  function findHunk(id?: string, key?: number): { proposal: Proposal; hunk: Hunk } | undefined {
    const proposal = find(id);
    if (!proposal) return undefined;
    const { hunks } = proposal;
    if (key !== undefined) {
      const hunk = hunks.find((one) => hunkKey(one) === key);
      return hunk && { proposal, hunk };
    }
    const line = vscode.window.activeTextEditor?.selection.active.line ?? 0;
    const far = (hunk: Hunk) => distance(hunkLines(proposal, hunk), line);
    const [hunk] = [...hunks].sort((a, b) => far(a) - far(b));
    return hunk && { proposal, hunk };
  }

  remembered.start();

  return {
    begin,
    find,
    findHunk,
    compare: (proposal) => originals.compare(proposal),
    in: inDocument,
    get all() {
      return [...open.values()];
    },
    lenses: lensesIn,
    onDidChange: changed.event,
    dispose() {
      const stops = [...open.values()].map((one) => ({ dispose: () => one.stop() }));
      disposeAll([...stops, remembered, disposables]);
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

/** What the lenses of a proposal depend on, beside the lines that VS Code moves by itself. */
function lensState(one: Proposal): string {
  const hunks = one.state === 'pending' ? one.hunks.map((hunk) => Object.values(hunk).join(':')) : [];
  return `${one.id}${one.state}${one.lines === undefined}${hunks.join()}`;
}

/** Whether the cursor is among the lines of a proposal, or between what it was made from and them. */
function isAt({ lines, range, origin }: Proposal, { line }: vscode.Position): boolean {
  const shown = lines ?? range;
  return line >= Math.min(origin.line, shown.start.line) && line <= shown.end.line;
}

function distance({ start, end }: vscode.Range, line: number): number {
  return line < start.line ? start.line - line : Math.max(0, line - end.line);
}

function isWithin(uri: vscode.Uri, folder: vscode.Uri): boolean {
  if (uri.scheme !== folder.scheme || uri.authority !== folder.authority) return false;
  return uri.path === folder.path || uri.path.startsWith(folder.path.replace(/\/?$/, '/'));
}
