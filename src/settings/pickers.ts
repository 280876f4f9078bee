import * as vscode from 'vscode';
import { knownModels } from '../messages/models';
import type { ModelInfo } from '../messages/types';
import type { Config } from './config';

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

/** ms from when other items are set until they are shown, at most. */
const longestShowing = 500;

type ListModels = (signal: AbortSignal) => Promise<ModelInfo[]>;

/** Picks the model of the settings. */
export async function pickModel(config: Config, current: string, listModels: ListModels): Promise<void> {
  const model = await askForModel(vscode.l10n.t('Model'), current, listModels);
  if (model) await writeSetting(config.selectModel(model));
}

/**
 * Asks for a model. The server's own list comes in as soon as it answers; until then, and where it has none, the models
 * this version knows. Any other id can be typed.
 */
export async function askForModel(
  title: string,
  current: string,
  listModels: ListModels,
  quickPick = vscode.window.createQuickPick(),
): Promise<string | undefined> {
  const { l10n } = vscode;
  const stop = new AbortController();
  let models: readonly ModelInfo[] = knownModels;
  /** The row that was chosen when the list came in, until the list is shown. */
  let chosen: { readonly label: string; readonly at: number } | undefined;

  function refresh(): void {
    const typed = quickPick.value.trim();
    const items: vscode.QuickPickItem[] = models.map(({ id, displayName }) => ({
      label: id === current ? `$(check) ${id}` : id,
      description: displayName === id ? '' : displayName,
    }));
    if (typed && !models.some(({ id }) => id === typed)) {
      items.push({ label: typed, description: l10n.t('use this model id'), alwaysShow: true });
    }
    quickPick.items = items;
  }

  /** Other items begin at the first: whoever has chosen one is not to press Enter on another. */
  function take(listed: readonly ModelInfo[]): void {
    const active = quickPick.activeItems[0]?.label;
    chosen = active === undefined ? undefined : { label: active, at: Date.now() };
    models = listed;
    refresh();
    const same = quickPick.items.find(({ label }) => label === active);
    // What is typed leaves out the rest.
    if (same?.label.toLowerCase().includes(quickPick.value.trim().toLowerCase())) quickPick.activeItems = [same];
  }

  quickPick.title = title;
  quickPick.placeholder = l10n.t('Pick a model or type its id');
  quickPick.busy = true;
  refresh();
  const model = await new Promise<string | undefined>((resolve) => {
    quickPick.onDidChangeValue(refresh);
    quickPick.onDidChangeActive(() => (chosen = undefined));
    quickPick.onDidAccept(() => {
      // The server's list may have come in just now, and VS Code tells a row by its number: of the list before, then.
      const { selectedItems, activeItems, value } = quickPick;
      const seen = chosen && Date.now() - chosen.at < longestShowing ? chosen : (selectedItems[0] ?? activeItems[0]);
      const label = seen?.label.replace('$(check) ', '') ?? value.trim();
      if (label !== '') resolve(label);
    });
    quickPick.onDidHide(() => resolve(undefined));
    quickPick.show();
    listModels(stop.signal)
      .then((listed) => {
        if (listed.length > 0) take(listed);
      })
      // Many servers have no list of models: the known ones stay.
      .catch(() => undefined)
      .finally(() => (quickPick.busy = false));
  });
  stop.abort();
  quickPick.dispose();
  return model;
}

/** VS Code refuses to write into settings with mistakes in them, and its own words say so. */
async function writeSetting(written: Thenable<void>): Promise<void> {
  try {
    await written;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(vscode.l10n.t('The setting was not written: {0}', reason));
  }
}
