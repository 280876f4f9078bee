import * as vscode from 'vscode';
import { placesOf } from './namedPath';

/**
 * The file that a reply or a label names: a path in the workspace or the URI of an open or workspace file. In a workspace
 * with several folders a path may begin with a folder's name, as `asRelativePath` writes it. Undefined where there is no
 * such file: nothing else on the disk is reachable from a reply.
 */
export async function findFile(path: string): Promise<vscode.Uri | undefined> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(path)) {
    const uri = normalUri(path);
    return uri && (isOpen(uri) || vscode.workspace.getWorkspaceFolder(uri)) ? uri : undefined;
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  const names = folders.map(({ name }) => name);
  for (const place of placesOf(path, names)) {
    const folder = folders[place.folder]!.uri;
    const uri = vscode.Uri.joinPath(place.absolute ? folder.with({ path: '/' }) : folder, place.path);
    if (vscode.workspace.getWorkspaceFolder(uri) && (await isFile(uri))) return uri;
  }
  return undefined;
}

export function isOpen(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    ({ type }) => (type & vscode.FileType.File) !== 0,
    () => false,
  );
}

/** Without any `..`, which would lead out of a folder that the path begins with. */
function normalUri(text: string): vscode.Uri | undefined {
  try {
    return vscode.Uri.joinPath(vscode.Uri.parse(text, true), '.');
  } catch {
    return undefined;
  }
}
