/** How a step asks: one request at a time, watched, with a deadline and a bound. */
import { defaultModel } from '../../messages/listedModels';
import type { CallOptions, MessagesClient } from '../../messages/client';
import type { Auth, Endpoint } from '../../messages/endpoint';
import { isMessagesError, MessagesError } from '../../messages/errors';
import type { ExchangeObserver } from '../../messages/observe';
import { createRecorder, type RecordedExchange } from '../../messages/recorder';
import type { MessageParam, ModelInfo, Reply, TextBlock, Usage } from '../../messages/types';
import type { ProxySettings } from './proxySettings';

/** An answer, or the error that came instead. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly exchange: RecordedExchange | undefined }
  | {
      readonly ok: false;
      readonly error: MessagesError;
      /** Undefined where nothing was sent. */
      readonly exchange: RecordedExchange | undefined;
    };

/** A request without its model: that is the same for the whole check. */
export interface Asked {
  readonly max_tokens: number;
  readonly messages: MessageParam[];
  readonly system?: TextBlock[];
  readonly stream?: boolean;
  readonly tools?: Record<string, unknown>[];
  readonly [field: string]: unknown;
}

export interface Probe {
  readonly endpoint: Endpoint;
  readonly proxies: ProxySettings;
  /** What earlier steps have found out for later ones. */
  readonly known: Known;
  /** @param auth another way to prove who asks than the endpoint's own; `none` asks without the key */
  send(request: Asked, auth?: Auth): Promise<Answer<Reply>>;
  models(auth?: Auth): Promise<Answer<ModelInfo[]>>;
  countTokens(request: Asked): Promise<Answer<number>>;
  /** The requests since the last call. */
  taken(): readonly RecordedExchange[];
  /** What each reply has used, as the server reports it. */
  readonly usages: readonly Usage[];
}

export interface Known {
  /** What is asked of the model; where nobody has picked one, chosen from the server's list. */
  model: string;
  readonly isPicked: boolean;
  /** The answer to the first request, which has no key. */
  first?: Answer<unknown>;
  /** What the server lists; undefined where it has no list. */
  listed?: readonly ModelInfo[];
  /** The id of the first reply. */
  replyId?: string;
}

/** Milliseconds. */
export interface Deadlines {
  /** For a call that no model has part in. */
  readonly call: number;
  /** For a reply: a local server may have to load its model first. */
  readonly reply: number;
}

export const usualDeadlines: Deadlines = { call: 30_000, reply: 90_000 };

/** Bytes that one answer may have. No reply of few tokens comes near it, and a list of models is shorter too. */
const longestAnswer = 4 * 1024 * 1024;
/** Bytes of an answer that are kept to be shown. */
const keptBytes = 256 * 1024;

export interface ProbeDeps {
  readonly endpoint: Endpoint;
  readonly clientFor: (endpoint: Endpoint) => Promise<MessagesClient>;
  readonly proxies: ProxySettings;
  readonly model: string | undefined;
  readonly signal: AbortSignal;
  readonly deadlines: Deadlines;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
}

export function createProbe(deps: ProbeDeps): Probe {
  const { endpoint, deadlines } = deps;
  let taken: RecordedExchange[] = [];
  const usages: Usage[] = [];
  const known: Known = { model: deps.model ?? defaultModel([], endpoint), isPicked: deps.model !== undefined };

  async function ask<T>(
    auth: Auth,
    deadline: number,
    run: (client: MessagesClient, signal: AbortSignal, call: CallOptions) => Promise<T>,
  ): Promise<Answer<T>> {
    const { signal } = deps;
    const recorder = createRecorder(deps.clock(), deps.now, keptBytes);
    const controller = new AbortController();
    let reason: MessagesError | undefined;
    const giveUp = (error: MessagesError) => {
      reason ??= error;
      controller.abort();
    };
    const stop = () => controller.abort();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const timer = setTimeout(() => giveUp(silence(recorder.exchanges.at(-1), deadline)), deadline);
    const observer = bounded(recorder, longestAnswer, giveUp);
    try {
      const client = await deps.clientFor({ ...endpoint, auth });
      const value = await run(client, controller.signal, { observer, attempts: 1 });
      return { ok: true, value, exchange: recorder.exchanges.at(-1) };
    } catch (thrown) {
      const error = reason ?? thrown;
      if (signal.aborted || !isMessagesError(error)) throw thrown;
      return { ok: false, error, exchange: recorder.exchanges.at(-1) };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      taken.push(...recorder.exchanges);
    }
  }

  return {
    endpoint,
    proxies: deps.proxies,
    known,
    usages,
    send: (request, auth = endpoint.auth) =>
      ask(auth, deadlines.reply, async (client, signal, call) => {
        const reply = await client.send({ ...request, model: known.model }, { ...call, signal });
        usages.push(reply.message.usage);
        return reply;
      }),
    models: (auth = endpoint.auth) => ask(auth, deadlines.call, (client, signal, call) => client.models(signal, call)),
    countTokens: (request) =>
      ask(endpoint.auth, deadlines.call, (client, signal, call) =>
        client.countTokens({ ...request, model: known.model }, signal, call),
      ),
    taken() {
      const since = taken;
      taken = [];
      return since;
    },
  };
}

/** The deadline has passed: before anything came, or in the middle of it. */
function silence(exchange: RecordedExchange | undefined, deadline: number): MessagesError {
  return new MessagesError(exchange?.response ? 'idle_timeout' : 'connect_timeout', { subject: `${deadline}` });
}

/** An observer that also gives up an answer that is longer than the bound. */
function bounded(observer: ExchangeObserver, bound: number, giveUp: (error: MessagesError) => void): ExchangeObserver {
  let size = 0;
  return {
    onRequest: (request) => observer.onRequest(request),
    onResponse: (response) => observer.onResponse(response),
    onBytes(bytes) {
      observer.onBytes(bytes);
      size += bytes.length;
      if (size > bound) giveUp(new MessagesError('too_long', { subject: `${bound}` }));
    },
    onEnd: (error) => observer.onEnd(error),
  };
}
