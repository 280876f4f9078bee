import * as vscode from 'vscode';
import { type Change } from '../text/track';

/** An edit of our own. */
export interface OwnChange extends Change {
  /** Length of the end of `text` that the next piece goes in front of. */
  readonly tail: number;
}

/** Where undo stops belong: only at both ends of a stream, so that all of it is one undo step. */
export interface UndoStops {
  readonly first: boolean;
  readonly last: boolean;
}

/** `refused`: the document changed meanwhile. `nothing`: reported as done, but nothing changed, as when read-only. */
export type Written = 'done' | 'refused' | 'nothing';

export interface Writer {
  /** The editor that shows the document, the active one first. */
  editor(): vscode.TextEditor | undefined;
  /** Whether a reported change is the edit that is on its way; then it is no longer. */
  takeOwn(change: Change): OwnChange | undefined;
  edit(own: OwnChange, stops: UndoStops, cursorStays: boolean): Promise<Written>;
}

/**
 * Makes one edit at a time in a document: with `TextEditor.edit`, which joins an undo step; where no editor shows the
 * document, with a WorkspaceEdit.
 */
export function createWriter(document: vscode.TextDocument): Writer {
  /** As its change event will look. */
  let expected: OwnChange | undefined;
  let acknowledged = false;

  function editor(): vscode.TextEditor | undefined {
    const active = vscode.window.activeTextEditor;
    if (active?.document === document) return active;
    return vscode.window.visibleTextEditors.find((one) => one.document === document);
  }

  async function edit(own: OwnChange, stops: UndoStops, cursorStays: boolean): Promise<Written> {
    const at = document.positionAt(own.offset);
    const range = new vscode.Range(at, document.positionAt(own.offset + own.length));
    const shown = editor();
    expected = own;
    acknowledged = false;
    try {
      let accepted: boolean;
      if (shown) {
        const cursor = shown.selection;
        accepted = await shown.edit((builder) => builder.replace(range, own.text), {
          undoStopBefore: stops.first,
          undoStopAfter: stops.last,
        });
        if (accepted && cursorStays) putCursorBack(shown, cursor, at, own.text);
      } else {
        const edits = new vscode.WorkspaceEdit();
        edits.replace(document.uri, range, own.text);
        accepted = await vscode.workspace.applyEdit(edits);
      }
      if (!accepted) return 'refused';
      return acknowledged ? 'done' : 'nothing';
    } catch {
      // "TextEditor#edit not possible on closed editors": hidden since it was looked up.
      return 'refused';
    } finally {
      expected = undefined;
    }
  }

  /** A cursor exactly where text is put goes along to the text's end, which would carry the reader away. */
  function putCursorBack(shown: vscode.TextEditor, before: vscode.Selection, at: vscode.Position, text: string): void {
    if (!before.isEmpty || !before.active.isEqual(at)) return;
    const end = document.positionAt(document.offsetAt(at) + text.length);
    if (shown.selection.isEmpty && shown.selection.active.isEqual(end)) shown.selection = before;
  }

  return {
    editor,
    takeOwn(change) {
      const own = expected;
      if (!own || own.offset !== change.offset || own.length !== change.length || own.text !== change.text) {
        return undefined;
      }
      expected = undefined;
      acknowledged = true;
      return own;
    },
    edit,
  };
}

/** Attempts of an edit that the editor refuses; with the pauses about a minute of uninterrupted typing. */
export const maxAttempts = 1500;
const maxPause = 40;

/** Waits before another attempt. */
export function pauseBefore(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(maxPause, attempt * 5)));
}
