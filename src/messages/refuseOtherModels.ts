import { servesClaudeOnly, type Endpoint } from './endpoint';
import { MessagesError } from './errors';
import { isClaude } from './modelName';

/**
 * Refuses a model that the platform does not serve. It says so itself, but in words that do not name the model.
 *
 * @throws MessagesError `model_not_claude`.
 */
export function refuseOtherModels(endpoint: Endpoint, model: string): void {
  if (!servesClaudeOnly(endpoint) || isClaude(model)) return;
  throw new MessagesError('model_not_claude', { subject: model.slice(0, 200) });
}
