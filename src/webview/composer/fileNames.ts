/**
 * Whether a text is nothing but what file managers give beside the files that were copied: their names (macOS), paths
 * (GNOME) or URIs (KDE), each on a line of its own. Then the files are meant; a text that says more is meant itself.
 */
export function namesFilesAlone(text: string, names: readonly string[]): boolean {
  const known = new Set(names.map(comparable));
  const lines = text.split(/[\r\n\0]+/).map((line) => line.trim());
  const named = lines.filter((line) => line !== '' && !nautilus.has(line));
  return named.length > 0 && named.every((line) => known.has(comparable(fileNameOf(line))));
}

/** The names of the files in a list of URIs (RFC 2483), in which a `#` begins a comment. */
export function fileNamesIn(uris: string): string[] {
  const lines = uris.split(/[\r\n]+/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#')).map(fileNameOf);
}

/** What older versions of Nautilus write above the URIs. */
const nautilus = new Set(['x-special/nautilus-clipboard', 'copy', 'cut']);

function fileNameOf(line: string): string {
  const isUri = /^(?:file|vscode-[\w-]+):\/\//.test(line);
  let path = line.replace(/^(["'])(.*)\1$/, '$2');
  while (/[\\/]$/.test(path.slice(-1))) path = path.slice(0, -1);
  const isPath = isUri || /^(?:[\\/~]|[a-z]:[\\/])/i.test(path);
  const name = isPath ? path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) : path;
  return isUri ? decoded(name) : name;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** macOS writes names decomposed. */
const comparable = (name: string): string => name.normalize('NFC');
