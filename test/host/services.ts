import * as vscode from 'vscode';
import { createConnections, type Connections } from '../../src/connections/connections';
import type { Services } from '../../src/services';
import { createConfig } from '../../src/settings/config';
import { createKeys } from '../../src/settings/keys';
import { createRedaction } from '../../src/settings/redaction';
import { memoryDirectory } from '../unit/conversation/memoryDirectory';

export interface FakeServices {
  readonly services: Services;
  readonly connections: Connections;
  /** What the log got, each with its level. */
  readonly lines: string[];
}

/** What the parts are started with; no endpoint has a key, so that nothing is asked. */
export function fakeServices(over: Partial<Services> = {}): FakeServices {
  const lines: string[] = [];
  const at = (level: string) => (line: string) => void lines.push(`${level}: ${line}`);
  const memento = { get: () => undefined, update: async () => undefined, keys: () => [] };
  const secrets = {
    get: async () => undefined,
    store: async () => undefined,
    delete: async () => undefined,
    keys: async () => [],
    onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
  };
  const keys = createKeys(secrets as unknown as vscode.SecretStorage);
  const services = {
    context: {
      subscriptions: [],
      extensionUri: vscode.extensions.getExtension('aside-dev.aside')!.extensionUri,
      globalStorageUri: vscode.Uri.file('/nowhere/storage'),
      globalState: memento,
      workspaceState: memento,
    },
    log: { trace() {}, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error'), show() {} },
    config: createConfig(),
    keys,
    redaction: createRedaction(keys, () => undefined),
    platform: {
      isBrowser: false,
      environmentKey: () => undefined,
      directFetch: () => undefined,
      openDirectory: memoryDirectory,
      loadModule: () => Promise.reject(new Error('not here')),
    },
    filesChanged: new vscode.EventEmitter<vscode.FileChangeEvent[]>(),
    ...over,
  };
  const connections = createConnections(services as unknown as Services);
  return { lines, connections, services: { ...services, connections: async () => connections } as unknown as Services };
}

/** Replaces members of `vscode.window` until it is told to put them back. */
export function replaceInWindow(members: Readonly<Record<string, unknown>>): () => void {
  const window = vscode.window as unknown as Record<string, unknown>;
  const own = Object.keys(members).map((name) => [name, window[name]] as const);
  Object.assign(window, members);
  return () => own.forEach(([name, value]) => (window[name] = value));
}
