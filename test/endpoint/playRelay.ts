/** What a server that is described as data answers to a request. */
import type { ContentBlock, Usage } from '../../src/messages/types';
import { createCache, type Cache } from './billing';
import type { Relay, Said, Support } from './relays';
import { raw, reply, type Script } from './script';

export interface RelayState {
  readonly relay: Relay;
  /** The key that it takes; any when unset. */
  readonly key?: string | undefined;
  /** `false` for an account without money. */
  readonly hasBalance?: boolean | undefined;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

export interface RelayAnswer {
  readonly script: Script;
  /** What its cache makes of the request, where it has one. */
  readonly billed?: Usage;
}

export interface PlayedRelay {
  answer(request: Asked, requestId: string): RelayAnswer;
  headers(requestId: string): Record<string, string>;
}

export function playedRelay({ relay, key, hasBalance = true }: RelayState): PlayedRelay {
  const cache = createCache();

  function answer(request: Asked, id: string): RelayAnswer {
    const say = (said: Said): RelayAnswer => ({ script: scriptOf(said, request, id) });
    const { pathname } = new URL(request.path, 'http://localhost');
    const route = `${request.method} ${pathname}`;
    if (!routes.includes(route)) return say(relay.noRoute);
    if (route.endsWith('/messages') && relay.messages) return say(relay.messages);
    const refusal = keyRefusal(relay, request.headers, key);
    if (refusal) return say(refusal);
    if (route.endsWith('/models')) return say(relay.models);
    const { body = {} } = request;
    if (relay.noSuchModel && !listedBy(relay).includes(body['model'])) return say(relay.noSuchModel);
    if (route.endsWith('/count_tokens')) {
      return say(
        typeof relay.countTokens === 'object' ? relay.countTokens : { status: 200, body: { input_tokens: 14 } },
      );
    }
    if (!Array.isArray(body['messages']) || body['messages'].length === 0) return say(relay.emptyRequest);
    if (!hasBalance && relay.noBalance) return say(relay.noBalance);
    const refused = refusedPart(relay, body);
    if (refused) return say(refused);
    const { stopReasons = {} } = relay;
    const blocks = blocksFor(relay, body);
    const stop = blocks.some(({ type }) => type === 'tool_use') ? 'tool_use' : 'end_turn';
    const diagnosed = relay.diagnostics === 'works' && 'diagnostics' in body;
    return {
      script: reply(blocks, { stopReason: stopReasons[stop], ...(diagnosed && { more: { diagnostics: missReason } }) }),
      billed: relay.caching === 'works' ? usageOf(cache, body) : undefined,
    };
  }

  return { answer, headers: (id) => filled(relay.headers ?? {}, { id }) };
}

const routes = ['POST /v1/messages', 'POST /v1/messages/count_tokens', 'GET /v1/models'];
const missReason = { cache_miss_reason: { type: 'previous_message_not_found' } };

function listedBy({ models: { body } }: Relay): unknown[] {
  const { data = [] } = body as { readonly data?: readonly { readonly id: unknown }[] };
  return data.map(({ id }) => id);
}

function keyRefusal(
  { auth, noKey, wrongKey }: Relay,
  headers: Asked['headers'],
  key: string | undefined,
): Said | undefined {
  if (auth === 'none') return undefined;
  const bearer = /^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1];
  const apiKey = headers['x-api-key'];
  const sent = auth === 'bearer' ? bearer : auth === 'x-api-key' ? apiKey : (bearer ?? apiKey);
  if (!sent) return noKey;
  return key !== undefined && sent !== key ? wrongKey : undefined;
}

function refusedPart(relay: Relay, body: Readonly<Record<string, unknown>>): Said | undefined {
  const tools = (body['tools'] ?? []) as readonly object[];
  const own = tools.filter((tool) => 'input_schema' in tool);
  const parts: readonly (readonly [Support, boolean])[] = [
    [relay.thinking, 'thinking' in body],
    [relay.caching, JSON.stringify(body).includes('"cache_control"')],
    [relay.tools, own.length > 0],
    [relay.serverTools, tools.length > own.length],
    [relay.diagnostics, 'diagnostics' in body],
  ];
  for (const [support, isAsked] of parts) if (isAsked && typeof support === 'object') return support;
  return undefined;
}

function blocksFor({ thinking, tools }: Relay, body: Readonly<Record<string, unknown>>): ContentBlock[] {
  const asked = JSON.stringify(body['messages']);
  const own = ((body['tools'] ?? []) as readonly object[]).find((tool) => 'input_schema' in tool);
  const thought = { type: 'thinking', thinking: 'Let me see.', signature: 'c2ln' };
  const call = { type: 'tool_use', id: 'toolu_1', name: 'add', input: { a: 17, b: 25 } };
  const text = asked.includes('Count') ? Array.from({ length: 20 }, (_, n) => n + 1).join(' ') : 'OK';
  return [
    ...(thinking === 'works' && 'thinking' in body ? [thought] : []),
    own && tools === 'works' ? call : { type: 'text', text },
  ];
}

function usageOf(cache: Cache, body: Readonly<Record<string, unknown>>): Usage {
  const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = cache.bill(body);
  return { input_tokens, cache_creation_input_tokens, cache_read_input_tokens };
}

function scriptOf({ status, body, headers }: Said, { method, path, body: sent }: Asked, id: string): Script {
  const { pathname } = new URL(path, 'http://localhost');
  const names = { id, method, path: pathname, model: String(sent?.['model']) };
  const text = filled(body, names);
  const type = typeof text === 'string' ? 'text/html' : 'application/json';
  return raw(typeof text === 'string' ? text : JSON.stringify(text), {
    status,
    headers: { 'content-type': type, ...(headers && filled(headers, names)) },
  });
}

/** The texts of a value, with the names in braces replaced. */
function filled<T extends string | object>(value: T, names: Readonly<Record<string, string>>): T {
  const text = JSON.stringify(value).replace(/\{(id|method|path|model)\}/g, (whole, name: string) =>
    names[name] === undefined ? whole : JSON.stringify(names[name]).slice(1, -1),
  );
  return JSON.parse(text) as T;
}
