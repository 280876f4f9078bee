/** The exit into the clipboard. */
import * as vscode from 'vscode';
import type { Redacted } from '../messages/redact';

export async function copyText(text: Redacted): Promise<void> {
  await vscode.env.clipboard.writeText(text);
}
