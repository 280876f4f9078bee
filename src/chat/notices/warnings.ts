/** What a person is told of a conversation as a whole, with a next step. */
import * as vscode from 'vscode';
import type { Session } from '../session/types';

/**
 * Whether a newer version has written to the conversation, so that it is left alone; that is told.
 *
 * @param copy goes on in a conversation of its own
 */
export function refuseIfReadOnly(session: Session, copy: () => unknown): boolean {
  if (!session.conversation().newer) return false;
  const { l10n } = vscode;
  const goOn = l10n.t('Go On in a Copy');
  void vscode.window.showWarningMessage(newerSentence(), goOn).then((chosen) => void (chosen === goOn && copy()));
  return true;
}

export function newerSentence(): string {
  return vscode.l10n.t(
    'A newer version of Aside has continued this conversation. It can be read here; update Aside to go on with it.',
  );
}

/** A conversation cannot be read. */
export function warnOfUnreadable(openLog: () => unknown): void {
  const { l10n } = vscode;
  const showLog = l10n.t('Show Log');
  void vscode.window
    .showWarningMessage(l10n.t('This conversation cannot be read. It was left as it is.'), showLog)
    .then((chosen) => void (chosen && openLog()));
}

/** The conversation's files are gone: it is in memory alone. */
export function warnOfLoss(session: Session): void {
  const { l10n } = vscode;
  const save = l10n.t('Save Again');
  void vscode.window
    .showWarningMessage(
      l10n.t(
        'The files of this conversation were deleted. It is still here as long as it is open, and is saved again when you go on with it.',
      ),
      save,
    )
    .then((chosen) => void (chosen === save && session.saveAgain()));
}

/** Somebody has deleted it elsewhere while it is on show here. */
export function notifyDeletion(session: Session): void {
  const { l10n } = vscode;
  const bringBack = l10n.t('Bring Back');
  void vscode.window
    .showInformationMessage(
      l10n.t('This conversation was deleted in another window. Going on with it brings it back.'),
      bringBack,
    )
    .then((chosen) => void (chosen === bringBack && session.change({ t: 'delete', deleted: false })));
}
