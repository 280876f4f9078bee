import { official, said, type Relay } from './relay';

const models = ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-haiku-5-5', 'claude-sonnet-4-5'];

/** Anthropic's own API, to compare with. */
export const anthropic: Relay = {
  name: 'Anthropic',
  headers: {
    'request-id': '{id}',
    'anthropic-organization-id': 'b3f0c1aa-7c3e-4b5d-9a54-0f8c2f8f0d11',
    'anthropic-ratelimit-requests-limit': '4000',
    'anthropic-ratelimit-requests-remaining': '3999',
  },
  auth: 'x-api-key',
  noKey: official(401, 'authentication_error', 'x-api-key header is required'),
  wrongKey: official(401, 'authentication_error', 'invalid x-api-key'),
  noBalance: official(
    400,
    'invalid_request_error',
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
  ),
  model: 'claude-sonnet-4-5',
  noSuchModel: official(404, 'not_found_error', 'model: {model}'),
  models: said(200, {
    data: models.map((id) => ({ type: 'model', id, display_name: id, created_at: '2026-06-01T00:00:00Z' })),
    has_more: false,
    first_id: models[0],
    last_id: models.at(-1),
  }),
  countTokens: 'works',
  emptyRequest: official(400, 'invalid_request_error', 'messages: at least one message is required'),
  noRoute: official(404, 'not_found_error', 'Not Found'),
  thinking: 'works',
  caching: 'works',
  tools: 'works',
  serverTools: 'works',
  diagnostics: 'works',
};
