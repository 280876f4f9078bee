import * as vscode from 'vscode';
import type { OptionOverrides } from '../conversation/options';
import type { RefusedPart } from '../conversation/refusedPart';
import type { MessagesClient } from '../messages/client';
import type { Endpoint } from '../messages/endpoint';
import { defaultModel, infoOf } from '../messages/listedModels';
import { modelInfo, newestHaiku } from '../messages/models';
import type { Target } from '../messages/modelRules';
import { createRedactor } from '../messages/redact';
import type { ModelInfo } from '../messages/types';
import type { Config } from '../settings/config';
import type { Keys } from '../settings/keys';
import { Disposables } from '../util/disposable';
import { addressOf } from './address';
import { clientFor, type ClientDeps } from './client';
import { createRefusedParts } from './refusedParts';
import { createModelLists } from './modelLists';
import { askForModel } from './modelPicker';
import { pickModel } from './pickModel';
import type { Connection, OwnModel } from './types';

export interface ConnectionsDeps extends ClientDeps {
  readonly config: Config;
  readonly keys: Keys;
}

/** How the endpoints are asked, and what is known of them. One for the whole extension, so that all know the same. */
export interface Connections extends vscode.Disposable {
  /** Settings or keys have changed, or a list of models has come in. */
  readonly onDidChange: vscode.Event<void>;
  /**
   * A client for the active endpoint with its key, and what is to be asked of it. Rejects with a MessagesError.
   *
   * @param overrides what a conversation sets over the settings
   */
  connect(overrides?: OptionOverrides): Promise<Connection>;
  /** A client for one endpoint, with the key that was entered for it. */
  clientFor(endpoint: Endpoint): Promise<MessagesClient>;
  /** What an endpoint lists. Asked for once, and after a failure again some time later; never rejects. */
  models(endpoint: Endpoint): Promise<readonly ModelInfo[]>;
  /** The endpoint's model where the person has not picked one, without asking; undefined as long as it is not known. */
  knownModelOf(endpoint: Endpoint): string | undefined;
  /** A model's context window in tokens: as the endpoint lists it, where it was asked, else as it is known. */
  knownWindowOf(endpoint: Endpoint, model: string): number | undefined;
  /** Lets the person pick one of the active endpoint's models; undefined when none was picked. */
  askForModel(title: string, current: string): Promise<string | undefined>;
  /**
   * Picks the model of the settings. Nothing changes when none was picked.
   *
   * @param own of the conversation that the model is picked for: it is dropped, so that the pick counts there too
   */
  pickModel(own?: OwnModel): Promise<void>;
}

export function createConnections(deps: ConnectionsDeps): Connections {
  const { config, log, platform } = deps;
  const disposables = new Disposables();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  const refusedParts = createRefusedParts();
  const lists = createModelLists({
    ask: async (endpoint, signal) => (await clientFor(deps, endpoint)).models(signal),
    changed: () => changed.fire(),
    now: () => Date.now(),
  });

  async function connect(overrides?: OptionOverrides): Promise<Connection> {
    const endpoint = config.endpoint();
    const { options, problems } = config.options(overrides);
    const client = await clientFor(deps, endpoint);
    const listed = await lists.of(endpoint);
    const model = options.model ?? defaultModel(listed, endpoint);
    log.debug(`request to ${endpoint.name}, model ${model}`);
    const redactor = createRedactor(await deps.redaction.secrets());
    const address = addressOf(endpoint, { browser: platform.isBrowser, redactor });
    // As it is sent: an extra header may name another one.
    const isRefused = (part: RefusedPart) => refusedParts.includes(part, endpoint, model);
    const target: Target = {
      ...{ model, version: address?.headers['anthropic-version'], info: infoOf(listed, model) },
      ...(isRefused('display') && { refusesDisplay: true }),
    };
    return {
      client,
      endpoint: endpoint.name,
      target,
      cheapest: newestHaiku(listed),
      options: isRefused('tools') ? { ...options, tools: null, toolChoice: null } : options,
      problems,
      address,
      caching: config.promptCaching() && !isRefused('caching'),
      refused(part) {
        log.info(`${endpoint.name} refuses requests for ${model} with ${part}; it is not sent any more`);
        refusedParts.add(part, endpoint, model);
      },
    };
  }

  function ask(title: string, current: string): Promise<string | undefined> {
    const endpoint = config.endpoint();
    return askForModel({
      ...{ title, current, listed: lists.known(endpoint) },
      list: (signal) => lists.refresh(endpoint, signal),
    });
  }

  function settingsChanged(): void {
    lists.forgetFailures();
    changed.fire();
  }
  disposables.add(deps.keys.onDidChange(settingsChanged));
  disposables.add(
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('aside') && settingsChanged()),
  );

  return {
    onDidChange: changed.event,
    connect,
    clientFor: (endpoint) => clientFor(deps, endpoint),
    models: (endpoint) => lists.of(endpoint),
    knownModelOf(endpoint) {
      const listed = lists.known(endpoint);
      return listed && defaultModel(listed, endpoint);
    },
    knownWindowOf(endpoint, model) {
      const listed = infoOf(lists.known(endpoint) ?? [], model);
      return listed?.contextWindow ?? modelInfo(model)?.contextWindow;
    },
    askForModel: ask,
    pickModel: (own) => pickModel({ config, ask }, own),
    dispose: () => disposables.dispose(),
  };
}
