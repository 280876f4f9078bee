import * as vscode from 'vscode';
import { beside, findPending, keepable, readRecords, type PendingRecord } from './pendingRecord';
import { type Proposal } from './proposal';
import { type ProposalOptions } from './proposalOptions';

/** Where records are kept beyond the window's life, such as the workspace's state. */
export interface PendingMemory {
  read(): unknown;
  write(records: readonly PendingRecord[]): void;
}

/** Brings proposals back that were pending when their document was closed or the window reloaded. */
export interface PendingStore extends vscode.Disposable {
  /** Restores what belongs to open documents, and from then on what belongs to those that are opened. */
  start(): void;
  /** What is pending has changed. */
  update(): void;
  /** The document of a pending proposal is closed: it waits until the document is opened again. */
  closed(proposal: Proposal): void;
  /** Whether something waits for a document. */
  waitsFor(uri: vscode.Uri): boolean;
}

/** Milliseconds between two writes while something changes. */
const writePause = 1000;

export function createPendingStore(
  memory: PendingMemory,
  all: () => readonly Proposal[],
  restore: (options: ProposalOptions) => void,
): PendingStore {
  let waiting = readRecords(memory.read());
  let opening: vscode.Disposable | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let empty = waiting.length === 0;

  function opened(document: vscode.TextDocument): void {
    const uri = document.uri.toString();
    const here = waiting.filter((one) => one.uri === uri);
    if (here.length === 0) return;
    waiting = waiting.filter((one) => one.uri !== uri);
    const content = document.getText();
    for (const one of here) {
      const at = findPending(one, content);
      // Changed since, by another program: then it is the reader's, and nothing says what it was.
      if (at !== undefined) restore(optionsOf(one, document, at));
    }
    wait();
    update();
  }

  function wait(): void {
    if (waiting.length === 0) {
      opening?.dispose();
      opening = undefined;
    } else {
      opening ??= vscode.workspace.onDidOpenTextDocument(opened);
    }
  }

  function update(): void {
    timer ??= setTimeout(write, writePause);
  }

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const records = keepable([...all().flatMap(recordOf), ...waiting]);
    if (records.length === 0 && empty) return;
    empty = records.length === 0;
    memory.write(records);
  }

  return {
    start() {
      wait();
      for (const document of vscode.workspace.textDocuments) opened(document);
    },
    update,
    closed(proposal) {
      waiting.push(...recordOf(proposal));
      wait();
      update();
    },
    waitsFor: (uri) => waiting.some((one) => one.uri === uri.toString()),
    dispose() {
      write();
      opening?.dispose();
    },
  };
}

/** None of an untitled document, whose text goes with it, and of what has not written anything yet. */
function recordOf(proposal: Proposal): PendingRecord[] {
  const { document, kind, start, text, base, lead, isOpen } = proposal;
  if (!isOpen || document.isUntitled || text === base) return [];
  const { before, after } = proposal.around(beside);
  return [{ uri: document.uri.toString(), kind, start, text, base, lead, before, after }];
}

function optionsOf(record: PendingRecord, document: vscode.TextDocument, at: number): ProposalOptions {
  const start = document.positionAt(at);
  return {
    document,
    kind: record.kind,
    range: new vscode.Range(start, document.positionAt(at + record.text.length)),
    lead: record.lead,
    tail: '',
    origin: start,
    restored: { base: record.base },
  };
}
