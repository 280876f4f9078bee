/** A place that a path may mean: a path within one of the workspace's folders, or from the root of its file system. */
export interface NamedPlace {
  /** Which of the folders. */
  readonly folder: number;
  readonly path: string;
  readonly absolute: boolean;
}

/**
 * The places that the path of a reply or a label may mean in a workspace with folders of these names, the likeliest
 * first. With several folders a path may begin with a folder's name, as VS Code's `asRelativePath` writes it.
 */
export function placesOf(path: string, folders: readonly string[]): NamedPlace[] {
  return formsOf(path).flatMap((form) => {
    const absolute = /^([a-z]:)?\//i.test(form);
    const plain = absolute ? form : form.replace(/^(\.\/)+/, '');
    const within = folders.map((_, folder) => ({ folder, path: plain, absolute }));
    if (absolute || folders.length < 2) return within;
    const named = folders.flatMap((name, folder) =>
      plain.startsWith(`${name}/`) ? [{ folder, path: plain.slice(name.length + 1), absolute }] : [],
    );
    return [...named, ...within];
  });
}

/** Decoded, with the accents of a name composed and, as macOS writes it, decomposed. */
function formsOf(path: string): string[] {
  // Windows takes a backslash for a separator, whoever wrote it.
  const plain = decode(path).replaceAll('\\', '/');
  return [...new Set([plain, plain.normalize('NFC'), plain.normalize('NFD')])];
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
