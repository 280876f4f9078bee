import { noPage, official, openAiList, type Relay } from './relay';

/** Ollama with a model that has neither tools nor thinking. */
export const ollama: Relay = {
  name: 'Ollama',
  auth: 'none',
  model: 'gemma3:latest',
  noSuchModel: official(404, 'not_found_error', "model '{model}' not found"),
  models: openAiList('library', ['gemma3:latest']),
  countTokens: noPage,
  emptyRequest: official(400, 'invalid_request_error', 'messages is required'),
  noRoute: noPage,
  thinking: official(400, 'invalid_request_error', '"gemma3:latest" does not support thinking'),
  caching: 'ignored',
  tools: official(400, 'invalid_request_error', 'registry.ollama.ai/library/gemma3:latest does not support tools'),
  serverTools: official(
    400,
    'invalid_request_error',
    'registry.ollama.ai/library/gemma3:latest does not support tools',
  ),
  diagnostics: 'ignored',
};
