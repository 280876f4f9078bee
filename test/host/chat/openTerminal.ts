import * as vscode from 'vscode';
import { until } from '../inline/support';

/** A terminal whose shell only listens. */
export interface OpenTerminal extends vscode.Disposable {
  /** What was typed and pasted. */
  typed(): string;
  /** What the shell prints. */
  write(text: string): void;
}

/** Resolves when the terminal is the active one. */
export async function openTerminal(): Promise<OpenTerminal> {
  const written = new vscode.EventEmitter<string>();
  let typed = '';
  let terminal: vscode.Terminal | undefined;
  await new Promise<void>((resolve) => {
    terminal = vscode.window.createTerminal({
      name: 'a shell that only listens',
      pty: {
        onDidWrite: written.event,
        open: () => resolve(),
        close: () => undefined,
        handleInput: (data: string) => (typed += data),
      },
    });
    terminal.show();
  });
  await until(() => vscode.window.activeTerminal === terminal, 'the terminal');
  return {
    typed: () => typed,
    write: (text) => written.fire(text),
    dispose: () => terminal?.dispose(),
  };
}
