/** What follows from a server's list of models. */
import { claudeOnlyHosts, type Endpoint } from '../messages/endpoint';
import { newestSonnet } from '../messages/models';
import type { ModelInfo } from '../messages/types';
import { hostOf } from '../messages/url';

/** The platform's own example. */
const exampleModel = 'claude-sonnet-4-5';

/**
 * The model where the person has not picked one: the newest Sonnet that the server lists; the platform's own example
 * model where it has no list; the first of its models where it has no Sonnet, as with a local server.
 */
export function defaultModel(listed: readonly ModelInfo[], { baseUrl }: Endpoint): string {
  const first = listed[0];
  if (!first) return exampleModel;
  return newestSonnet(listed) ?? (claudeOnlyHosts.includes(hostOf(baseUrl)) ? exampleModel : first.id);
}

/** What the server lists of a model, which it may list by its dated id alone. */
export function infoOf(listed: readonly ModelInfo[], model: string): ModelInfo | undefined {
  return listed.find(({ id }) => id === model) ?? listed.find(({ id }) => id.replace(/-\d{8}$/, '') === model);
}
