import { openAiList, said, type Relay } from './relay';

const error = (status: number, message: string, type: string | null = 'None') =>
  said(status, { error: { message, type, param: 'None', code: String(status) } });

/** litellm's proxy. It writes the exceptions of Python into its messages. */
export const litellm: Relay = {
  name: 'litellm',
  headers: { 'x-litellm-call-id': '{id}', 'x-litellm-version': '1.83.2', server: 'uvicorn' },
  auth: 'any',
  noKey: error(401, 'Authentication Error, No api key passed in.', 'auth_error'),
  wrongKey: error(
    401,
    'Authentication Error, Invalid proxy server token passed. Received API Key = sk-...9c01, Key Hash (Token) =9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08. Unable to find token in cache or `LiteLLM_VerificationTokenTable`',
    'token_not_found_in_db',
  ),
  noBalance: error(400, 'Budget has been exceeded! Current cost: 10.0123, Max budget: 10.0', 'budget_exceeded'),
  model: 'anthropic/claude-sonnet-4-5',
  noSuchModel: error(
    400,
    "400: {'error': '/v1/messages: Invalid model name passed in model={model}. Call `/v1/models` to view available models for your key.'}",
  ),
  models: openAiList('openai', ['anthropic/claude-sonnet-4-5', 'gpt-5.2']),
  countTokens: 'works',
  emptyRequest: error(
    400,
    'litellm.BadRequestError: AnthropicException - {"type":"error","error":{"type":"invalid_request_error","message":"messages: at least one message is required"}}',
    null,
  ),
  noRoute: said(404, { detail: 'Not Found' }),
  thinking: 'works',
  caching: 'works',
  tools: 'works',
  serverTools: error(
    400,
    'litellm.BadRequestError: AnthropicException - {"type":"error","error":{"type":"invalid_request_error","message":"tools.0: Input tag \'web_search_20260318\' found using \'type\' does not match any of the expected tags"}}',
    null,
  ),
  diagnostics: error(
    400,
    'litellm.BadRequestError: AnthropicException - {"type":"error","error":{"type":"invalid_request_error","message":"diagnostics: Extra inputs are not permitted"}}',
    null,
  ),
  stopReasons: { end_turn: 'stop', max_tokens: 'length', tool_use: 'tool_calls' },
};
