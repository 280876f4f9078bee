/** A folder to keep things in, as small as the store needs it. Paths are relative, with `/`. */
export interface Directory {
  /** What is in a folder; nothing when the folder is not there. */
  list(path: string): Promise<DirectoryEntry[]>;
  /** The same, by name alone: much cheaper. */
  names(path: string): Promise<string[]>;
  /** Undefined when the file is not there. */
  read(path: string): Promise<Uint8Array | undefined>;
  /**
   * What was added to a file of lines, without a last line that is not whole yet. Undefined when it is not there.
   *
   * @param from where the last call ended (its `next`), 0 at first; a file that has become shorter is read from its start
   */
  readLines(path: string, from: number): Promise<{ readonly bytes: Uint8Array; readonly next: number } | undefined>;
  /**
   * Adds to the end of a file; makes the file and its folders. Rejects when the disk does not take it.
   *
   * @returns by how much its `DirectoryEntry.size` has grown
   */
  append(path: string, bytes: Uint8Array): Promise<number>;
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
