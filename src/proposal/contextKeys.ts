/** The context keys that pending code sets, for keybindings and menus. */
import * as vscode from 'vscode';
import { type Proposal } from './proposal';

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

/** Keeps the keys as the active editor and its proposals say, with one command a change. */
export function createContextKeys(inDocument: (document: vscode.TextDocument) => readonly Proposal[]): {
  update(): void;
} {
  const values = new Map<string, boolean>();

  function set(key: string, value: boolean): void {
    if ((values.get(key) ?? false) === value) return;
    values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }

  return {
    update() {
      const active = vscode.window.activeTextEditor;
      const here = active ? inDocument(active.document) : [];
      set(contextKeys.proposal, here.length > 0);
      // Elsewhere in the file the keys are what they always were: one of them deletes a word.
      set(contextKeys.atProposal, active !== undefined && here.some((one) => isAt(one, active.selection.active)));
      set(
        contextKeys.hunks,
        here.some((one) => one.state === 'pending' && one.kind === 'edit' && one.hunks.length > 1),
      );
      set(
        contextKeys.generating,
        here.some((one) => one.state === 'streaming'),
      );
    },
  };
}

/** Whether the cursor is among the lines of a proposal, or between what it was made from and them. */
function isAt({ lines, range, origin }: Proposal, { line }: vscode.Position): boolean {
  const shown = lines ?? range;
  return line >= Math.min(origin.line, shown.start.line) && line <= shown.end.line;
}
