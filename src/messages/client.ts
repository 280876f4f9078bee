import { withRetries, type CallOptions } from './attempts';
import { createContext, type ClientContext, type ClientOptions } from './clientContext';
import { MessagesError, withDetails } from './errors';
import { listModels } from './listModels';
import { requestJson } from './openRequest';
import { refuseOtherModels } from './refuseOtherModels';
import { sendMessage, type SendOptions } from './sendMessage';
import type { MessagesRequest, ModelInfo, Reply } from './types';
import { apiUrl } from './url';

export type { CallOptions, RetryInfo } from './attempts';
export type { ClientOptions } from './clientContext';
export type { SendOptions } from './sendMessage';

/** Every method throws `MessagesError` and nothing else; its details name the endpoint. */
export interface MessagesClient {
  /**
   * Sends a request and resolves with the complete reply; streams unless `request.stream` is false. Sent again after
   * passing failures, and once with fewer `max_tokens` where the server says how many it has room for, as long as nothing
   * of the reply was delivered. On failure the error carries what had arrived.
   */
  send(request: MessagesRequest, options?: SendOptions): Promise<Reply>;
  /** Tokens of a request's input. Not every server has this call: `not_found` then. */
  countTokens(request: MessagesRequest, signal?: AbortSignal, call?: CallOptions): Promise<number>;
  /** The models the server lists. Not every server does: `not_found` then. */
  models(signal?: AbortSignal, call?: CallOptions): Promise<ModelInfo[]>;
}

export function createClient(options: ClientOptions): MessagesClient {
  const context = createContext(options);

  /** Runs a call, whose error then says where it was asked. */
  async function named<T>(call: Promise<T>): Promise<T> {
    try {
      return await call;
    } catch (thrown) {
      const error = context.guard.asMessagesError(thrown);
      const { name, auth } = context.endpoint;
      const wantsKey = error.kind === 'authentication' && auth === 'none';
      throw withDetails(error, { endpoint: name, ...(wantsKey && { missing: 'key' }) });
    }
  }

  return {
    send: async (request, more) => named(sendMessage(context, request, more)),
    countTokens: async (request, signal, call) => named(countTokens(context, request, { ...call, signal })),
    models: async (signal, call) => named(models(context, { ...call, signal })),
  };
}

interface Call extends CallOptions {
  readonly signal: AbortSignal | undefined;
}

async function countTokens(context: ClientContext, request: MessagesRequest, call: Call): Promise<number> {
  const { endpoint } = context;
  refuseOtherModels(endpoint, request.model);
  const { signal } = call;
  const body = countedFields(request);
  const counted = await withRetries(
    context,
    (watch) => requestJson(context, 'messages/count_tokens', { body, signal, watch }),
    call,
  );
  const tokens = counted['input_tokens'];
  if (typeof tokens === 'number' && tokens >= 0) return tokens;
  throw new MessagesError('not_messages', { subject: apiUrl(endpoint.baseUrl, 'messages/count_tokens') });
}

/** The fields that `count_tokens` takes; the others are refused there. */
function countedFields(request: MessagesRequest): object {
  const names = ['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking'] as const;
  return Object.fromEntries(names.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]));
}

async function models(context: ClientContext, call: Call): Promise<ModelInfo[]> {
  const { endpoint, redactor } = context;
  const { signal } = call;
  const getPage = (query: string) =>
    withRetries(context, (watch) => requestJson(context, 'models', { query, signal, watch }), call);
  return listModels(getPage, { url: apiUrl(endpoint.baseUrl, 'models'), redact: redactor.text });
}
