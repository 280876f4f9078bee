/** The chat with all it needs: store, client, panel. Loaded when a panel opens or a command asks for it. */
import * as vscode from 'vscode';
import { createChat, type Chat } from '../chat/chat';
import type { SettingsState } from '../chat/panel/context';
import { createDamageReport } from '../chat/notices/damage';
import {
  clientFor,
  connect,
  forgetFailedModels,
  knownModelOf,
  knownWindowOf,
  modelOf,
} from '../connections/connection';
import { changesChip, hasChanges } from '../context/git';
import { fileChip, selectionChip } from '../context/selection';
import type { Directory, WebFiles } from '../conversation/directory';
import { createStore } from '../conversation/store';
import {
  costProblemText,
  describeError,
  describeRefusal,
  describeStop,
  describeWriteError,
  noticeText,
  optionProblemText,
  stepLabel,
  storedError,
} from '../wording/errors';
import { presetEndpoints } from '../messages/endpoint';
import { originOf } from '../messages/url';
import type { Platform } from '../platform/platform';
import type { Services } from '../services';
import { askForModel } from '../settings/pickers';

export { clientFor, modelOf };

const declined = 'aside.environmentKeyDeclined';

export function startChat(services: Services): Chat {
  const { context, log, config, keys, platform } = services;
  const { l10n, window } = vscode;
  const changed = new vscode.EventEmitter<void>();
  const onChange = () => {
    forgetFailedModels();
    changed.fire();
  };
  context.subscriptions.push(
    changed,
    keys.onDidChange(onChange),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('aside') && onChange()),
  );

  const tellOfDamage = createDamageReport();
  const store = createStore({
    directory: conversations(platform, context.globalStorageUri),
    windowId: crypto.randomUUID(),
    log,
    onWriteError(error) {
      log.error(`conversation not written: ${String(error)}`);
      const showLog = stepLabel('showLog');
      void window
        .showWarningMessage(describeWriteError(error, context.globalStorageUri.fsPath), showLog)
        .then((chosen) => void (chosen === showLog && log.show(true)));
    },
    onDamage(id, lines) {
      log.warn(
        `conversation ${id}: ${lines.length} damaged records were left out; damaged.txt beside its logs has them`,
      );
      tellOfDamage(id, lines);
    },
    onUnreadable: (id, error) => log.error(`conversation ${id} cannot be read: ${String(error)}`),
  });

  async function settingsState(): Promise<SettingsState> {
    const endpoint = config.endpoint();
    const stored = await keys.get(endpoint).catch(() => undefined);
    const key = endpoint.auth === 'none' ? 'unneeded' : stored === undefined ? 'missing' : 'set';
    const model = config.options().options.model ?? (key === 'missing' ? '' : knownModelOf(endpoint));
    // The panel does not wait for the server's list: it is told when that is there.
    if (model === undefined) {
      clientFor(services, endpoint)
        .then((client) => modelOf(endpoint, client))
        .then(
          () => changed.fire(),
          (error: unknown) => log.error(String(error)),
        );
    }
    const offered =
      key === 'missing' &&
      platform.environmentKey() !== undefined &&
      isPlatform(endpoint.baseUrl) &&
      !context.globalState.get(declined);
    return {
      endpoint: endpoint.name,
      model: model ?? '',
      fromWorkspace: config.fromWorkspace(),
      key,
      environmentKey: offered,
      send: config.send(),
    };
  }

  return createChat({
    extensionUri: context.extensionUri,
    memento: context.workspaceState,
    log,
    store,
    workspace: vscode.workspace.name,
    sizesInBytes: !platform.isBrowser,
    wording: {
      error: describeError,
      notice: noticeText,
      optionProblem: optionProblemText,
      stopReason: describeStop,
      continuePrompt: l10n.t('Continue exactly where you left off.'),
      summaryPrompt: l10n.t(
        'Summarize our conversation so far, so that we can go on from your summary alone: what I want, what was decided and why, what has been done, the files, names and values that matter, code that is still needed word for word, and what is open.',
      ),
      noSummary: l10n.t('The model gave no summary.'),
    },
    costs: config.costs,
    costProblem: costProblemText,
    windowOf: (model) => knownWindowOf(config.endpoint(), model),
    connect: (options) => connect(services, options),
    config,
    optionProblem: optionProblemText,
    fileChanged: (uri) => services.filesChanged.fire([{ type: vscode.FileChangeType.Changed, uri }]),
    searcher: services.find,
    storedError(error) {
      const stored = storedError(error);
      if (stored?.kind === 'internal')
        log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
      else if (stored) log.warn(`request failed: ${stored.kind} ${stored.status ?? ''} ${stored.requestId ?? ''}`);
      return stored;
    },
    settingsState,
    onDidChangeSettings: changed.event,
    selectionChip: () => selectionChip(vscode.window.activeTextEditor),
    fileChip: () => fileChip(vscode.window.activeTextEditor),
    refusalText: ({ why, name }) => describeRefusal(why, name),
    hasChanges,
    changesChip,
    run: (command, ...args) => vscode.commands.executeCommand(command, ...args),
    wantsTitles: () => config.titles(),
    usesInstructions: () => config.instructions(),
    pickModel: (current) =>
      askForModel(l10n.t('Retry With Another Model'), current, async (signal) =>
        (await clientFor(services, config.endpoint())).models(signal),
      ),
    async useEnvironmentKey(use) {
      const key = platform.environmentKey();
      const endpoint = config.endpoint();
      // The endpoint may be another one by now than the one it was offered for.
      if (use && key && isPlatform(endpoint.baseUrl)) await keys.set(endpoint, key);
      else if (!use) await context.globalState.update(declined, true);
      changed.fire();
    },
    async useBaseUrl(endpoint, baseUrl) {
      const before = config.endpoints().find(({ name }) => name === endpoint)?.baseUrl;
      // What is kept of a reply may come from a file that was imported: it moves no endpoint to another origin.
      if (before !== undefined && haveSameOrigin(before, baseUrl)) await config.setBaseUrl(endpoint, baseUrl);
    },
  });
}

/** The environment's key is the platform's: it is offered for no other origin. */
function isPlatform(baseUrl: string): boolean {
  return haveSameOrigin(baseUrl, presetEndpoints['OpeAI']?.baseUrl ?? '');
}

function haveSameOrigin(baseUrl: string, other: string): boolean {
  try {
    return originOf(baseUrl) === originOf(other);
  } catch {
    return false;
  }
}

function conversations(platform: Platform, storage: vscode.Uri): Directory {
  const root = vscode.Uri.joinPath(storage, 'conversations');
  const { fs } = vscode.workspace;
  const at = (path: string) => vscode.Uri.joinPath(root, path);
  const files: WebFiles = {
    readDirectory: async (path) => (await fs.readDirectory(at(path))).map(([name]) => name),
    readFile: async (path) => fs.readFile(at(path)),
    writeFile: async (path, bytes) => fs.writeFile(at(path), bytes),
    stat: async (path) => {
      const { mtime, size } = await fs.stat(at(path));
      return { modified: mtime, size };
    },
    delete: async (path) => fs.delete(at(path), { recursive: true }),
  };
  return platform.openDirectory(root.fsPath, files);
}
