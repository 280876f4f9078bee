/** Where a link of a reply leads. */
export type Link =
  | { readonly kind: 'web'; readonly href: string }
  /** A file, by path in the workspace or by URI; lines are 1-based. */
  | { readonly kind: 'file'; readonly path: string; readonly line?: number; readonly endLine?: number };

/**
 * What a link in a reply may do: the web and mail through the operating system, files of the workspace in the editor.
 * Undefined for every other scheme: it is dead text.
 */
export function parseLink(href: string): Link | undefined {
  // Control characters and spaces in front of or inside a scheme are how scheme checks are fooled.
  if (/[\u0000-\u001f\u007f]/.test(href) || href !== href.trim() || href === '') return undefined;
  const scheme = /^([a-z][a-z0-9+.-]+):(?!\d)/i.exec(href)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https' || scheme === 'mailto') {
    // What is no URL would be left to the guess of whoever opens it.
    return URL.canParse(href) ? { kind: 'web', href } : undefined;
  }
  if (scheme !== undefined && scheme !== 'file' && !scheme.startsWith('vscode-')) return undefined;
  if (href.startsWith('//') || href.startsWith('\\\\')) return undefined;
  const lines = /(?:#L?|:)(\d{1,9})(?:(?:-L?|:)(\d{1,9}))?$/.exec(href);
  const path = lines ? href.slice(0, lines.index) : href.split('#', 1)[0]!;
  if (path === '') return undefined;
  const line = lines ? Number(lines[1]) : undefined;
  const ranged = lines?.[0].includes('-');
  return { kind: 'file', path, line, endLine: ranged ? Number(lines?.[2]) : undefined };
}
