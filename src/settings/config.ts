import * as vscode from 'vscode';
import { readOptions, requestOptions, type OptionProblem, type RequestOptions } from '../conversation/options';
import { presetEndpoints, type Auth, type Endpoint } from '../messages/endpoint';

export type SendKey = 'enter' | 'mod+enter';

/** The person's settings, typed. Read afresh on every call: VS Code keeps them, we do not. */
export interface Config {
  readonly options: () => { options: RequestOptions; problems: OptionProblem[] };
  /** The settings of `requestOptions` that the workspace sets, without `aside.`. */
  readonly fromWorkspace: () => string[];
  readonly endpoints: () => Endpoint[];
  readonly endpoint: () => Endpoint;
  readonly selectEndpoint: (name: string) => Thenable<void>;
  readonly selectModel: (model: string) => Thenable<void>;
  readonly send: () => SendKey;
  /** Milliseconds; 0 is no deadline. */
  readonly timeouts: () => { connect: number; idle: number };
}

export function createConfig(): Config {
  // Without a resource on purpose: requests belong to the window and not to a file.
  const section = () => vscode.workspace.getConfiguration('aside', null);

  function endpoints(): Endpoint[] {
    const named = section().get<Record<string, unknown>>('endpoints') ?? {};
    const all = { ...presetEndpoints, ...named };
    return Object.entries(all).map(([name, value]) => endpointOf(name, value));
  }

  return {
    options: () => readOptions((setting) => section().get(setting)),
    fromWorkspace: () =>
      requestOptions
        .filter(({ setting, scope }) => {
          const found = section().inspect(setting);
          return scope === 'resource' && (found?.workspaceValue ?? found?.workspaceFolderValue) !== undefined;
        })
        .map(({ setting }) => setting),
    endpoints,
    endpoint() {
      const name = section().get<string>('endpoint') ?? 'OpeAI';
      return endpoints().find((endpoint) => endpoint.name === name) ?? { name, baseUrl: '', auth: 'bearer' };
    },
    selectEndpoint: (name) => section().update('endpoint', name, vscode.ConfigurationTarget.Global),
    selectModel(model) {
      const found = section().inspect('model');
      const inWorkspace = found?.workspaceValue !== undefined && found.workspaceValue !== null;
      return section().update(
        'model',
        model,
        inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global,
      );
    },
    send: () => (section().get<string>('sendWith') === 'mod+enter' ? 'mod+enter' : 'enter'),
    timeouts: () => ({
      connect: 1000 * (section().get<number>('timeouts.connect') ?? 120),
      idle: 1000 * (section().get<number>('timeouts.idle') ?? 120),
    }),
  };
}

/** An endpoint as the settings have it. What does not fit is left out; the client refuses what cannot work. */
function endpointOf(name: string, value: unknown): Endpoint {
  const raw = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const auth: Auth = raw['auth'] === 'x-api-key' || raw['auth'] === 'none' ? raw['auth'] : 'bearer';
  const headers = raw['headers'];
  return {
    name,
    baseUrl: typeof raw['baseUrl'] === 'string' ? raw['baseUrl'] : '',
    auth,
    version: typeof raw['version'] === 'string' ? raw['version'] : undefined,
    beta: Array.isArray(raw['beta']) ? raw['beta'].map(String) : undefined,
    headers:
      typeof headers === 'object' && headers !== null
        ? Object.fromEntries(Object.entries(headers).map(([header, text]) => [header, String(text)]))
        : undefined,
  };
}
