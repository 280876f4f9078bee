import type * as vscode from 'vscode';
import type { CostSettings } from '../conversation/cost';
import { Disposables } from '../util/disposable';
import { logError } from '../util/log';
import type { ChatDeps } from './deps';
import type { Settings, SettingsState } from './panel/context';

export interface ChatSettings extends Settings, vscode.Disposable {}

/** Settings and keys as last read: the panels ask for them with every move of the cursor. */
export function createSettings(
  deps: Pick<ChatDeps, 'settingsState' | 'costs' | 'costProblem' | 'windowOf' | 'onDidChangeSettings' | 'log'>,
  changed: () => void,
): ChatSettings {
  const disposables = new Disposables();
  let state: Promise<SettingsState> | undefined;
  let lastState: SettingsState | undefined;
  let costs: CostSettings | undefined;
  let problems: readonly string[] | undefined;

  const currentCosts = (): CostSettings => (costs ??= deps.costs());

  disposables.add(
    deps.onDidChangeSettings(() => {
      state = costs = problems = undefined;
      changed();
    }),
  );
  return {
    async state() {
      const reading = (state ??= deps.settingsState());
      try {
        return (lastState = await reading);
      } catch (error) {
        if (state === reading) state = undefined;
        if (!lastState) throw error;
        // What else is shown, such as whether a reply is running, does not wait for them.
        logError(deps.log, 'settings', error);
        return lastState;
      }
    },
    costs: currentCosts,
    costProblems: () => (problems ??= currentCosts().problems.map((problem) => deps.costProblem(problem))),
    windowOf: (model) => deps.windowOf(model),
    dispose: () => disposables.dispose(),
  };
}
