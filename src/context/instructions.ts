import * as vscode from 'vscode';

/** A file at the root of a workspace folder that says how to work in it. */
export interface InstructionsFile {
  readonly name: string;
  readonly uri: vscode.Uri;
  readonly content: string;
}

/** The first of them that says anything counts. */
const names = ['AGENTS.md', 'CLAUDE.md'];
export const instructionsGlob = `{${names.join(',')}}`;

/** Bytes from which a file is none that somebody wrote for a model. */
const mostBytes = 5_000_000;

/** The workspace folder of a file, else the first one. */
export function folderOf(uri: vscode.Uri | undefined): vscode.WorkspaceFolder | undefined {
  return (uri && vscode.workspace.getWorkspaceFolder(uri)) ?? vscode.workspace.workspaceFolders?.[0];
}

/** The instructions of a folder as they are on the disk; nothing is read in a workspace that is not trusted. */
export async function readInstructions(folder: vscode.WorkspaceFolder): Promise<InstructionsFile | undefined> {
  if (!vscode.workspace.isTrusted) return undefined;
  for (const name of names) {
    const uri = vscode.Uri.joinPath(folder.uri, name);
    const content = await contentOf(uri);
    if (content?.trim()) return { name, uri, content };
  }
  return undefined;
}

/** Undefined for what is not there, or cannot be read. */
async function contentOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type & vscode.FileType.Directory || size > mostBytes) return undefined;
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
