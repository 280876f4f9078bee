/** What follows from a server's list of models. */
import { servesClaudeOnly, type Endpoint } from './endpoint';
import { isClaude } from './modelName';
import { defaultModelOf } from './models';
import type { ModelInfo } from './types';

/** The platform's own example. */
const exampleModel = 'claude-sonnet-4-5';

/** The model where the person has not picked one: one that the server lists; without a list the platform's example. */
export function defaultModel(listed: readonly ModelInfo[], endpoint: Endpoint): string {
  return defaultModelOf(servesClaudeOnly(endpoint) ? listed.filter(({ id }) => isClaude(id)) : listed) ?? exampleModel;
}

/** What the server lists of a model, which it may list by its dated id alone. */
export function infoOf(listed: readonly ModelInfo[], model: string): ModelInfo | undefined {
  return listed.find(({ id }) => id === model) ?? listed.find(({ id }) => id.replace(/-\d{8}$/, '') === model);
}
