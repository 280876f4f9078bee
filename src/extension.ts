import * as vscode from 'vscode';
import { lazyFiles, optionsScheme, requestScheme } from './chat/requests/lazyFiles';
import { checkScheme } from './check/scheme';
import { registerCommands } from './commands';
import { createLog } from './exits/log';
import { registerLightbulb } from './inline/lightbulb';
import { pendingKey } from './proposal/pendingKey';
import { loadPart, type Parts } from './parts/parts';
import { platform } from './platform/platform.node';
import type { Services } from './services';
import { createConfig } from './settings/config';
import { createKeys } from './settings/keys';
import { createRedaction } from './settings/redaction';
import { logError, logging } from './util/log';

let close: (() => Promise<void>) | undefined;

/** Only registers: everything heavy is loaded when it is first used. */
export function activate(context: vscode.ExtensionContext): void {
  const { extensionUri, subscriptions } = context;
  const keys = createKeys(context.secrets);
  const redaction = createRedaction(keys, platform.environmentKey);
  const log = createLog(redaction);
  const filesChanged = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  const part = <K extends keyof Parts>(name: K) => loadPart(name, platform, extensionUri);
  const started = <T extends vscode.Disposable>(start: () => Promise<T>) =>
    once(async () => {
      const service = await start();
      subscriptions.push(service);
      return service;
    });
  const services: Services = {
    context,
    log,
    platform,
    config: createConfig(),
    keys,
    redaction,
    filesChanged,
    find: () => part('find'),
    connections: started(async () => (await part('connections')).createConnections(services)),
    chat: started(async () => {
      const [{ startChat }, connections] = await Promise.all([part('chat'), services.connections()]);
      const chat = startChat(services, connections);
      close = () => chat.close();
      return chat;
    }),
    inline: started(async () => (await part('inline')).startInline(services)),
    check: once(async () => (await part('check')).startCheck(services)),
  };

  subscriptions.push(
    log,
    registerCommands(services),
    vscode.window.registerWebviewViewProvider('aside.chat', {
      resolveWebviewView: logging(log, 'the panel', async (view) => (await services.chat()).attach(view)),
    }),
    // Brings back the tabs that were open when the window was closed or reloaded.
    vscode.window.registerWebviewPanelSerializer('aside.editor', {
      deserializeWebviewPanel: logging(log, 'a tab', async (tab, state) => (await services.chat()).restore(tab, state)),
    }),
    vscode.workspace.registerFileSystemProvider(
      optionsScheme,
      lazyFiles(async () => (await services.chat()).optionFiles, filesChanged.event),
    ),
    vscode.workspace.registerFileSystemProvider(
      requestScheme,
      lazyFiles(async () => (await services.chat()).requests.files, filesChanged.event),
      { isReadonly: true },
    ),
    vscode.workspace.registerFileSystemProvider(
      checkScheme,
      lazyFiles(async () => (await services.check()).files, filesChanged.event),
      { isReadonly: true },
    ),
    registerLightbulb(services.inline),
    vscode.languages.registerInlineCompletionItemProvider(
      { pattern: '**' },
      {
        // Asked with every key: nothing is loaded for it unless it is wanted.
        provideInlineCompletionItems: logging(log, 'completion', async (document, position, { triggerKind }, token) =>
          triggerKind === vscode.InlineCompletionTriggerKind.Invoke || services.config.autoComplete()
            ? (await services.inline()).complete(document, position, triggerKind, token)
            : undefined,
        ),
      },
    ),
  );
  // Something was pending in an editor when the window was closed.
  if (context.workspaceState.get(pendingKey) !== undefined) {
    services.inline().catch((error: unknown) => logError(log, 'pending code', error));
  }
}

/** Waits until what was said is written: VS Code gives it a few seconds. */
export async function deactivate(): Promise<void> {
  await close?.();
}

/** Calls once and remembers; a failure is forgotten, so that the next call tries again. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined;
      throw error;
    });
    return made;
  };
}
