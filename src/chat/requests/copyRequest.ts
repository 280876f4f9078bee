import * as vscode from 'vscode';
import type { Conversation, Turn } from '../../conversation/model';
import { keyVariableFor } from '../../conversation/keyVariable';
import { requestCode, type CodeForm, type SentRequest } from '../../conversation/requestCode';
import { sentRequest } from '../../conversation/sent';
import { copyText } from '../../exits/copyText';
import type { Endpoint } from '../../messages/endpoint';
import type { Redactor } from '../../messages/redact';
import type { Session } from '../session/types';

/** What a request can be copied as: a program, or its body alone. */
export type CopyForm = CodeForm | 'json';

export const copyForms: readonly CopyForm[] = ['curl', 'javascript', 'python', 'json'];

export interface CopyDeps {
  redactor(): Promise<Redactor>;
  /** The endpoints of the settings. */
  endpoints(): readonly Endpoint[];
}

/**
 * Copies the request behind a turn as a program; the key stays a variable of the environment.
 *
 * @param form asked for where it is not given
 */
export async function copyRequest(deps: CopyDeps, session: Session, id: string, form?: CopyForm): Promise<void> {
  const conversation = session.conversation();
  const turn = conversation.turns.get(id);
  const request = turn && knownRequest(conversation, turn);
  if (!request) return;
  const keyVariable = keyVariableFor(turn.endpoint ?? '', request.url, deps.endpoints());
  const chosen = form ?? (await pickForm(request, keyVariable));
  if (!chosen) return;
  const redactor = await deps.redactor();
  const { body, ...head } = redactor.value(request);
  const text =
    chosen === 'json' ? JSON.stringify(body, undefined, 2) : requestCode(chosen, { ...head, body, keyVariable });
  await copyText(redactor.text(text));
}

/** The request behind a turn; says so where it is not known. */
export function knownRequest(conversation: Conversation, turn: Turn): Omit<SentRequest, 'keyVariable'> | undefined {
  const request = sentRequest(conversation, turn);
  if (!request) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'What was sent for this reply is not known: nothing was sent, or it was kept by an earlier version.',
      ),
    );
  }
  return request;
}

export function formName(form: CopyForm): string {
  return { curl: 'cURL', javascript: 'JavaScript', python: 'Python', json: 'JSON' }[form];
}

async function pickForm(
  { auth, url }: Omit<SentRequest, 'keyVariable'>,
  keyVariable: string,
): Promise<CopyForm | undefined> {
  const { l10n, window } = vscode;
  const items = copyForms.map((form) => ({
    label: formName(form),
    description: form === 'json' ? l10n.t('the body alone') : undefined,
    form,
  }));
  const chosen = await window.showQuickPick(items, {
    title: l10n.t('Copy Request As'),
    placeHolder: auth === 'none' ? url : l10n.t('The key is read from {0} and sent to {1}', keyVariable, url),
  });
  return chosen?.form;
}
