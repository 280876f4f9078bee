import * as vscode from 'vscode';

/** Whether it was written: VS Code refuses to write into settings with mistakes in them, and its own words say so. */
export async function writeSetting(written: Thenable<void>): Promise<boolean> {
  try {
    await written;
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('The setting was not written: {0}', reason));
    return false;
  }
}
