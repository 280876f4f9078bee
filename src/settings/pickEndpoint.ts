import * as vscode from 'vscode';
import type { Config } from './config';
import { writeSetting } from './writeSetting';

/** Picks the active endpoint. */
export async function pickEndpoint(config: Config): Promise<void> {
  const { l10n, window } = vscode;
  const active = config.endpoint().name;
  const other = { label: l10n.t('Another endpoint…'), description: l10n.t('opens the settings'), name: undefined };
  const items = config.endpoints().map(({ name, baseUrl }) => ({
    label: name === active ? `$(check) ${name}` : name,
    description: baseUrl,
    name,
  }));
  const chosen = await window.showQuickPick<vscode.QuickPickItem & { name?: string }>([...items, other], {
    title: l10n.t('Endpoint'),
    placeHolder: l10n.t('Where Aside sends its requests'),
  });
  if (!chosen) return;
  if (chosen.name) await writeSetting(config.selectEndpoint(chosen.name));
  else await vscode.commands.executeCommand('workbench.action.openSettings', 'aside.endpoints');
}
