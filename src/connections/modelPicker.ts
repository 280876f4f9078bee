import * as vscode from 'vscode';
import { knownModels } from '../messages/models';
import type { ModelInfo } from '../messages/types';

/** ms from when other items are set until they are shown, at most. */
const longestShowing = 500;

export interface ModelQuestion {
  readonly title: string;
  readonly current: string;
  /** What the server listed the last time. */
  readonly listed?: readonly ModelInfo[] | undefined;
  /** Asks the server for its list. Never rejects; empty where it has none. */
  list(signal: AbortSignal): Promise<readonly ModelInfo[]>;
}

/**
 * Asks for a model. The server's list comes in as soon as it answers; until then there is the one before, and where it
 * has none, the models this version knows. Any other id can be typed. Undefined when none was picked.
 */
export async function askForModel(
  { title, current, listed = [], list }: ModelQuestion,
  quickPick = vscode.window.createQuickPick(),
): Promise<string | undefined> {
  const { l10n } = vscode;
  const stop = new AbortController();
  let models: readonly ModelInfo[] = listed.length > 0 ? listed : knownModels;
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
  function take(answer: readonly ModelInfo[]): void {
    const active = quickPick.activeItems[0]?.label;
    chosen = active === undefined ? undefined : { label: active, at: Date.now() };
    models = answer;
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
    void list(stop.signal).then((answer) => {
      // Many servers have no list of models: those on show stay.
      if (answer.length > 0) take(answer);
      quickPick.busy = false;
    });
  });
  stop.abort();
  quickPick.dispose();
  return model;
}
