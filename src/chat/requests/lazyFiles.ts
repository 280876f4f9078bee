import * as vscode from 'vscode';

/** Under it a conversation's request options can be edited as a file. */
export const optionsScheme = 'aside-options';
/** Under it the request behind a reply can be read. */
export const requestScheme = 'aside-request';

/** The part of a file system that one file of text needs. */
export interface OptionFiles {
  /** Milliseconds since the epoch. Throws a FileSystemError where there is no such file; so do the others. */
  modified(uri: vscode.Uri): Promise<number>;
  read(uri: vscode.Uri): Promise<string>;
  write(uri: vscode.Uri, text: string): Promise<void>;
}

/** A file system that is loaded when the first file of it is opened, such as by a tab that comes back with its window. */
export function lazyFiles(
  load: () => Promise<OptionFiles>,
  onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]>,
): vscode.FileSystemProvider {
  const refuse = (uri: vscode.Uri): never => {
    throw vscode.FileSystemError.NoPermissions(uri);
  };
  return {
    onDidChangeFile,
    watch: () => new vscode.Disposable(() => undefined),
    async stat(uri) {
      const files = await load();
      const [mtime, text] = await Promise.all([files.modified(uri), files.read(uri)]);
      return { type: vscode.FileType.File, ctime: 0, mtime, size: new TextEncoder().encode(text).length };
    },
    readFile: async (uri) => new TextEncoder().encode(await (await load()).read(uri)),
    writeFile: async (uri, bytes) => (await load()).write(uri, new TextDecoder().decode(bytes)),
    readDirectory: refuse,
    createDirectory: refuse,
    delete: refuse,
    rename: refuse,
  };
}
