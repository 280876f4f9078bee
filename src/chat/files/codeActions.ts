import * as vscode from 'vscode';

/** Puts code where the cursor is, over the selection, as one undo step. */
export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a file first: there is no cursor to insert at.'));
    return;
  }
  const done = await editor.edit((edit) => editor.selections.forEach((selection) => edit.replace(selection, text)));
  if (!done) void vscode.window.showWarningMessage(vscode.l10n.t('This file cannot be changed.'));
}

export async function openNewFile(text: string, label: string): Promise<void> {
  const language = await languageId(label);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language }));
}

/** Fence labels are not always language ids. */
const aliases: Readonly<Record<string, string>> = {
  ts: 'typescript', tsx: 'typescriptreact', js: 'javascript', jsx: 'javascriptreact', py: 'python', rb: 'ruby',
  rs: 'rust', sh: 'shellscript', bash: 'shellscript', zsh: 'shellscript', shell: 'shellscript', yml: 'yaml',
  md: 'markdown', cs: 'csharp', 'c#': 'csharp', 'c++': 'cpp', ps1: 'powershell', kt: 'kotlin', docker: 'dockerfile',
}; // prettier-ignore

async function languageId(label: string): Promise<string | undefined> {
  const name = label.toLowerCase();
  const known = await vscode.languages.getLanguages();
  return [name, aliases[name]].find((id) => id !== undefined && known.includes(id));
}
