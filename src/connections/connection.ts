import type { Connection } from './types';
import type { OptionOverrides } from '../conversation/options';
import { createClient, type MessagesClient } from '../messages/client';
import { claudeOnlyHosts, type Endpoint } from '../messages/endpoint';
import { isMessagesError } from '../messages/errors';
import { publicHeaders } from '../messages/headers';
import { isClaude } from '../messages/modelName';
import { defaultModelOf, modelInfo, newestHaiku } from '../messages/models';
import type { ModelInfo } from '../messages/types';
import { apiUrl, hostOf } from '../messages/url';
import type { Config } from '../settings/config';
import type { Keys } from '../settings/keys';
import type { Log } from '../util/log';

/** What it takes to ask an endpoint. */
export interface ConnectionDeps {
  readonly config: Config;
  readonly keys: Keys;
  readonly log: Log;
  readonly platform: { readonly isBrowser: boolean };
}

/** The platform's own example. */
const defaultModel = 'claude-sonnet-4-5';
/** ms that the first request waits for a server's list of models. */
const modelListDeadline = 3000;
/** ms until a server that could not be asked for its models is asked again. */
const modelListRetry = 60_000;

/** What a server lists; nothing where it has no list. */
interface Listed {
  readonly asking: Promise<readonly ModelInfo[]>;
  models?: readonly ModelInfo[];
  /** Milliseconds since the epoch. */
  until: number;
}

/** By name and base URL of the endpoint. */
const lists = new Map<string, Listed>();
/** The endpoints, so named, that refuse cache breakpoints. */
const withoutCaching = new Set<string>();

/**
 * A client for the active endpoint with its key, and what is to be asked of it. Rejects with a MessagesError.
 *
 * @param overrides what a conversation sets over the settings
 */
export async function connect(services: ConnectionDeps, overrides?: OptionOverrides): Promise<Connection> {
  const { config, log, platform } = services;
  const endpoint = config.endpoint();
  const { options, problems } = config.options(overrides);
  const client = await clientFor(services, endpoint);
  const listed = await modelsOf(endpoint, client);
  const model = options.model ?? modelAmong(listed, endpoint);
  log.debug(`request to ${endpoint.name}, model ${model}`);
  const address = addressOf(endpoint, platform.isBrowser);
  // As it is sent: an extra header may name another one.
  const target = { model, version: address?.headers['anthropic-version'], info: infoOf(listed, model) };
  return {
    client,
    endpoint: endpoint.name,
    target,
    cheapest: newestHaiku(listed),
    options,
    problems,
    address,
    caching: config.promptCaching() && !withoutCaching.has(nameOf(endpoint)),
    cachingRefused() {
      log.info(`${endpoint.name} refuses cache_control; it is not sent any more`);
      withoutCaching.add(nameOf(endpoint));
    },
  };
}

/** A client for one endpoint, with the key that was entered for it. */
export async function clientFor(
  { config, keys, log, platform }: ConnectionDeps,
  endpoint: Endpoint,
): Promise<MessagesClient> {
  const key = endpoint.auth === 'none' ? undefined : await keys.get(endpoint);
  return createClient({
    endpoint,
    key,
    browser: platform.isBrowser,
    timeouts: config.timeouts(),
    log: (line: string) => log.debug(line),
  });
}

/** The model for an endpoint where the person has not picked one. */
export async function modelOf(endpoint: Endpoint, client: MessagesClient): Promise<string> {
  return modelAmong(await modelsOf(endpoint, client), endpoint);
}

/** What `modelOf` has found, without asking; undefined when it has not been asked, or has no answer yet. */
export function knownModelOf(endpoint: Endpoint): string | undefined {
  const models = lists.get(nameOf(endpoint))?.models;
  return models && modelAmong(models, endpoint);
}

/** What a model reads at once, in tokens: as the endpoint lists it, where it was asked, else as it is known. */
export function knownWindowOf(endpoint: Endpoint, model: string): number | undefined {
  const listed = infoOf(lists.get(nameOf(endpoint))?.models ?? [], model);
  return listed?.contextWindow ?? modelInfo(model)?.contextWindow;
}

/** Settings or keys have changed: what failed before may work now. */
export function forgetFailedModels(): void {
  for (const [name, { until }] of lists) if (until !== Infinity) lists.delete(name);
}

/** What the server lists. Asked once, and some time after a failure again; never rejects. */
function modelsOf(endpoint: Endpoint, client: MessagesClient): Promise<readonly ModelInfo[]> {
  const name = nameOf(endpoint);
  const known = lists.get(name);
  if (known && Date.now() < known.until) return known.asking;
  const asking = client.models(AbortSignal.timeout(modelListDeadline)).catch((error: unknown) => {
    // It says itself that it has none; anything else may pass.
    if (!isMessagesError(error) || error.kind !== 'not_found') listed.until = Date.now() + modelListRetry;
    return [];
  });
  const listed: Listed = { asking, until: Infinity };
  lists.set(name, listed);
  void asking.then((models) => (listed.models = models));
  return asking;
}

/** What may be shown of how an endpoint is asked; the request itself says what is wrong with one that cannot be. */
function addressOf(endpoint: Endpoint, isBrowser: boolean): Connection['address'] {
  try {
    const headers = publicHeaders(endpoint, { browser: isBrowser });
    return { url: apiUrl(endpoint.baseUrl, 'messages'), headers, auth: endpoint.auth };
  } catch {
    return undefined;
  }
}

function nameOf({ name, baseUrl }: Endpoint): string {
  return `${name} ${baseUrl}`;
}

/** One that the server lists and answers with; the platform's own example model where it has no list. */
function modelAmong(listed: readonly ModelInfo[], { baseUrl }: Endpoint): string {
  const isClaudeOnly = claudeOnlyHosts.includes(hostOf(baseUrl));
  return defaultModelOf(isClaudeOnly ? listed.filter(({ id }) => isClaude(id)) : listed) ?? defaultModel;
}

/** A server may list a model by its dated id alone. */
function infoOf(listed: readonly ModelInfo[], model: string): ModelInfo | undefined {
  return listed.find(({ id }) => id === model) ?? listed.find(({ id }) => id.replace(/-\d{8}$/, '') === model);
}
