import type { L10n } from './l10n';

/** Why conversations cannot be written to a folder, and what to do about it. */
export function describeWriteError(l10n: L10n, error: unknown, folder: string): string {
  // Of Node's file system, or of VS Code's in a browser.
  switch ((error as { code?: unknown } | undefined)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'QuotaExceededError':
      return l10n.t(
        'The conversation cannot be saved: there is no room left on the disk. Make some; the conversation goes on, and is saved by itself then.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'NoPermissions':
      return l10n.t(
        'The conversation cannot be saved: Aside may not write to {0}. Allow that; the conversation goes on, and is saved by itself then.',
        folder,
      );
    default:
      return l10n.t('The conversation cannot be saved right now. It goes on, and is saved as soon as that works.');
  }
}
