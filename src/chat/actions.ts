import * as vscode from 'vscode';
import type { StepId } from '../protocol';
import type { OpenConversations } from './conversations';
import type { ChatDeps } from './deps';
import { retryWith } from './panel/branching';
import type { Actions } from './panel/context';
import type { Gate } from './panel/gate';
import type { Session } from './session/types';

export interface ActionsDeps {
  readonly deps: ChatDeps;
  readonly gate: Gate;
  readonly conversations: Pick<OpenConversations, 'open'>;
  showRequest(turn: string): Promise<void>;
}

/** What the buttons of a panel do outside of its conversation. */
export function createActions({ deps, gate, conversations, showRequest }: ActionsDeps): Actions {
  async function step(step: StepId, turn: string | undefined, session: Session): Promise<void> {
    switch (step) {
      case 'retry':
        return turn ? gate.retry(session, turn) : undefined;
      case 'retryWith':
        return turn ? retryWith(session, turn, deps.pickModel, (model) => gate.retry(session, turn, model)) : undefined;
      case 'continue': {
        const go = () => session.continueAfter(turn);
        return (await gate.confirmBeforeSend(session, { parent: turn ?? null }, go)) ? undefined : go();
      }
      case 'summarise':
        return turn ? gate.summariseFrom(session, turn) : undefined;
      case 'setKey': {
        const changed = await deps.run('aside.setKey');
        // Meanwhile another conversation may have been put on show, and this one forgotten.
        if (changed === true && turn) await gate.retry(await conversations.open(session.id), turn);
        return;
      }
      case 'useBaseUrl': {
        const failed = turn === undefined ? undefined : session.conversation().turns.get(turn);
        const { endpoint, error } = failed ?? {};
        if (!failed || !endpoint || !error?.workingBaseUrl) return;
        await deps.useBaseUrl(endpoint, error.workingBaseUrl);
        await gate.retry(session, failed.id);
        return;
      }
      case 'checkBaseUrl':
        await deps.run('workbench.action.openSettings', 'aside.endpoints');
        return;
      case 'pickModel':
        await deps.run('aside.pickModel');
        return;
      case 'openSettings':
        await deps.run('aside.openSettings');
        return;
      case 'showLog':
        await deps.run('aside.showLog');
        return;
    }
  }

  return {
    step,
    run: deps.run,
    pickModel: deps.pickModel,
    useEnvironmentKey: deps.useEnvironmentKey,
    showRequest,
    async suggest(what, text, session) {
      const chip = what === 'changes' ? await deps.changesChip() : deps.fileChip();
      const next = { parent: session.conversation().leaf, text, chips: chip ? [chip] : [] };
      const go = () => session.send(text, next.chips);
      if (chip) return (await gate.confirmBeforeSend(session, next, go)) ? undefined : go();
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is nothing to take along, or too much of it. Select what you mean, and ask about that.'),
      );
    },
    failed(what, error) {
      deps.log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      const showLog = vscode.l10n.t('Show Log');
      void vscode.window
        .showErrorMessage(vscode.l10n.t('Aside itself failed at this. The log has the details.'), showLog)
        .then((chosen) => chosen && deps.run('aside.showLog'));
    },
  };
}
