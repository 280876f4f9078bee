import * as vscode from 'vscode';
import type { Endpoint } from '../messages/endpoint';
import { originOf } from '../messages/url';
import { cleanKey, type KeyProblem } from './cleanKey';
import type { Keys } from './keys';

/** Asks for an endpoint's key and stores it. False when the person changed their mind. */
export async function promptForKey(endpoint: Endpoint, keys: Keys): Promise<boolean> {
  const { l10n, window } = vscode;
  if (endpoint.auth === 'none') {
    void window.showInformationMessage(l10n.t('The endpoint {0} takes no key.', endpoint.name));
    return false;
  }
  let origin: string;
  try {
    origin = originOf(endpoint.baseUrl);
  } catch {
    const check = l10n.t('Open Settings');
    const chosen = await window.showErrorMessage(
      l10n.t('The base URL of {0} is not a valid address, so a key cannot be kept for it.', endpoint.name),
      check,
    );
    if (chosen === check) await vscode.commands.executeCommand('workbench.action.openSettings', 'aside.endpoints');
    return false;
  }
  const pasted = await window.showInputBox({
    title: l10n.t('API key for {0}', endpoint.name),
    prompt: l10n.t('Kept in the editor’s secret storage and sent to {0} only.', origin),
    placeHolder: 'sk-…',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      const cleaned = cleanKey(text);
      return text !== '' && 'problem' in cleaned ? problemSentence(cleaned.problem) : undefined;
    },
  });
  const cleaned = pasted === undefined ? undefined : cleanKey(pasted);
  if (!cleaned || 'problem' in cleaned) return false;
  await keys.set(endpoint, cleaned.key);
  return true;
}

function problemSentence(problem: KeyProblem): string {
  const { l10n } = vscode;
  switch (problem) {
    case 'empty':
    case 'assignment_without_value':
      return l10n.t('There is no key in this text.');
    case 'several_words':
      return l10n.t('A key has no spaces or line breaks inside. Paste the key alone.');
    case 'not_ascii':
      return l10n.t('This holds a character that no key has. Copy the key again, without “…” or •••.');
  }
}
