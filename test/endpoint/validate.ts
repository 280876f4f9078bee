import { checkAppendOnly } from './appendOnly';

/** What is wrong with a request, in the words and the statuses of the real API. */
export interface Refusal {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

export interface Rules {
  /** How requests prove themselves. `any`: by exactly one of the two headers. */
  readonly auth: 'bearer' | 'x-api-key' | 'none' | 'any';
  /** The only key that is taken; any when unset. */
  readonly key?: string | undefined;
  /** Takes top-level fields that the API does not have. */
  readonly allowExtra?: boolean | undefined;
  /** Takes model ids that do not begin with `claude-`. */
  readonly anyModel?: boolean | undefined;
  /** Refuses two messages of one role in a row, as the templates of local models do. */
  readonly strictTurns?: boolean | undefined;
  /** Refuses thinking whose system prompt, tools or history has changed, as the newer models do. */
  readonly appendOnly?: boolean | undefined;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

export function checkHeaders(headers: Headers, rules: Rules, hasBody: boolean): Refusal | undefined {
  if (hasBody && !/^application\/json\b/i.test(String(headers['content-type'] ?? ''))) {
    return invalid('content-type: Input should be application/json');
  }
  const version = headers['anthropic-version'];
  if (version === undefined) return invalid('anthropic-version: header is required');
  if (!/^\d{4}-\d{2}-\d{2}$/.test(String(version)))
    return invalid(`anthropic-version: "${String(version)}" is not a valid version`);
  return checkKey(headers, rules);
}

function checkKey(headers: Headers, { auth, key }: Rules): Refusal | undefined {
  const apiKey = headers['x-api-key'];
  const bearer = /^Bearer (.+)$/.exec(String(headers['authorization'] ?? ''))?.[1];
  if (auth === 'none') return undefined;
  if (headers['authorization'] !== undefined && apiKey !== undefined) {
    return unauthorized('both an x-api-key and an Authorization header were sent');
  }
  const sent = auth === 'bearer' ? bearer : auth === 'x-api-key' ? apiKey : (apiKey ?? bearer);
  const name = auth === 'bearer' ? 'authorization' : 'x-api-key';
  if (sent === undefined || sent === '') return unauthorized(`${name} header is required`);
  if (key !== undefined && sent !== key)
    return unauthorized(sent === apiKey ? 'invalid x-api-key' : 'Invalid bearer token');
  return undefined;
}

type Body = Readonly<Record<string, unknown>>;

/** The checks of `POST /v1/messages`, in the order in which the real API finds fault. */
export function checkMessages(value: unknown, headers: Headers, rules: Rules): Refusal | undefined {
  if (!isObject(value)) return invalid('Input should be a valid dictionary');
  const extra = Object.keys(value).find((name) => !fields.has(name));
  return (
    checkShape(value) ??
    (extra !== undefined && !rules.allowExtra ? invalid(`${extra}: Extra inputs are not permitted`) : undefined) ??
    checkModel(value, rules) ??
    checkSystem(value['system']) ??
    checkTools(value) ??
    checkConversation(value['messages'] as unknown[], rules) ??
    checkServerTools(value['messages'] as Body[]) ??
    (rules.appendOnly ? checkAppendOnly(value) : undefined) ??
    checkThinking(value) ??
    checkSampling(value, headers) ??
    checkBreakpoints(value)
  );
}

/** `count_tokens` takes fewer fields, and no limit. */
export function checkCountTokens(value: unknown, headers: Headers, rules: Rules): Refusal | undefined {
  if (!isObject(value)) return invalid('Input should be a valid dictionary');
  const refused = ['max_tokens', 'stream', 'temperature', 'top_p', 'top_k', 'stop_sequences', 'metadata'].find(
    (name) => name in value,
  );
  if (refused !== undefined) return invalid(`${refused}: Extra inputs are not permitted`);
  return checkMessages({ ...value, max_tokens: 1_000_000 }, headers, rules);
}

// prettier-ignore
const fields = new Set([
  'model', 'max_tokens', 'messages', 'system', 'stop_sequences', 'stream', 'temperature', 'top_p', 'top_k', 'tools',
  'tool_choice', 'thinking', 'metadata', 'output_config', 'service_tier', 'container', 'cache_control',
  'context_management', 'mcp_servers',
]);

const required = ['model', 'max_tokens', 'messages'];

const shapes: Readonly<Record<string, readonly [test: (value: unknown) => boolean, should: string]>> = {
  model: [(value) => typeof value === 'string', 'Input should be a valid string'],
  max_tokens: [Number.isInteger, 'Input should be a valid integer'],
  messages: [Array.isArray, 'Input should be a valid list'],
  stop_sequences: [
    (value) => Array.isArray(value) && value.every((item) => typeof item === 'string'),
    'Input should be a valid list of strings',
  ],
  stream: [(value) => typeof value === 'boolean', 'Input should be a valid boolean'],
  temperature: [isNumber, 'Input should be a valid number'],
  top_p: [isNumber, 'Input should be a valid number'],
  top_k: [Number.isInteger, 'Input should be a valid integer'],
  tools: [Array.isArray, 'Input should be a valid list'],
  tool_choice: [isObject, 'Input should be a valid dictionary'],
  thinking: [isObject, 'Input should be a valid dictionary'],
  metadata: [isObject, 'Input should be a valid dictionary'],
  output_config: [isObject, 'Input should be a valid dictionary'],
};

function checkShape(body: Body): Refusal | undefined {
  const missing = required.find((name) => !(name in body));
  if (missing !== undefined) return invalid(`${missing}: Field required`);
  for (const [name, [test, should]] of Object.entries(shapes)) {
    if (name in body && !test(body[name])) return invalid(`${name}: ${should}`);
  }
  const blank = (body['stop_sequences'] as string[] | undefined)?.some((text) => text.trim() === '');
  if (blank) return invalid('stop_sequences: each stop sequence must contain non-whitespace');
  if ((body['max_tokens'] as number) < 1) return invalid('max_tokens: Input should be greater than or equal to 1');
  return undefined;
}

function checkModel({ model }: Body, { anyModel }: Rules): Refusal | undefined {
  if (anyModel || String(model).startsWith('claude-')) return undefined;
  return { status: 404, type: 'not_found_error', message: `model: ${String(model)}` };
}

function checkSystem(system: unknown): Refusal | undefined {
  if (system === undefined || typeof system === 'string') return undefined;
  if (!Array.isArray(system)) return invalid('system: Input should be a valid list');
  for (const [n, block] of system.entries()) {
    if (!isObject(block) || block['type'] !== 'text') return invalid(`system.${n}.type: Input should be 'text'`);
    if (typeof block['text'] !== 'string') return invalid(`system.${n}.text: Field required`);
    if (String(block['text']).trim() === '') return invalid('system: text content blocks must be non-empty');
  }
  return undefined;
}

function checkTools(body: Body): Refusal | undefined {
  const tools = (body['tools'] as unknown[] | undefined) ?? [];
  const names = new Set<string>();
  for (const [n, tool] of tools.entries()) {
    if (!isObject(tool)) return invalid(`tools.${n}: Input should be a valid dictionary`);
    if (!/^[a-zA-Z0-9_-]{1,128}$/.test(String(tool['name'] ?? ''))) {
      return invalid(`tools.${n}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
    }
    // The server's own tools have a type of theirs, and no schema.
    const isCustom = tool['type'] === undefined || tool['type'] === 'custom';
    const schema = tool['input_schema'];
    if (isCustom && !isObject(schema)) return invalid(`tools.${n}.custom.input_schema: Field required`);
    if (isCustom && (schema as Body)['type'] !== 'object')
      return invalid(`tools.${n}.custom.input_schema.type: Input should be 'object'`);
    if (names.has(String(tool['name']))) return invalid('tools: Tool names must be unique.');
    names.add(String(tool['name']));
  }
  const choice = body['tool_choice'] as Body | undefined;
  if (!choice) return undefined;
  if (!['auto', 'any', 'tool', 'none'].includes(String(choice['type'])))
    return invalid("tool_choice: Input tag should be 'auto', 'any', 'tool' or 'none'");
  if (tools.length === 0) return invalid('tool_choice: tool_choice may only be specified while providing tools');
  if (choice['type'] === 'tool' && !names.has(String(choice['name'])))
    return invalid(`tool_choice: Tool '${String(choice['name'])}' not found in provided tools`);
  return undefined;
}

function checkConversation(messages: readonly unknown[], { strictTurns }: Rules): Refusal | undefined {
  if (messages.length === 0) return invalid('messages: at least one message is required');
  let open: string[] = [];
  for (const [n, message] of messages.entries()) {
    if (!isObject(message)) return invalid(`messages.${n}: Input should be a valid dictionary`);
    const { role, content, ...rest } = message;
    if (role !== 'user' && role !== 'assistant')
      return invalid(`messages.${n}.role: Input should be 'user' or 'assistant'`);
    if (n === 0 && role !== 'user') return invalid('messages: first message must use the "user" role');
    if (strictTurns && n > 0 && role === (messages[n - 1] as Body)['role']) {
      return invalid('Conversation roles must alternate user/assistant/user/assistant/...');
    }
    const extra = Object.keys(rest)[0];
    if (extra !== undefined) return invalid(`messages.${n}.${extra}: Extra inputs are not permitted`);
    if (content === undefined) return invalid(`messages.${n}.content: Field required`);
    if (typeof content !== 'string' && !Array.isArray(content))
      return invalid(`messages.${n}.content: Input should be a valid list`);
    const isLastAssistant = role === 'assistant' && n === messages.length - 1;
    if (content.length === 0 && !isLastAssistant) {
      return invalid(
        `messages.${n}: all messages must have non-empty content except for the optional final assistant message`,
      );
    }
    const blocks: unknown[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    const wrong = typeof content === 'string' ? undefined : checkBlocks(blocks, role, `messages.${n}.content`);
    if (wrong) return wrong;
    const pairing = checkPairing(blocks as Body[], open, n);
    if (pairing) return pairing;
    if (role === 'assistant' && isThinking(blocks.at(-1))) {
      return invalid(`messages.${n}: The final block in an assistant message cannot be \`thinking\`.`);
    }
    open = (blocks as Body[]).filter(({ type }) => type === 'tool_use').map(({ id }) => String(id));
    if (isLastAssistant && /\s$/.test(String((blocks.at(-1) as Body | undefined)?.['text'] ?? ''))) {
      return invalid('messages: final assistant content cannot end with trailing whitespace');
    }
  }
  return undefined;
}

/** What a block must have; only the kinds that a client makes up itself. */
const blockFields: Readonly<Record<string, readonly string[]>> = {
  text: ['text'],
  image: ['source'],
  document: ['source'],
  search_result: ['source', 'title', 'content'],
  thinking: ['thinking', 'signature'],
  redacted_thinking: ['data'],
  tool_use: ['id', 'name', 'input'],
  server_tool_use: ['id', 'name', 'input'],
  tool_result: ['tool_use_id'],
};

function checkBlocks(blocks: readonly unknown[], role: string, path: string): Refusal | undefined {
  for (const [n, block] of blocks.entries()) {
    if (!isObject(block) || typeof block['type'] !== 'string') return invalid(`${path}.${n}.type: Field required`);
    const { type } = block;
    const wanted = blockFields[type];
    // Kinds of the server's own come back in assistant turns; nobody else makes them up.
    if (!wanted && role === 'user')
      return invalid(`${path}.${n}: Input tag '${type}' found using 'type' does not match any of the expected tags`);
    const missing = wanted?.find((name) => block[name] === undefined);
    if (missing !== undefined) return invalid(`${path}.${n}.${type}.${missing}: Field required`);
    if (type === 'text' && typeof block['text'] !== 'string')
      return invalid(`${path}.${n}.text.text: Input should be a valid string`);
    if (type === 'text' && block['text'] === '') return invalid('messages: text content blocks must be non-empty');
    if (type === 'text' && String(block['text']).trim() === '')
      return invalid('messages: text content blocks must contain non-whitespace text');
    if ((type === 'tool_use' || type === 'server_tool_use') && (!block['id'] || !block['name']))
      return invalid(`${path}.${n}.${type}.id: String should have at least 1 character`);
    if (type === 'tool_use' && !isObject(block['input']))
      return invalid(`${path}.${n}.tool_use.input: Input should be a valid dictionary`);
    if ('partial_input' in block) return invalid(`${path}.${n}.${type}.partial_input: Extra inputs are not permitted`);
    const asUser = type === 'tool_result' || type === 'image' || type === 'document' || type === 'search_result';
    const asAssistant = type === 'tool_use' || type === 'thinking' || type === 'redacted_thinking';
    if ((asUser && role !== 'user') || (asAssistant && role !== 'assistant')) {
      return invalid(`${path}.${n}: \`${type}\` blocks can only be in \`${asUser ? 'user' : 'assistant'}\` messages`);
    }
  }
  return undefined;
}

function isThinking(block: unknown): boolean {
  return isObject(block) && (block['type'] === 'thinking' || block['type'] === 'redacted_thinking');
}

/** A call of the server's own tools has its result further on, and a result its call; only a reply that paused waits. */
function checkServerTools(messages: readonly Body[]): Refusal | undefined {
  const said = messages.filter(({ role, content }) => role === 'assistant' && Array.isArray(content));
  const blocks = said.flatMap(({ content }) => content as Body[]);
  const calls = blocks.filter(({ type }) => type === 'server_tool_use' || type === 'mcp_tool_use');
  const callers = blocks.map(({ caller }) => (isObject(caller) ? caller['tool_id'] : undefined));
  const results = blocks.filter((block) => 'tool_use_id' in block).map((block) => block['tool_use_id']);
  const orphan = results.find((id) => !calls.some((call) => call['id'] === id));
  if (orphan !== undefined)
    return invalid(`messages: unexpected \`tool_use_id\` found in a tool result: ${String(orphan)}`);
  const isPaused = messages.at(-1)?.['role'] === 'assistant';
  const open = calls.find(({ id }) => !results.includes(id) && !callers.includes(id));
  if (!open || isPaused) return undefined;
  const name = String(open['name']);
  return invalid(
    `messages: \`${name}\` tool use with id \`${String(open['id'])}\` was found without a corresponding \`${name}_tool_result\` block`,
  );
}

/** Each tool call is answered in the very next message, and only calls are. */
function checkPairing(blocks: readonly Body[], open: readonly string[], n: number): Refusal | undefined {
  const answered = blocks.filter(({ type }) => type === 'tool_result').map((block) => String(block['tool_use_id']));
  const unasked = answered.find((id) => !open.includes(id));
  if (unasked !== undefined) {
    return invalid(
      `messages.${n}.content: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${unasked}. Each \`tool_result\` block must have a corresponding \`tool_use\` block in the previous message.`,
    );
  }
  const last = blocks.findLastIndex(({ type }) => type === 'tool_result');
  if (last >= answered.length) return invalid(`messages.${n}.content: tool_result blocks must come first`);
  if (new Set(answered).size < answered.length) {
    return invalid(`messages.${n}.content: each tool_use must have a single result`);
  }
  const unanswered = open.filter((id) => !answered.includes(id));
  if (unanswered.length === 0) return undefined;
  return invalid(
    `messages.${n - 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${unanswered.join(', ')}. Each \`tool_use\` block must have a corresponding \`tool_result\` block in the next message.`,
  );
}

function checkThinking(body: Body): Refusal | undefined {
  const thinking = body['thinking'] as Body | undefined;
  if (!thinking) return undefined;
  const { type, budget_tokens: budget, display } = thinking;
  if (!['enabled', 'adaptive', 'disabled', 'between_tools'].includes(String(type)))
    return invalid("thinking: Input tag should be 'enabled', 'adaptive', 'disabled' or 'between_tools'");
  if (display !== undefined && display !== 'summarized' && display !== 'omitted')
    return invalid("thinking.display: Input should be 'summarized' or 'omitted'");
  if (type !== 'enabled') return undefined;
  if (!Number.isInteger(budget)) return invalid('thinking.enabled.budget_tokens: Field required');
  if ((budget as number) < 1024)
    return invalid('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024');
  if ((budget as number) >= (body['max_tokens'] as number))
    return invalid('`max_tokens` must be greater than `thinking.budget_tokens`');
  if (body['temperature'] !== undefined && body['temperature'] !== 1)
    return invalid('`temperature` may only be set to 1 when thinking is enabled');
  if (body['top_k'] !== undefined) return invalid('`top_k` must be unset when thinking is enabled');
  const choice = (body['tool_choice'] as Body | undefined)?.['type'];
  if (choice === 'any' || choice === 'tool')
    return invalid('Thinking may not be enabled when tool_choice forces tool use.');
  return undefined;
}

function checkSampling(body: Body, headers: Headers): Refusal | undefined {
  const between = (name: string) => {
    const value = body[name] as number | undefined;
    if (value === undefined) return undefined;
    if (value < 0) return invalid(`${name}: Input should be greater than or equal to 0`);
    return name !== 'top_k' && value > 1 ? invalid(`${name}: Input should be less than or equal to 1`) : undefined;
  };
  const names = ['temperature', 'top_p', 'top_k'];
  const set = names.find((name) => body[name] !== undefined);
  if (set !== undefined && headers['anthropic-version'] === '2026-10-21')
    return invalid(`${set}: not supported in this API version`);
  return names.map(between).find((wrong) => wrong !== undefined);
}

function checkBreakpoints(body: Body): Refusal | undefined {
  const marked = [body['tools'], body['system'], body['messages'], { cache_control: body['cache_control'] }];
  const found = JSON.stringify(marked).match(/"cache_control":\{/g)?.length ?? 0;
  if (found > 4) return invalid(`A maximum of 4 blocks with cache_control may be provided. Found ${found}.`);
  for (const [n, { content }] of (body['messages'] as { content: unknown }[]).entries()) {
    for (const [index, block] of (Array.isArray(content) ? (content as Body[]) : []).entries()) {
      if (block['cache_control'] == null) continue;
      const at = `messages.${n}.content.${index}`;
      if (/thinking$/.test(String(block['type'])))
        return invalid(`${at}.thinking.cache_control: Extra inputs are not permitted`);
      if (block['type'] === 'text' && String(block['text']).trim() === '')
        return invalid(`${at}.text: cache_control cannot be set for empty text blocks`);
    }
  }
  return undefined;
}

function invalid(message: string): Refusal {
  return { status: 400, type: 'invalid_request_error', message };
}

function unauthorized(message: string): Refusal {
  return { status: 401, type: 'authentication_error', message };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value);
}
