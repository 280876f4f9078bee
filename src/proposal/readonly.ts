import * as vscode from 'vscode';

/** Schemes without a file system whose documents can be edited all the same. */
export const editableWithoutFiles = new Set(['untitled', 'vscode-notebook-cell']);

/**
 * Whether a document cannot be edited, asked before a request is made. VS Code has no single answer: a file system, a
 * file's permission and the `files.readonlyInclude` setting each may forbid it. What this cannot see (an editor set
 * read-only for the session) shows when the first edit changes nothing.
 */
export async function isReadOnly(document: vscode.TextDocument): Promise<boolean> {
  const { scheme } = document.uri;
  if (editableWithoutFiles.has(scheme)) return false;
  if (vscode.workspace.fs.isWritableFileSystem(scheme) !== true) return true;
  const files = vscode.workspace.getConfiguration('files', document);
  if (matches(files.get('readonlyInclude'), document) && !matches(files.get('readonlyExclude'), document)) return true;
  try {
    const { permissions = 0 } = await vscode.workspace.fs.stat(document.uri);
    return (permissions & vscode.FilePermission.Readonly) !== 0;
  } catch {
    // Deleted on disk, but open here: it can be edited and saved again.
    return false;
  }
}

function matches(globs: unknown, document: vscode.TextDocument): boolean {
  if (globs === null || typeof globs !== 'object') return false;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  return Object.entries(globs).some(([glob, on]) => {
    if (on !== true) return false;
    const pattern = folder && !glob.startsWith('/') ? new vscode.RelativePattern(folder, glob) : glob;
    return vscode.languages.match({ pattern }, document) > 0;
  });
}
