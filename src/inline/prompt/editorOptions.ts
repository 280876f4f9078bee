import * as vscode from 'vscode';

/** What the editor uses for this document: it has looked at the file, where the setting is only a wish. */
export function editorOptions(document: vscode.TextDocument): { insertSpaces: boolean; tabSize: number } {
  const editor = vscode.window.visibleTextEditors.find((one) => one.document === document);
  const settings = vscode.workspace.getConfiguration('editor', document);
  const tabSize = Number(editor?.options.tabSize ?? settings.get('tabSize'));
  return {
    insertSpaces: (editor?.options.insertSpaces ?? settings.get('insertSpaces')) !== false,
    tabSize: Number.isInteger(tabSize) && tabSize > 0 ? tabSize : 4,
  };
}
