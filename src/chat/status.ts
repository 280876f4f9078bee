import * as vscode from 'vscode';
import { logError, type Log } from '../util/log';
import type { SettingsState } from './panel/context';

export interface StatusDeps {
  settingsState(): Promise<SettingsState>;
  /** Whether a reply is running, in any conversation. */
  busy(): boolean;
  /** Whether the last reply of the conversation on show has failed. */
  failed(): boolean;
  readonly log: Log;
}

export interface Status extends vscode.Disposable {
  /** The settings, the keys or what is running have changed. */
  refresh(): void;
}

/** The item in the status bar: the model, and whether it replies or waits for a key. A click opens a menu. */
export function createStatus({ settingsState, busy, failed, log }: StatusDeps): Status {
  const item = vscode.window.createStatusBarItem('aside.status', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Aside';
  item.command = 'aside.menu';
  let asked = 0;

  async function show(): Promise<void> {
    const mine = ++asked;
    const settings = await settingsState();
    if (mine !== asked) return;
    const { icon, label, tooltip } = describe(settings, busy(), failed());
    item.text = `$(${icon}) ${label}`;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: `Aside: ${tooltip}`, role: 'button' };
    item.show();
  }

  function refresh(): void {
    show().catch((error: unknown) => logError(log, 'status', error));
  }

  refresh();
  return {
    refresh,
    dispose() {
      asked++;
      item.dispose();
    },
  };
}

function describe(
  { key, model, endpoint }: SettingsState,
  busy: boolean,
  failed: boolean,
): { icon: string; label: string; tooltip: string } {
  const { l10n } = vscode;
  if (key === 'missing') {
    return { icon: 'key', label: 'Aside', tooltip: l10n.t('Aside needs an API key for {0}.', endpoint) };
  }
  const label = model || endpoint;
  if (busy) return { icon: 'loading~spin', label, tooltip: l10n.t('{0} is replying', label) };
  return failed
    ? { icon: 'warning', label, tooltip: l10n.t('The last reply failed') }
    : { icon: 'comment-discussion', label, tooltip: l10n.t('Ask {0} at {1}', label, endpoint) };
}
