/** What works inside an editor: explain, generate, proposals. Loaded when a lightbulb or a command asks for it. */
import * as vscode from 'vscode';
import { gitApi } from '../context/git';
import { buildRequest } from '../conversation/request';
import { describeError, storedError } from '../wording/errors';
import { createInline, type Inline } from '../inline';
import { createTextJoiner } from '../inline/answer/textBlocks';
import { pendingKey } from '../proposal/pendingKey';
import type { Services } from '../services';

export function startInline(services: Services): Inline {
  const { log, config, context } = services;
  return createInline({
    log,
    async ask({ system, user }, { signal, onText }) {
      const { client, target, options } = await (await services.connections()).connect();
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
        (error: unknown) => log.error(String(error)),
      );
    },
    showError(error, retry) {
      const stored = storedError(error);
      if (!stored) return;
      const { sentence, steps } = describeError(stored, config.endpoint().name);
      log.warn(`generate: ${stored.kind} ${stored.status ?? ''} ${stored.serverMessage ?? ''}`);
      void offerSteps(sentence, steps, retry, async () => {
        if (stored.workingBaseUrl) await config.setBaseUrl(config.endpoint().name, stored.workingBaseUrl);
      });
    },
  });
}

/** In the editor there is no place of its own for an error, so it is a notification with the same steps. */
async function offerSteps(
  sentence: string,
  steps: ReturnType<typeof describeError>['steps'],
  retry: () => unknown,
  useBaseUrl: () => Promise<void>,
): Promise<void> {
  const offered = steps.filter(({ id }) => id !== 'continue');
  const chosen = await vscode.window.showErrorMessage(sentence, ...offered.map(({ label }) => label));
  const step = offered.find(({ label }) => label === chosen);
  switch (step?.id) {
    case 'retry':
      await retry();
      return;
    case 'setKey':
      if ((await vscode.commands.executeCommand('aside.setKey')) === true) await retry();
      return;
    case 'useBaseUrl':
      await useBaseUrl();
      await retry();
      return;
    case 'checkBaseUrl':
      await vscode.commands.executeCommand('workbench.action.openSettings', 'aside.endpoints');
      return;
    case undefined:
      return;
    default:
      await vscode.commands.executeCommand(`aside.${step?.id ?? 'showLog'}`);
  }
}
