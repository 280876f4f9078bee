import * as vscode from 'vscode';
import { keyVariableOf, requestCode, type CodeForm } from '../conversation/requestCode';
import { sentRequest } from '../conversation/sent';
import { copyText } from './codeActions';
import type { Session } from './session';

/** Copies the request behind a turn as a program; the key stays a variable of the environment. */
export async function copyRequest(session: Session, id: string): Promise<void> {
  const { l10n, window } = vscode;
  const conversation = session.conversation();
  const turn = conversation.turns.get(id);
  const request = turn && sentRequest(conversation, turn);
  if (!request) {
    void window.showInformationMessage(
      l10n.t('What was sent for this reply is not known: nothing was sent, or it was kept by an earlier version.'),
    );
    return;
  }
  const forms: readonly (vscode.QuickPickItem & { readonly form: CodeForm | 'json' })[] = [
    { label: 'cURL', form: 'curl' },
    { label: 'JavaScript', form: 'javascript' },
    { label: 'Python', form: 'python' },
    { label: 'JSON', description: l10n.t('the body alone'), form: 'json' },
  ];
  const keyVariable = keyVariableOf(turn.endpoint ?? '');
  const chosen = await window.showQuickPick(forms, {
    title: l10n.t('Copy Request As'),
    placeHolder:
      request.auth === 'none'
        ? request.url
        : l10n.t('The key is read from {0} and sent to {1}', keyVariable, request.url),
  });
  if (!chosen) return;
  const { form } = chosen;
  await copyText(
    form === 'json' ? JSON.stringify(request.body, undefined, 2) : requestCode(form, { ...request, keyVariable }),
  );
}
