import * as vscode from 'vscode';
import type { SettingsState } from './panel/context';

interface Entry extends vscode.QuickPickItem {
  readonly command?: string;
}

/** What one does most often with Aside, from its item in the status bar. */
export async function showMenu(
  { model, endpoint, key }: SettingsState,
  busy: boolean,
  run: (command: string) => Thenable<unknown>,
): Promise<void> {
  const { l10n, window, QuickPickItemKind } = vscode;
  const entry = (icon: string, label: string, command: string, description = ''): Entry => ({
    ...{ label: `$(${icon}) ${label}`, description, command },
  });
  const missing = key === 'missing';
  const entries: Entry[] = [
    ...(missing ? [entry('key', l10n.t('Enter API key'), 'aside.setKey', endpoint)] : []),
    ...(busy ? [entry('debug-stop', l10n.t('Stop the reply'), 'aside.stop')] : []),
    entry('comment-discussion', l10n.t('Go to the chat'), 'aside.focusComposer'),
    entry('add', l10n.t('New chat'), 'aside.newChat'),
    entry('history', l10n.t('History'), 'aside.history'),
    { label: '', kind: QuickPickItemKind.Separator },
    entry('sparkle', l10n.t('Model'), 'aside.pickModel', model),
    entry('globe', l10n.t('Endpoint'), 'aside.pickEndpoint', endpoint),
    entry('settings', l10n.t('Request options'), 'aside.options'),
    ...(key === 'set' ? [entry('key', l10n.t('Change the API key'), 'aside.setKey', endpoint)] : []),
    { label: '', kind: QuickPickItemKind.Separator },
    entry('gear', l10n.t('Settings'), 'aside.openSettings'),
    entry('output', l10n.t('Log'), 'aside.showLog'),
  ];
  const chosen = await window.showQuickPick(entries, {
    title: 'Aside',
    placeHolder: l10n.t('What do you want to do?'),
  });
  if (chosen?.command) await run(chosen.command);
}
