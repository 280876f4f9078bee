import type { Connection } from './chat/session';
import { optionProblemText } from './errors';
import { createClient, type MessagesClient } from './messages/client';
import { claudeOnlyHosts, type Endpoint } from './messages/endpoint';
import { isMessagesError } from './messages/errors';
import { newestSonnet } from './messages/models';
import type { ModelInfo } from './messages/types';
import { hostOf } from './messages/url';
import type { Services } from './services';
import { isBrowser } from './settings/environment.node';

/** The platform's own example. */
const defaultModel = 'claude-sonnet-4-5';
/** ms that the first request waits for a server's list of models. */
const modelListDeadline = 3000;
/** ms until a server that could not be asked for its models is asked again. */
const modelListRetry = 60_000;

/** The model an endpoint is asked for when the person has not picked one, by name and base URL. */
const models = new Map<string, { asking: Promise<string>; model?: string; until: number }>();

/** A client for the active endpoint with its key, and what is to be asked of it. Rejects with a MessagesError. */
export async function connect(services: Services): Promise<Connection> {
  const { config, log } = services;
  const endpoint = config.endpoint();
  const { options, problems } = config.options();
  const client = await clientFor(services, endpoint);
  const model = options.model ?? (await modelOf(endpoint, client));
  log.debug(`request to ${endpoint.name}, model ${model}`);
  return { client, endpoint: endpoint.name, model, options, problems: problems.map(optionProblemText) };
}

/** A client for one endpoint, with the key that was entered for it. */
export async function clientFor({ config, keys, log }: Services, endpoint: Endpoint): Promise<MessagesClient> {
  const key = endpoint.auth === 'none' ? undefined : await keys.get(endpoint);
  return createClient({
    endpoint,
    key,
    browser: isBrowser,
    timeouts: config.timeouts(),
    log: (line: string) => log.debug(line),
  });
}

/**
 * The newest Sonnet that the server lists; the platform's own example model where it has no list; the first of its
 * models where it has no Sonnet, as a local server does. Asked once, and some time after a failure again.
 */
export function modelOf(endpoint: Endpoint, client: MessagesClient): Promise<string> {
  const name = nameOf(endpoint);
  const known = models.get(name);
  if (known && Date.now() < known.until) return known.asking;
  const asking = client.models(AbortSignal.timeout(modelListDeadline)).then(
    (listed) => modelAmong(listed, endpoint),
    (error: unknown) => {
      // It says itself that it has none; anything else may pass.
      if (!isMessagesError(error) || error.kind !== 'not_found') entry.until = Date.now() + modelListRetry;
      return defaultModel;
    },
  );
  const entry: { asking: Promise<string>; model?: string; until: number } = { asking, until: Infinity };
  models.set(name, entry);
  void asking.then((model) => (entry.model = model));
  return asking;
}

/** What `modelOf` has found, without asking; undefined when it has not been asked, or has no answer yet. */
export function knownModelOf(endpoint: Endpoint): string | undefined {
  return models.get(nameOf(endpoint))?.model;
}

/** Settings or keys have changed: what failed before may work now. */
export function forgetFailedModels(): void {
  for (const [name, { until }] of models) if (until !== Infinity) models.delete(name);
}

function nameOf({ name, baseUrl }: Endpoint): string {
  return `${name} ${baseUrl}`;
}

function modelAmong(listed: readonly ModelInfo[], { baseUrl }: Endpoint): string {
  const claudeOnly = claudeOnlyHosts.includes(hostOf(baseUrl));
  return newestSonnet(listed) ?? (claudeOnly ? undefined : listed[0]?.id) ?? defaultModel;
}
