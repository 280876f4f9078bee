/**
 * A Messages endpoint on loopback, for tests, benchmarks and the demo without a key. It checks requests as the real API
 * does and answers in its shapes; what it says is scripted, or comes from `demo.ts`.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Usage } from '../../src/messages/types';
import type { Bill, Cache } from './billing';
import { demoReply } from './demo';
import { playedRelay } from './playRelay';
import type { Relay } from './relays';
import { play, type PlayOptions, type Script } from './script';
import { checkCountTokens, checkHeaders, checkMessages, type Refusal, type Rules } from './validate';

export * from './fixture';
export * from './relays';
export * from './script';
export { signedReply } from './appendOnly';
export { demoReply } from './demo';

export interface EndpointOptions extends Partial<Rules> {
  /** Any free one unless set. */
  readonly port?: number;
  readonly host?: string;
  /** What is answered when no script is queued; the demo unless set. */
  readonly reply?: Script | ((request: RecordedRequest) => Script | Promise<Script>);
  /** Milliseconds before each delta of a stream. */
  readonly delay?: number;
  /** Ids for `GET /v1/models`; `false` for a server without that call. */
  readonly models?: readonly string[] | false;
  /** What has been read before, where requests are billed by that. */
  readonly cache?: Cache;
  /** `false` for a server without `count_tokens`. */
  readonly countTokens?: boolean;
  /** Answers as this server does, in place of the real API; queued scripts still come first. */
  readonly relay?: Relay;
  /** `false`: the account at the relay has no money. */
  readonly hasBalance?: boolean;
}

export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed; undefined when there was none or it was no JSON. */
  readonly body: Record<string, unknown> | undefined;
  readonly text: string;
  /** Resolves when the response has ended or its reader has gone: true when it was sent whole. */
  readonly ended: Promise<boolean>;
}

export interface TestEndpoint {
  /** Base URL, without `/v1`. */
  readonly url: string;
  readonly port: number;
  /** Every request, refused ones included. */
  readonly requests: RecordedRequest[];
  /** Connections that are open now. */
  connections(): Promise<number>;
  /** Queues the answer to the next request that passes the checks. */
  script(...next: Script[]): void;
  /** Ends every connection and stops listening. */
  close(): Promise<void>;
}

const defaultModels = [
  'claude-sonnet-5-5',
  'claude-opus-5-5',
  'claude-haiku-5-5',
  'claude-sonnet-4-5',
  'claude-haiku-4-5',
];

export async function startEndpoint(options: EndpointOptions = {}): Promise<TestEndpoint> {
  const rules: Rules = { ...options, auth: options.auth ?? 'any' };
  const requests: RecordedRequest[] = [];
  const queue: Script[] = [];
  const relay = options.relay && playedRelay({ ...options, relay: options.relay });
  let counter = 0;

  async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await record(message, response);
    requests.push(request);
    const requestId = `req_test${String(++counter).padStart(6, '0')}`;
    allowBrowsers(request, response);
    const refuse = (refusal: Refusal) => sendError(response, refusal, requestId);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    if (relay) {
      const { script, billed } = relay.answer(request, requestId);
      const headers = relay.headers(requestId);
      return play(queue.shift() ?? script, response, { ...howToPlay(request, requestId), headers, billed });
    }
    const url = new URL(request.path, 'http://localhost');
    const route = `${request.method} ${url.pathname}`;
    const known =
      routes.has(route) &&
      !(route.endsWith('/models') && options.models === false) &&
      !(route.endsWith('/count_tokens') && options.countTokens === false);
    if (!known) return refuse({ status: 404, type: 'not_found_error', message: 'Not found' });
    const refusal = checkHeaders(request.headers, rules, request.method === 'POST');
    if (refusal) return refuse(refusal);
    if (request.method === 'POST' && request.body === undefined) {
      return refuse({ status: 400, type: 'invalid_request_error', message: 'The request body is not valid JSON' });
    }
    response.setHeader('request-id', requestId);
    if (url.pathname === '/v1/models') return sendModels(response, url.searchParams, options.models || defaultModels);
    if (url.pathname === '/v1/messages/count_tokens') {
      const wrong = checkCountTokens(request.body, request.headers, rules);
      return wrong ? refuse(wrong) : sendJson(response, 200, { input_tokens: estimateTokens(request) });
    }
    const wrong = checkMessages(request.body, request.headers, rules);
    if (wrong) return refuse(wrong);
    const { reply } = options;
    const script =
      queue.shift() ?? (typeof reply === 'function' ? await reply(request) : (reply ?? demoReply(request.body!)));
    const billed = options.cache && usageOf(options.cache.bill(request.body!));
    await play(script, response, { ...howToPlay(request, requestId), billed });
  }

  function howToPlay(request: RecordedRequest, requestId: string): PlayOptions {
    return {
      model: String(request.body?.['model']),
      stream: request.body?.['stream'] === true,
      requestId,
      inputTokens: estimateTokens(request),
      delay: options.delay ?? 0,
    };
  }

  const server = createServer((message, response) => {
    answer(message, response).catch((error: unknown) => {
      // A fault of the double itself: loud, so that no test takes it for the client's.
      console.error(error);
      response.destroy();
    });
  });
  const host = options.host ?? '127.0.0.1';
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests,
    connections: () =>
      new Promise((resolve, reject) => server.getConnections((error, n) => (error ? reject(error) : resolve(n)))),
    script: (...next) => void queue.push(...next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const routes = new Set(['POST /v1/messages', 'POST /v1/messages/count_tokens', 'GET /v1/models']);

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

async function record(message: IncomingMessage, response: ServerResponse): Promise<RecordedRequest> {
  const ended = new Promise<boolean>((resolve) => response.once('close', () => resolve(response.writableFinished)));
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  let body: Record<string, unknown> | undefined;
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Refused where a body is needed.
  }
  return {
    method: message.method ?? '',
    path: message.url ?? '',
    headers: message.headers as Record<string, string>,
    body,
    text,
    ended,
  };
}

/** As the real API: a browser is let in only when the client says that it means to be in one. */
function allowBrowsers({ headers, method }: RecordedRequest, response: ServerResponse): void {
  const flag = 'anthropic-dangerous-direct-browser-access';
  const asked =
    method === 'OPTIONS'
      ? (headers['access-control-request-headers'] ?? '').toLowerCase().includes(flag)
      : flag in headers;
  if (!asked) return;
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-methods', 'GET, POST');
  response.setHeader('access-control-allow-headers', headers['access-control-request-headers'] ?? '*');
  response.setHeader('access-control-expose-headers', 'request-id, retry-after');
}

function sendModels(response: ServerResponse, query: URLSearchParams, ids: readonly string[]): void {
  const limit = Math.min(Number(query.get('limit') ?? 20), 1000);
  const after = query.get('after_id');
  const begin = after === null ? 0 : ids.indexOf(after) + 1;
  const page = ids.slice(begin, begin + limit);
  const data = page.map((id, n) => ({
    type: 'model',
    id,
    display_name: id.replace(/-/g, ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    created_at: new Date(Date.UTC(2026, 5, 1) - (begin + n) * 86_400_000).toISOString(),
  }));
  sendJson(response, 200, {
    data,
    has_more: begin + limit < ids.length,
    first_id: page[0] ?? null,
    last_id: page.at(-1) ?? null,
  });
}

function sendError(response: ServerResponse, { status, type, message }: Refusal, requestId: string): void {
  response.setHeader('request-id', requestId);
  sendJson(response, status, { type: 'error', error: { type, message }, request_id: requestId });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function usageOf({ input_tokens, cache_creation_input_tokens, cache_read_input_tokens }: Bill): Usage {
  return { input_tokens, cache_creation_input_tokens, cache_read_input_tokens };
}

/** About four characters a token. */
function estimateTokens({ body }: RecordedRequest): number {
  const { messages, system = '', tools = '' } = body ?? {};
  return Math.max(1, Math.ceil(JSON.stringify([messages, system, tools]).length / 4));
}
