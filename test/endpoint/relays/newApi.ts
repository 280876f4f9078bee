import { said, type Relay } from './relay';

const error = (status: number, message: string, code = '') =>
  said(status, { error: { message: `${message} (request id: {id})`, type: 'new_api_error', code } });

const models = ['claude-sonnet-4-5', 'claude-sonnet-4-5-thinking', 'claude-haiku-4-5', 'gpt-5.2'];

/** new-api: what most platforms run that sell keys for many models. */
export const newApi: Relay = {
  name: 'new-api',
  headers: { 'x-oneapi-request-id': '{id}', 'x-new-api-version': 'v0.11.4' },
  auth: 'any',
  noKey: error(401, '无效的令牌'),
  wrongKey: error(401, '无效的令牌'),
  noBalance: said(403, {
    error: {
      type: 'new_api_error',
      message: '预扣费额度失败, 用户剩余额度: ＄0.411202, 需要预扣费额度: ＄0.553368 (request id: {id})',
    },
    type: 'error',
  }),
  model: 'claude-sonnet-4-5',
  noSuchModel: error(503, '分组 default 下模型 {model} 无可用渠道（distributor）', 'model_not_found'),
  // Every model was made at the same second.
  models: said(200, {
    data: models.map((id) => ({ id, created_at: '2021-07-20T10:40:00Z', display_name: id, type: 'model' })),
    first_id: models[0],
    has_more: false,
    last_id: models.at(-1),
  }),
  countTokens: said(404, {
    error: { message: 'Invalid URL ({method} {path})', type: 'invalid_request_error', param: '', code: '' },
  }),
  emptyRequest: said(400, {
    error: { type: 'new_api_error', message: 'field messages is required (request id: {id})' },
    type: 'error',
  }),
  noRoute: said(404, {
    error: { message: 'Invalid URL ({method} {path})', type: 'invalid_request_error', param: '', code: '' },
  }),
  thinking: 'works',
  caching: 'works',
  tools: 'works',
  serverTools: 'works',
  // It knows the fields that it passes on.
  diagnostics: 'ignored',
};
