import * as vscode from 'vscode';

/**
 * Saves a document whose pending text was taken away, where that text may be on disk. Not when the reader has unsaved
 * changes of their own and saves by hand.
 */
export async function saveRestored(
  document: vscode.TextDocument,
  state: {
    /** Before the text was taken away. */
    readonly wasDirty: boolean;
    /** A save was reported while the text was pending. */
    readonly savedMeanwhile: boolean;
  },
): Promise<void> {
  const autoSaves = vscode.workspace.getConfiguration('files', document).get('autoSave') !== 'off';
  // A clean document has the pending text on disk, whether or not the save's event has arrived yet.
  const onDisk = state.savedMeanwhile || !state.wasDirty;
  if (onDisk && !document.isUntitled && (autoSaves || !state.wasDirty)) await document.save();
}
