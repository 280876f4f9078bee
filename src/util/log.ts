import type * as vscode from 'vscode';

/** What goes wrong and what was done about it. Never a key; prompt text at trace level only. */
export type Log = Pick<vscode.LogOutputChannel, 'trace' | 'debug' | 'info' | 'warn' | 'error'>;
