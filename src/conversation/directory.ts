/** A folder to keep things in, as small as the store needs it. Paths are relative, with `/`. */
export interface Directory {
  /** What is in a folder; nothing when the folder is not there. */
  list(path: string): Promise<DirectoryEntry[]>;
  /** Undefined when the file is not there. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Adds to the end of a file; makes the file and its folders. Rejects when the disk does not take it. */
  append(path: string, bytes: Uint8Array): Promise<void>;
  /** A file, or a folder with all in it; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
}

export interface DirectoryEntry {
  readonly name: string;
  /** Milliseconds since the epoch of the last change. */
  readonly modified: number;
  /** Bytes, or segments where the file is kept in segments. */
  readonly size: number;
}

/** The part of `vscode.workspace.fs` that the web twin needs, by path below the root. */
export interface WebFiles {
  readDirectory(path: string): Promise<string[]>;
  readFile(path: string): Promise<Uint8Array>;
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  stat(path: string): Promise<{ modified: number; size: number }>;
  delete(path: string): Promise<void>;
}
