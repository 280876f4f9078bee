import type { Refusal } from '../context/refusal';
import type { L10n } from './l10n';

/** Why something cannot go along with a question, and what could instead. */
export function describeRefusal(l10n: L10n, why: Refusal, name: string): string {
  switch (why) {
    case 'binary':
      return l10n.t('{0} is no text, image or PDF, and cannot go along.', name);
    case 'encoding':
      return l10n.t(
        'Can’t attach {0}: it is not in the encoding of the “files.encoding” setting. Open it with its encoding, and attach it then.',
        name,
      );
    case 'image':
      return l10n.t('{0} cannot be read as an image. PNG, JPEG, GIF and WebP work everywhere.', name);
    case 'protected':
      return l10n.t('{0} is protected by a password. Save a copy without one, and attach that.', name);
    case 'empty':
      return l10n.t('{0} is empty.', name);
    case 'folder':
      return l10n.t('{0} is a folder. Choose it after an @, or drop it from the Explorer of VS Code.', name);
    case 'tooLarge':
      return l10n.t('{0} is too large: text goes up to 2 MB, a PDF to 20 MB, an image to 30 MB.', name);
    case 'tooManyPages':
      return l10n.t('{0} has more than 100 pages, which is what a model reads of a PDF. Attach a part of it.', name);
    case 'unreadable':
      return l10n.t('{0} cannot be read.', name);
    case 'nothing':
      return l10n.t('There is nothing there to take along.');
  }
}
