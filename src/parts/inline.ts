/** What works inside an editor: explain, generate, proposals. Loaded when a lightbulb or a command asks for it. */
import * as vscode from 'vscode';
import { gitApi } from '../context/git';
import { buildRequest } from '../conversation/request';
import { createInline, type Inline, type ShowError } from '../inline';
import { createTextJoiner } from '../inline/answer/textBlocks';
import { isMessagesError } from '../messages/errors';
import { pendingKey } from '../proposal/pendingKey';
import type { Services } from '../services';
import { logError } from '../util/log';
import { logFailure, storedError } from '../wording/failures';
import { createWording } from '../wording/wording';
import { editorSteps, offerSteps } from './editorSteps';
import { endpointSteps, openPage } from './endpointSteps';

export function startInline(services: Services): Inline {
  const { log, config, context } = services;
  const wording = createWording(vscode.l10n);
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  /** A step that fails is shown like a request that does. */
  const showError: ShowError = (error, again) => {
    logFailure(log, 'inline request', error);
    const stored = storedError(error);
    if (!stored) return;
    const endpoint = isMessagesError(error) ? error.details.endpoint : undefined;
    const { workingBaseUrl, site, fewerTokens } = stored;
    const pickModel = async () =>
      (await services.connections()).askForModel(
        vscode.l10n.t('Retry With Another Model'),
        config.options().options.model ?? '',
      );
    const steps = endpointSteps({ config, run, open: openPage }, { endpoint, workingBaseUrl, site });
    const actions = editorSteps(steps, again, pickModel, fewerTokens);
    offerSteps(wording.error(stored, endpoint ?? config.endpoint().name), actions).catch((failure: unknown) =>
      showError(failure, again),
    );
  };
  return createInline({
    log,
    async ask({ system, user }, { signal, onText, over }) {
      const { client, target, options } = await (await services.connections()).connect(over);
      // Code is wanted and nothing else: the conversation's own instructions, tools and stops stay out of it.
      const own = { ...options, system, tools: null, toolChoice: null, stopSequences: null };
      const { body } = buildRequest(own, target, [{ role: 'user', content: user }]);
      const join = createTextJoiner(onText);
      const { message } = await client.send(body, {
        signal,
        onUpdate: (update) => update.type === 'text' && join(update.index, update.text),
      });
      return { stopReason: message.stop_reason };
    },
    instruct: async (title) =>
      vscode.window.showInputBox({
        title,
        placeHolder: vscode.l10n.t('For example: handle errors, add types, rename'),
      }),
    memory: {
      read: () => context.workspaceState.get(pendingKey),
      write: (records) => void context.workspaceState.update(pendingKey, records.length > 0 ? records : undefined),
    },
    async decide(file) {
      const keep = vscode.l10n.t('Keep');
      const discard = vscode.l10n.t('Discard');
      const question = vscode.l10n.t('{0} was closed with code from Aside that is still pending.', file);
      const chosen = await vscode.window.showWarningMessage(question, keep, discard);
      return chosen === keep ? 'keep' : chosen === discard ? 'discard' : undefined;
    },
    git: gitApi,
    choose: async (names) =>
      vscode.window.showQuickPick(names, { title: vscode.l10n.t('Write the commit message of which repository?') }),
    say: (sentence) => void vscode.window.showInformationMessage(sentence),
    showProse(text, question = vscode.l10n.t('Generate code from this comment')) {
      services.chat().then(
        (chat) => chat.showExchange(question, text),
        (error: unknown) => logError(log, 'the panel', error),
      );
    },
    showError,
  });
}
