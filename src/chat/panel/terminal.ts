import * as vscode from 'vscode';
import { terminalText } from './terminalText';

/** Puts a command into the terminal, as if it had been typed; Enter is the person's to press. */
export async function putInTerminal(code: string, language: string): Promise<void> {
  const text = terminalText(code, language);
  if (text === undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('This code holds control characters, which a terminal would act upon. Copy it instead.'),
    );
    return;
  }
  const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal();
  terminal.show();
  // The end of a line is Enter to a terminal. Pasted, the shell takes all of it as one, and where it cannot, VS Code asks.
  if (text.includes('\n')) await paste(text);
  else terminal.sendText(text, false);
}

/** What the person had in the clipboard is there again afterwards. */
async function paste(text: string): Promise<void> {
  const { clipboard } = vscode.env;
  const before = await clipboard.readText();
  await clipboard.writeText(text);
  try {
    await vscode.commands.executeCommand('workbench.action.terminal.paste');
  } finally {
    await clipboard.writeText(before);
  }
}
