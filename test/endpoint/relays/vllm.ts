import { openAiList, said, type Relay } from './relay';

const error = (status: number, type: string, message: string) =>
  said(status, { type: 'error', error: { type, message } });

/** vLLM with `--api-key`, and without a parser for tool calls. */
export const vllm: Relay = {
  name: 'vLLM',
  headers: { server: 'uvicorn' },
  auth: 'bearer',
  noKey: said(401, { error: 'Unauthorized' }),
  wrongKey: said(401, { error: 'Unauthorized' }),
  model: 'Qwen/Qwen3-Coder-30B',
  noSuchModel: error(404, 'NotFoundError', 'The model `{model}` does not exist.'),
  models: openAiList('vllm', ['Qwen/Qwen3-Coder-30B'], {
    root: '/home/ann/models/qwen3-coder-30b',
    parent: null,
    max_model_len: 32_768,
  }),
  countTokens: 'works',
  emptyRequest: error(400, 'BadRequestError', 'list object has no element 0'),
  noRoute: said(404, { detail: 'Not Found' }),
  thinking: 'ignored',
  caching: 'ignored',
  tools: error(
    400,
    'BadRequestError',
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
  ),
  serverTools: said(400, {
    error: {
      message: "[{'type': 'missing', 'loc': ('body', 'tools', 0, 'input_schema'), 'msg': 'Field required'}]",
      type: 'Bad Request',
      param: null,
      code: 400,
    },
  }),
  diagnostics: 'ignored',
};
