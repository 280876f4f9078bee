import { openAiList, said, type Relay } from './relay';

const error = (status: number, message: string) =>
  said(status, { error: { message: `${message} (request id: {id})`, type: 'one_api_error' } });

const noRoute = said(404, {
  error: { message: 'Invalid URL ({method} {path})', type: 'invalid_request_error', param: '', code: '' },
});

/** one-api: it speaks OpenAI's API alone; some of its forks have the Messages API too. */
export const oneApi: Relay = {
  name: 'one-api',
  headers: { 'x-oneapi-request-id': '{id}' },
  auth: 'bearer',
  noKey: error(401, '未提供令牌'),
  wrongKey: error(401, '无效的令牌'),
  noBalance: error(401, '该令牌额度已用尽'),
  model: 'claude-3-5-sonnet-20241022',
  noSuchModel: error(503, '当前分组 default 下对于模型 {model} 无可用渠道'),
  models: openAiList('anthropic', ['claude-3-5-sonnet-20241022', 'gpt-4o'], { permission: [], parent: null }),
  messages: noRoute,
  countTokens: noRoute,
  emptyRequest: noRoute,
  noRoute,
  thinking: 'ignored',
  caching: 'ignored',
  tools: 'ignored',
  serverTools: 'ignored',
  diagnostics: 'ignored',
};
