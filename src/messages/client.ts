import { servesClaudeOnly, type Endpoint } from './endpoint';
import { cleanCause, isMessagesError, MessagesError, withDetails, type ErrorDetails } from './errors';
import { openResponse, type OpenResponse } from './openResponse';
import { findBaseUrl } from './findBaseUrl';
import { definedOf, isObject, parseJson } from './json';
import { requestHeaders } from './headers';
import { listModels } from './listModels';
import { watchExchange, type ExchangeObserver, type Watch } from './observe';
import { isClaude } from './modelName';
import { readReply } from './readReply';
import { readText } from './body';
import { createRedactor } from './redact';
import { requestIdOf } from './responseError';
import { retryDelay, shouldRetry } from './retry';
import { withFewerTokens } from './tokenLimits';
import type { Message, MessagesRequest, ModelInfo, Notice, Reply, ReplyTiming, Update } from './types';
import { apiUrl, type ApiPath } from './url';

export interface ClientOptions {
  readonly endpoint: Endpoint;
  /** Not needed where the endpoint's auth is `none`. */
  readonly key?: string | undefined;
  /** Other keys that are kept out of all that comes back: those of other endpoints. */
  readonly secrets?: readonly string[];
  readonly fetch?: typeof fetch;
  /** Waits so many milliseconds; returns at once when the signal aborts. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  /** Requests leave from a browser (the web worker host). */
  readonly browser?: boolean;
  /** One line a request: method, address, status, request id, time. Never the key, never what was said. */
  readonly log?: (line: string) => void;
  /** Is told of a bug of ours or of a listener, once, when it shows; its cause is what was thrown, without the key. */
  readonly onInternalError?: (error: MessagesError) => void;
  /** Milliseconds; 0 is no deadline. */
  readonly timeouts?: {
    /** Until the response's headers. A reply asked for whole has 290 s at least: its headers come with its text. */
    readonly connect?: number;
    /** Without a byte in a reply. Pings and comments are bytes. */
    readonly idle?: number;
  };
}

/** How a call is watched and bounded. */
export interface CallOptions {
  /** Is told of every request that this takes, and of what comes back. Nothing is done for it where there is none. */
  readonly observer?: ExchangeObserver | undefined;
  /** Requests at most; as many as a failure is worth unless set. */
  readonly attempts?: number | undefined;
}

export interface SendOptions extends CallOptions {
  readonly signal?: AbortSignal | undefined;
  /**
   * Each change, in the order it arrived. `message` is the one object that grows: copy what must stand still. A throw
   * in here is reported and does no harm to the reply.
   */
  readonly onUpdate?: ((update: Update, message: Message) => void) | undefined;
  /** Called before each wait; `delay` in milliseconds, `attempt` counts the requests that failed, from 1. */
  readonly onRetry?: ((info: RetryInfo) => void) | undefined;
}

export interface RetryInfo {
  readonly attempt: number;
  readonly delay: number;
  readonly error: MessagesError;
}

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

/** Characters of a list of models: a server that never ends one does not fill the memory. */
const longestList = 8 * 1024 * 1024;

export function createClient(options: ClientOptions): MessagesClient {
  const { endpoint, key, log } = options;
  const now = options.now ?? (() => performance.now());
  const sleep = options.sleep ?? defaultSleep;
  const random = options.random ?? Math.random;
  const connect = options.timeouts?.connect ?? 120_000;
  const idle = options.timeouts?.idle ?? 120_000;
  const secrets = [...(options.secrets ?? []), ...(key === undefined ? [] : [key])];
  const redactor = createRedactor(secrets);
  const redact = redactor.text;
  let listenerFailed = false;

  /** Sends one request. Everything that can be refused without the network is refused first. */
  async function open(
    path: ApiPath,
    {
      body,
      query = '',
      deadline = connect,
      signal,
      watch,
    }: { body?: object; query?: string; deadline?: number; signal?: AbortSignal; watch?: Watch },
  ): Promise<OpenResponse> {
    const url = apiUrl(endpoint.baseUrl, path) + query;
    const headers = requestHeaders(endpoint, key, { browser: options.browser ?? false, secrets });
    const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { method: 'GET', headers };
    watch?.request(url, init, body);
    const started = now();
    const line = (outcome: string) => log?.(`${init.method} ${url} ${outcome} ${Math.round(now() - started)} ms`);
    try {
      // Looked up at the call: VS Code replaces the global fetch when proxy settings change.
      const fetch = options.fetch ?? globalThis.fetch;
      const opened = await openResponse({ url, init, fetch, redact, connect: deadline, signal, watch });
      line(`${opened.response.status} ${requestIdOf(opened.response.headers, redact) ?? ''}`.trim());
      return opened;
    } catch (error) {
      if (isMessagesError(error)) {
        const { status, requestId, subject } = error.details;
        line(
          [error.kind, status, requestId, subject === url ? undefined : subject]
            .filter((part) => part != null)
            .join(' '),
        );
      }
      throw error;
    }
  }

  /** Runs `attempt` until it succeeds or fails for good. */
  async function retrying<T>(
    attempt: () => Promise<T>,
    {
      signal,
      mayRetry = () => true,
      most = Infinity,
      onRetry,
    }: { signal?: AbortSignal; mayRetry?: () => boolean; most?: number; onRetry?: SendOptions['onRetry'] },
  ): Promise<T> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt();
      } catch (thrown) {
        const error = asMessagesError(thrown);
        if (attempts >= most || !mayRetry() || !shouldRetry(error, attempts)) throw error;
        const delay = retryDelay(attempts, error.details.retryAfter, random);
        guarded(() => onRetry?.({ attempt: attempts, delay, error }));
        if (!signal?.aborted) await sleep(delay, signal);
        if (signal?.aborted) throw new MessagesError('aborted');
      }
    }
  }

  /** Runs a caller's function: what it throws is reported, and stops nothing. */
  function guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      // What fails at one update fails at all of them.
      if (!listenerFailed) internalError(error, 'a listener threw');
      listenerFailed = true;
    }
  }

  /** Nothing else is thrown on purpose: this keeps a bug here from looking like the network's. */
  function asMessagesError(thrown: unknown): MessagesError {
    return isMessagesError(thrown) ? thrown : internalError(thrown);
  }

  function internalError(thrown: unknown, subject?: string): MessagesError {
    const cause = cleanCause(thrown, redact);
    const error = new MessagesError('internal', { subject, serverMessage: cause.message }, { cause });
    options.onInternalError?.(error);
    return error;
  }

  /** Makes one attempt and tells an observer of it. */
  async function observed<T>(
    observer: ExchangeObserver | undefined,
    attempt: (watch: Watch | undefined) => Promise<T>,
  ): Promise<T> {
    const watch = observer && watchExchange(observer, { redact, guarded });
    try {
      const result = await attempt(watch);
      watch?.end();
      return result;
    } catch (thrown) {
      const error = asMessagesError(thrown);
      watch?.end(error);
      throw error;
    }
  }

  async function send(
    request: MessagesRequest,
    { signal, onUpdate, onRetry, observer, attempts: most = Infinity }: SendOptions = {},
  ): Promise<Reply> {
    const started = now();
    const streamed = request.stream !== false;
    const timing: { headers?: number; firstToken?: number } = {};
    const total = (): ReplyTiming => ({ ...timing, total: now() - started });
    let delivered = false;
    let sent = 0;
    /** What is asked for, and what was changed in it. */
    let asked = request;
    const changes: Notice[] = [];

    function deliver(update: Update, message: Message): void {
      if ('text' in update) timing.firstToken ??= now() - started;
      if (update.type !== 'start') delivered = true;
      guarded(() => onUpdate?.(update, message));
    }

    async function exchange(watch: Watch | undefined): Promise<Reply> {
      sent += 1;
      refuseOtherModels(endpoint, asked.model);
      const deadline = streamed || connect === 0 ? connect : Math.max(connect, 290_000);
      const body = { ...asked, stream: streamed };
      const { response, close } = await open('messages', { body, deadline, signal, watch });
      const requestId = requestIdOf(response.headers, redact);
      timing.headers = now() - started;
      try {
        const url = apiUrl(endpoint.baseUrl, 'messages');
        const body = response.body as ReadableStream<Uint8Array> | null;
        const read = await readReply({
          body,
          url,
          model: asked.model,
          streamed,
          onUpdate: deliver,
          redactor,
          signal,
          idle,
          now,
          watch,
        });
        return { ...read, notices: [...read.notices, ...changes], requestId, timing: total() };
      } catch (thrown) {
        const error = asMessagesError(thrown);
        throw withDetails(error, { status: response.status, requestId, ...definedOf(error.details) });
      } finally {
        close();
      }
    }

    async function attempts(): Promise<Reply> {
      try {
        const ask = () => observed(observer, exchange);
        return await retrying(ask, { signal, onRetry, most: most - sent, mayRetry: () => !delivered });
      } catch (thrown) {
        const error = asMessagesError(thrown);
        const fewer = changes.length > 0 || delivered || sent >= most ? undefined : withFewerTokens(asked, error);
        if (!fewer) throw error;
        changes.push({ code: 'max_tokens_lowered', from: asked.max_tokens, to: fewer.max_tokens });
        asked = fewer;
        return attempts();
      }
    }

    try {
      return await attempts();
    } catch (thrown) {
      const error = asMessagesError(thrown);
      const found = error.details.missing === 'address' ? await lookForApi(error, signal) : {};
      const notices = [...(error.details.notices ?? []), ...changes];
      const details = { ...found, ...(notices.length > 0 && { notices }), timing: total() };
      if (signal?.aborted) throw new MessagesError('aborted', { ...error.details, ...details });
      throw withDetails(error, details);
    }
  }

  /** What becomes of an error that may be about the address, once that has been asked. */
  async function lookForApi(error: MessagesError, signal: AbortSignal | undefined): Promise<Partial<ErrorDetails>> {
    const found = await findBaseUrl({
      baseUrl: endpoint.baseUrl,
      headers: requestHeaders(endpoint, key, { browser: options.browser ?? false, secrets }),
      fetch: options.fetch ?? globalThis.fetch,
      signal,
      log: (url, outcome) => log?.(`POST ${url} (looking for the API) ${outcome}`),
    });
    if (found === undefined) return {};
    if (found !== 'here') return { workingBaseUrl: found.elsewhere };
    // The API is there: what it says that it did not find can only be the model.
    return { missing: error.kind === 'not_found' && error.details.isJson ? 'model' : undefined };
  }

  /** Sends a request for a small JSON object. */
  async function json(
    path: ApiPath,
    { query, body, signal, watch }: { query?: string; body?: object; signal?: AbortSignal; watch?: Watch },
  ) {
    const { response, close } = await open(path, { query, body, signal, watch });
    const { status } = response;
    // One deadline for all of it, since it is small.
    const timer = setTimeout(close, idle || 120_000);
    try {
      const text = await readText(response, longestList, watch).catch((error: unknown) => {
        if (signal?.aborted) throw new MessagesError('aborted');
        throw isMessagesError(error)
          ? error
          : new MessagesError('cut', { status }, { cause: cleanCause(error, redact) });
      });
      const value = parseJson(text);
      if (isObject(value)) return redactor.value(value);
    } finally {
      clearTimeout(timer);
      close();
    }
    throw new MessagesError('not_messages', { status, subject: apiUrl(endpoint.baseUrl, path) });
  }

  async function countTokens(
    request: MessagesRequest,
    signal?: AbortSignal,
    { observer, attempts: most }: CallOptions = {},
  ): Promise<number> {
    refuseOtherModels(endpoint, request.model);
    const body = countedFields(request);
    const ask = (watch?: Watch) => json('messages/count_tokens', { body, signal, watch });
    const counted = await retrying(() => observed(observer, ask), { signal, most });
    const tokens = counted['input_tokens'];
    if (typeof tokens === 'number' && tokens >= 0) return tokens;
    throw new MessagesError('not_messages', { subject: apiUrl(endpoint.baseUrl, 'messages/count_tokens') });
  }

  async function models(signal?: AbortSignal, { observer, attempts: most }: CallOptions = {}): Promise<ModelInfo[]> {
    const getPage = (query: string) =>
      retrying(() => observed(observer, (watch) => json('models', { query, signal, watch })), { signal, most });
    return listModels(getPage, { url: apiUrl(endpoint.baseUrl, 'models'), redact });
  }

  /** A call whose error says where it was asked. */
  const naming =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      try {
        return await call(...args);
      } catch (thrown) {
        throw withDetails(asMessagesError(thrown), { endpoint: endpoint.name });
      }
    };

  return {
    send: naming(send),
    countTokens: naming(countTokens),
    models: naming(models),
  };
}

/** These platforms say so themselves; a request would only come back as a riddle. */
function refuseOtherModels(endpoint: Endpoint, model: string): void {
  if (!servesClaudeOnly(endpoint) || isClaude(model)) return;
  throw new MessagesError('model_not_claude', { subject: model.slice(0, 200) });
}

/** The fields that `count_tokens` takes; the others are refused there. */
function countedFields(request: MessagesRequest): object {
  const names = ['model', 'messages', 'system', 'tools', 'tool_choice', 'thinking'] as const;
  return Object.fromEntries(names.filter((name) => request[name] !== undefined).map((name) => [name, request[name]]));
}

function defaultSleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
