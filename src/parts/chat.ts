/** The chat with all it needs: store, client, panel. Loaded when a panel opens or a command asks for it. */
import * as vscode from 'vscode';
import { createChat, type Chat } from '../chat/chat';
import type { SettingsState } from '../chat/panel/context';
import { createDamageReport } from '../chat/notices/damage';
import type { Connections } from '../connections/connections';
import { changesChip, hasChanges } from '../context/git';
import { fileChip, selectionChip } from '../context/selection';
import type { Directory, WebFiles } from '../conversation/directory';
import type { Place } from '../conversation/place';
import { createStore } from '../conversation/store';
import { presetEndpoints } from '../messages/endpoint';
import { haveSameOrigin } from '../messages/url';
import type { Platform } from '../platform/platform';
import type { Services } from '../services';
import { logError } from '../util/log';
import { logFailure, storedError } from '../wording/failures';
import { describeRefusal } from '../wording/refusals';
import { costProblemText } from '../wording/settingProblems';
import { stepLabel } from '../wording/steps';
import { createWording } from '../wording/wording';
import { describeWriteError } from '../wording/writeErrors';
import { endpointSteps, openPage } from './endpointSteps';
import { withoutEnd } from '../util/blankEnds';

const declined = 'aside.environmentKeyDeclined';

export function startChat(services: Services, connections: Connections): Chat {
  const { context, log, config, keys, platform, redaction } = services;
  const { l10n, window } = vscode;
  const wording = createWording(l10n);
  const run = (command: string, ...args: unknown[]) => vscode.commands.executeCommand(command, ...args);
  const changed = new vscode.EventEmitter<void>();
  context.subscriptions.push(
    changed,
    connections.onDidChange(() => changed.fire()),
  );

  const tellOfDamage = createDamageReport();
  const store = createStore({
    directory: conversations(platform, context.globalStorageUri),
    windowId: crypto.randomUUID(),
    log,
    onWriteError(error) {
      logError(log, 'conversation not written', error);
      const showLog = stepLabel(l10n, 'showLog');
      void window
        .showWarningMessage(describeWriteError(l10n, error, context.globalStorageUri.fsPath), showLog)
        .then((chosen) => void (chosen === showLog && log.show(true)));
    },
    onDamage(id, lines) {
      log.warn(
        `conversation ${id}: ${lines.length} damaged records were left out; damaged.txt beside its logs has them`,
      );
      tellOfDamage(id, lines);
    },
    onUnreadable: (id, error) => logError(log, `conversation ${id} cannot be read`, error),
  });

  async function settingsState(): Promise<SettingsState> {
    const endpoint = config.endpoint();
    const stored = await keys.get(endpoint).catch(() => undefined);
    const key = endpoint.auth === 'none' ? 'unneeded' : stored === undefined ? 'missing' : 'set';
    const model = config.options().options.model ?? (key === 'missing' ? '' : connections.knownModelOf(endpoint));
    // The panel does not wait for the server's list: it is told when that is there.
    if (model === undefined) void connections.models(endpoint);
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
    place: workspacePlace,
    sizesInBytes: !platform.isBrowser,
    wording,
    costs: config.costs,
    costProblem: (problem) => costProblemText(l10n, problem),
    windowOf: (model) => connections.knownWindowOf(config.endpoint(), model),
    connect: (options) => connections.connect(options),
    config,
    redactor: redaction.redactor,
    endpoints: config.endpoints,
    optionProblem: wording.optionProblem,
    fileChanged: (uri) => services.filesChanged.fire([{ type: vscode.FileChangeType.Changed, uri }]),
    searcher: services.find,
    storedError(error) {
      logFailure(log, 'request failed', error);
      return storedError(error);
    },
    settingsState,
    onDidChangeSettings: changed.event,
    selectionChip: () => selectionChip(vscode.window.activeTextEditor),
    fileChip: () => fileChip(vscode.window.activeTextEditor),
    refusalText: ({ why, name }) => describeRefusal(l10n, why, name),
    hasChanges,
    changesChip,
    run,
    wantsTitles: () => config.titles(),
    usesInstructions: () => config.instructions(),
    pickModel: (own) => connections.pickModel(own),
    askForModel: (current) => connections.askForModel(l10n.t('Retry With Another Model'), current),
    async useEnvironmentKey(use) {
      const key = platform.environmentKey();
      const endpoint = config.endpoint();
      // The endpoint may be another one by now than the one it was offered for.
      if (use && key && isPlatform(endpoint.baseUrl)) await keys.set(endpoint, key);
      else if (!use) await context.globalState.update(declined, true);
      changed.fire();
    },
    endpointSteps: (failed) => endpointSteps({ config, run, open: openPage }, failed),
  });
}

/** The environment's key is the platform's: it is offered for no other origin. */
function isPlatform(baseUrl: string): boolean {
  return haveSameOrigin(baseUrl, presetEndpoints['OpeAI']?.baseUrl ?? '');
}

/** Folders may come and go while a workspace is open. */
function workspacePlace(): Place {
  const { name, workspaceFolders = [], workspaceFile } = vscode.workspace;
  const uris = [...workspaceFolders.map(({ uri }) => uri), ...(workspaceFile ? [workspaceFile] : [])];
  return { name, uris: uris.map((uri) => withoutEnd(uri.toString(), '/')) };
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
