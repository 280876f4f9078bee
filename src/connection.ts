import type { Connection } from './chat/session';
import { optionProblemText } from './errors';
import { createClient, type MessagesClient } from './messages/client';
import { claudeOnlyHosts, type Endpoint } from './messages/endpoint';
import { newestSonnet } from './messages/models';
import type { Services } from './services';
import { isBrowser } from './settings/environment.node';

/** The model an endpoint is asked for when the person has not picked one, by name and base URL. */
const models = new Map<string, Promise<string>>();
/** The platform's own example. */
const defaultModel = 'claude-sonnet-4-5';
/** ms that the first request waits for a server's list of models. */
const modelListDeadline = 3000;

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
 * models where it has no Sonnet, as a local server does. Asked once, and again after a failure to connect.
 */
export function modelOf(endpoint: Endpoint, client: MessagesClient): Promise<string> {
  const name = `${endpoint.name} ${endpoint.baseUrl}`;
  let model = models.get(name);
  if (!model) {
    model = client
      .models(AbortSignal.timeout(modelListDeadline))
      .then((listed) => {
        const claudeOnly = claudeOnlyHosts.some((host) => endpoint.baseUrl.includes(host));
        return newestSonnet(listed) ?? (claudeOnly ? undefined : listed[0]?.id) ?? defaultModel;
      })
      .catch(() => {
        models.delete(name);
        return defaultModel;
      });
    models.set(name, model);
  }
  return model;
}
