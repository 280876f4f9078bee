import * as vscode from 'vscode';
import { type Hunk } from '../text/lineDiff';
import { disposeAll, Disposables } from '../util/disposable';
import { createClosing } from './closing';
import { createContextKeys } from './contextKeys';
import { createMarks, type Marks } from './decorations';
import { findHunk, findProposal } from './findProposal';
import { createLenses } from './lenses';
import { createOriginals } from './original';
import { createPendingStore, type PendingMemory, type PendingStore } from './pendingStore';
import { Proposal } from './proposal';
import { type ProposalOptions } from './proposalOptions';
import { isWithin, watchDeletion } from './watchDeletion';

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
  /** A file was closed with something pending in it: what should become of it. Undefined to leave that open. */
  decide(file: string): Promise<'keep' | 'discard' | undefined>;
}

/** All proposals, with what shows them: decorations, code lenses, context keys. Listens only while there are any. */
export function createProposals(deps: ProposalsDeps): Proposals {
  const disposables = new Disposables();
  const open = new Map<string, Proposal>();
  let listening: Disposables | undefined;
  let marks: Marks | undefined;
  let count = 0;
  const originals = disposables.add(createOriginals((id) => open.get(id)));

  disposables.add({ dispose: () => listening?.dispose() });

  function begin(options: ProposalOptions): Proposal {
    listen();
    const proposal = new Proposal(`p${++count}`, options, update);
    open.set(proposal.id, proposal);
    listening?.add(watchDeletion(proposal));
    update(proposal);
    return proposal;
  }

  const all = () => [...open.values()];
  const waiting: PendingStore = createPendingStore(deps.memory, all, begin);
  const keys = createContextKeys(inDocument);
  const lenses = disposables.add(createLenses(all));
  const closing = createClosing({ all, waitsFor: (uri) => waiting.waitsFor(uri), decide: deps.decide });

  function update(proposal: Proposal): void {
    if (!proposal.isOpen) open.delete(proposal.id);
    decorate(proposal.document);
    keys.update();
    lenses.update();
    originals.update(proposal);
    waiting.update();
    if (open.size === 0) {
      listening?.dispose();
      listening = undefined;
    }
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
          if (one.state === 'pending') waiting.closed(one);
          one.break('closed');
        });
        // With the last proposal nobody listens to tabs any more, and this may be told first.
        closing.documentClosed(document.uri);
      }),
    );
    listening.add(
      window.tabGroups.onDidChangeTabs(({ closed }) => {
        if (closed.length === 0) return;
        closing.tabsClosed(closed.flatMap(({ input }) => (input instanceof vscode.TabInputText ? [input.uri] : [])));
      }),
    );
    listening.add(workspace.onDidSaveTextDocument((document) => each(document, (one) => one.saved())));
    listening.add(
      workspace.onDidDeleteFiles(({ files }) => {
        for (const one of all()) {
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
    listening.add(window.onDidChangeActiveTextEditor(() => keys.update()));
    listening.add(
      window.onDidChangeTextEditorSelection(
        ({ textEditor }) => textEditor === window.activeTextEditor && keys.update(),
      ),
    );
    listening.add({
      dispose: () => {
        marks?.dispose();
        marks = undefined;
        keys.update();
      },
    });
  }

  function each(document: vscode.TextDocument, tell: (proposal: Proposal) => void): void {
    for (const one of all()) if (one.document === document) tell(one);
  }

  function inDocument(document: vscode.TextDocument): Proposal[] {
    return all().filter((one) => one.document === document);
  }

  function decorate(document: vscode.TextDocument): void {
    const here = inDocument(document);
    if (here.length === 0 && !marks) return;
    marks ??= createMarks();
    for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) marks.show(editor, here);
  }

  waiting.start();

  return {
    begin,
    find: (id) => findProposal(all(), id),
    findHunk(id, key) {
      const proposal = findProposal(all(), id);
      const hunk = proposal && findHunk(proposal, key);
      return proposal && hunk && { proposal, hunk };
    },
    compare: (proposal) => originals.compare(proposal),
    in: inDocument,
    get all() {
      return all();
    },
    lenses: (document) => lenses.in(document),
    onDidChange: lenses.onDidChange,
    dispose() {
      const stops = all().map((one) => ({ dispose: () => one.stop() }));
      disposeAll([...stops, waiting, disposables]);
    },
  };
}
