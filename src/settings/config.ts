import * as vscode from 'vscode';
import type { CostSettings } from '../conversation/cost';
import {
  readOptions,
  requestOptions,
  type OptionOverrides,
  type OptionProblem,
  type RequestOptions,
} from '../conversation/options';
import { presetEndpoints, type Endpoint } from '../messages/endpoint';
import { isObject } from '../messages/json';
import { readEndpoints } from './endpoints';
import { readConfirmCost, readPrices } from './prices';

export type SendKey = 'enter' | 'mod+enter';

/** The person's settings, typed. Read afresh on every call: VS Code keeps them, we do not. */
export interface Config {
  /** @param overrides what a conversation sets over the settings */
  readonly options: (overrides?: OptionOverrides) => { options: RequestOptions; problems: OptionProblem[] };
  /** The settings of `requestOptions` that the workspace sets, without `aside.`. */
  readonly fromWorkspace: () => string[];
  readonly endpoints: () => Endpoint[];
  readonly endpoint: () => Endpoint;
  readonly selectEndpoint: (name: string) => Thenable<void>;
  readonly selectModel: (model: string) => Thenable<void>;
  /** Gives an endpoint another base URL, in the person's own settings. */
  readonly setBaseUrl: (endpoint: string, baseUrl: string) => Thenable<void>;
  /** Options under names, to be used in any conversation. */
  readonly presets: () => Record<string, OptionOverrides>;
  readonly savePreset: (name: string, options: OptionOverrides) => Thenable<void>;
  readonly send: () => SendKey;
  /** Whether conversations are marked for the server's cache. */
  readonly promptCaching: () => boolean;
  /** What models cost, and from which estimate on a request is asked about; both in US dollars. */
  readonly costs: () => CostSettings;
  /** Whether the workspace's instructions go along with a conversation. */
  readonly instructions: () => boolean;
  /** Whether conversations get their title from the model. */
  readonly titles: () => boolean;
  /** Whether ghost text is asked for without a key. */
  readonly autoComplete: () => boolean;
  /** Milliseconds; 0 is no deadline. */
  readonly timeouts: () => { connect: number; idle: number };
}

export function createConfig(): Config {
  // Without a resource on purpose: requests belong to the window and not to a file.
  const section = () => vscode.workspace.getConfiguration('aside', null);

  const endpoints = () => readEndpoints(section().get('endpoints'));

  return {
    options: (overrides = {}) =>
      readOptions((setting) =>
        Object.hasOwn(overrides, setting) ? overrides[setting as keyof OptionOverrides] : section().get(setting),
      ),
    presets() {
      const named = section().get<unknown>('presets');
      return Object.fromEntries(
        Object.entries(isObject(named) ? named : {}).filter((entry): entry is [string, OptionOverrides] =>
          isObject(entry[1]),
        ),
      );
    },
    savePreset(name, options) {
      const own = section().inspect<unknown>('presets')?.globalValue;
      const presets = { ...(isObject(own) ? own : {}), [name]: options };
      return section().update('presets', presets, vscode.ConfigurationTarget.Global);
    },
    fromWorkspace: () =>
      requestOptions
        .filter(({ setting, scope }) => {
          const found = section().inspect(setting);
          return scope === 'resource' && (found?.workspaceValue ?? found?.workspaceFolderValue) !== undefined;
        })
        .map(({ setting }) => setting),
    endpoints,
    endpoint() {
      const set = section().get<unknown>('endpoint');
      const name = typeof set === 'string' && set !== '' ? set : 'OpeAI';
      // One that does not exist has no address: the request says so, and nothing is sent.
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
    setBaseUrl(name, baseUrl) {
      const own = section().inspect<unknown>('endpoints')?.globalValue;
      const named: Record<string, unknown> = isObject(own) ? own : {};
      const before = named[name] ?? presetEndpoints[name];
      const changed = { ...named, [name]: { ...(isObject(before) ? before : {}), baseUrl } };
      return section().update('endpoints', changed, vscode.ConfigurationTarget.Global);
    },
    send: () => (section().get<string>('sendWith') === 'mod+enter' ? 'mod+enter' : 'enter'),
    promptCaching: () => section().get<unknown>('promptCaching') !== false,
    costs() {
      const { prices, problems } = readPrices(section().get('prices'));
      const { dollars, problems: others } = readConfirmCost(section().get('confirmCost'));
      return { prices, confirm: dollars, problems: [...problems, ...others] };
    },
    instructions: () => section().get<unknown>('instructions') !== false,
    titles: () => section().get<unknown>('titles') === true,
    autoComplete: () => section().get<unknown>('autoComplete') === true,
    timeouts: () => ({
      connect: timeout(section().get('timeouts.connect')),
      idle: timeout(section().get('timeouts.idle')),
    }),
  };
}

/** Seconds as set, in milliseconds: the default for what is no duration, and never more than a timer can wait. */
function timeout(seconds: unknown): number {
  const valid = typeof seconds === 'number' && seconds >= 0 ? seconds : 120;
  return Math.min(1000 * valid, 2 ** 31 - 1);
}
