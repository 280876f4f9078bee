import { said, type Relay } from './relay';

const error = (code: number, type: string, message: string) => said(code, { error: { code, message, type } });
const file = '/home/ann/models/qwen3-8b-q4_k_m.gguf';

/** llama.cpp's server with `--api-key`, and without `--jinja`. It takes any name for its model. */
export const llamaCpp: Relay = {
  name: 'llama.cpp',
  headers: { server: 'llama.cpp' },
  auth: 'any',
  noKey: error(401, 'authentication_error', 'Invalid API Key'),
  wrongKey: error(401, 'authentication_error', 'Invalid API Key'),
  model: file,
  models: said(200, {
    models: [{ name: file, model: file, type: 'model', details: { format: 'gguf' } }],
    object: 'list',
    data: [{ id: file, object: 'model', created: 1_764_000_000, owned_by: 'llamacpp', meta: { n_ctx_train: 40_960 } }],
  }),
  countTokens: 'works',
  emptyRequest: error(400, 'invalid_request_error', "'messages' is required"),
  noRoute: error(404, 'not_found_error', 'File Not Found'),
  thinking: 'works',
  caching: 'ignored',
  tools: error(500, 'server_error', 'tools param requires --jinja flag'),
  serverTools: error(500, 'server_error', 'tools param requires --jinja flag'),
  diagnostics: 'ignored',
};
