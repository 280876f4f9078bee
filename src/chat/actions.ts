import * as vscode from 'vscode';
import { copyText } from '../exits/copyText';
import { logError } from '../util/log';
import { takeStep } from '../wording/takeStep';
import type { OpenConversations } from './conversations';
import type { ChatDeps } from './deps';
import type { Actions } from './panel/context';
import type { Gate } from './panel/gate';
import { ownModelOf } from './session/ownModel';
import { copyRequest } from './requests/copyRequest';
import type { Session } from './session/types';
import { turnSteps } from './steps';

export interface ActionsDeps {
  readonly deps: ChatDeps;
  readonly gate: Gate;
  readonly conversations: Pick<OpenConversations, 'open'>;
  showRequest(turn: string): Promise<void>;
}

/** What the buttons of a panel do outside of its conversation. */
export function createActions({ deps, gate, conversations, showRequest }: ActionsDeps): Actions {
  const { open } = conversations;
  const { askForModel, endpointSteps } = deps;
  const pickModel = (session: Session) => deps.pickModel(ownModelOf(session));

  return {
    step: (step, turn, session) =>
      takeStep(
        step,
        turnSteps(
          { gate, open, askForModel, pickModel, endpointSteps },
          session,
          turn ?? session.conversation().leaf ?? '',
        ),
      ),
    run: deps.run,
    askForModel,
    pickModel,
    useEnvironmentKey: deps.useEnvironmentKey,
    copy: async (text) => copyText((await deps.redactor()).text(text)),
    copyRequest: (session, turn) => copyRequest(deps, session, turn),
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
      logError(deps.log, what, error);
      const showLog = vscode.l10n.t('Show Log');
      void vscode.window
        .showErrorMessage(vscode.l10n.t('Something went wrong in Aside. See the log for details.'), showLog)
        .then((chosen) => chosen && deps.run('aside.showLog'));
    },
  };
}
