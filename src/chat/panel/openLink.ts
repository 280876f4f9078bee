import * as vscode from 'vscode';
import { parseTarget } from '../../context';
import { findFile, isOpen } from '../../context/findFile';
import { parseLink } from './links';

/** Opens a link of a reply or a chip. What leads out of the workspace by a file path stays closed, with a word. */
export async function openLink(href: string): Promise<void> {
  const link = parseLink(href);
  if (!link) return openOpenDocument(href);
  if (link.kind === 'web') {
    // As text: a Uri is encoded anew on its way, and `%26` in a query would become `&`.
    await vscode.env.openExternal(link.href as unknown as vscode.Uri);
    return;
  }
  const uri = await findFile(link.path);
  if (!uri) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no file {0} in this workspace.', link.path));
    return;
  }
  const from = Math.max(0, (link.line ?? 1) - 1);
  const to = Math.max(from, (link.endLine ?? link.line ?? 1) - 1);
  const selection = link.line ? new vscode.Range(from, 0, to, link.endLine ? Number.MAX_SAFE_INTEGER : 0) : undefined;
  await vscode.window.showTextDocument(uri, { selection });
}

/** A chip may come from a document without a file, such as an unsaved one: it can be shown as long as it is open. */
async function openOpenDocument(href: string): Promise<void> {
  const target = parseTarget(href);
  if (target && isOpen(target.uri)) await vscode.window.showTextDocument(target.uri, { selection: target.range });
}
