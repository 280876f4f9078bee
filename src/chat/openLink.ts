import * as vscode from 'vscode';
import { parseLink } from './links';

/** Opens a link of a reply or a chip. What leads out of the workspace by a file path stays closed, with a word. */
export async function openLink(href: string): Promise<void> {
  const link = parseLink(href);
  if (!link) return;
  if (link.kind === 'web') {
    await vscode.env.openExternal(vscode.Uri.parse(link.href, true));
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

/** A file of the workspace or one that is open: nothing else on the disk is reachable from a reply. */
async function findFile(path: string): Promise<vscode.Uri | undefined> {
  const { workspace } = vscode;
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) {
    const uri = vscode.Uri.parse(path, true);
    const open = workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
    return open || workspace.getWorkspaceFolder(uri) ? uri : undefined;
  }
  for (const folder of workspace.workspaceFolders ?? []) {
    const uri = path.startsWith('/') ? folder.uri.with({ path }) : vscode.Uri.joinPath(folder.uri, decode(path));
    if (!workspace.getWorkspaceFolder(uri)) continue;
    const found = await workspace.fs.stat(uri).then(
      (stat) => (stat.type & vscode.FileType.File) !== 0,
      () => false,
    );
    if (found) return uri;
  }
  return undefined;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
