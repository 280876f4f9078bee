import { official, openAiList, said, type Relay } from './relay';

const unexpected = said(200, { error: 'Unexpected endpoint or method. ({method} {path})' });

/** LM Studio. What it does not know it answers with a 200 and an error. */
export const lmStudio: Relay = {
  name: 'LM Studio',
  headers: { 'x-powered-by': 'Express' },
  auth: 'none',
  model: 'qwen/qwen3-coder-30b',
  noSuchModel: said(404, {
    error: {
      message: 'Invalid model identifier "{model}". Please specify a valid downloaded model.',
      type: 'invalid_request_error',
      param: 'model',
      code: 'model_not_found',
    },
  }),
  models: openAiList('organization_owner', ['qwen/qwen3-coder-30b', 'text-embedding-nomic-embed-text-v1.5']),
  countTokens: unexpected,
  emptyRequest: official(400, 'invalid_request_error', "'messages' array must not be empty"),
  noRoute: unexpected,
  thinking: 'works',
  caching: 'ignored',
  tools: 'works',
  serverTools: official(400, 'invalid_request_error', "Invalid discriminator value. Expected 'custom'"),
  diagnostics: 'ignored',
};

/** Before version 0.4.1 it had no Messages API. */
export const oldLmStudio: Relay = {
  ...lmStudio,
  name: 'LM Studio before 0.4.1',
  messages: unexpected,
  emptyRequest: unexpected,
};
