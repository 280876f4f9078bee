/** What is asked of the router, what the server behind it says, and what must come of it. */
import type { LLMock } from '@copilotkit/aimock';
import type { Chip } from '../../src/conversation/model';
import type { Outcome } from '../fixtures/firstQuestion';

export interface Row {
  readonly name: string;
  /** The server behind the router answers by it. */
  readonly question: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly chips?: readonly Chip[];
  readonly isRight: (outcome: Outcome) => boolean;
}

/** The server behind the router. A text counts where a question has it. */
export function script(mock: LLMock): void {
  const refuse = (question: string, status: number, message: string, type: string, code?: string) =>
    mock.onMessage(question, { error: { message, type, code }, status });
  mock.onMessage('hello', { content: 'Hello from **aimock**, 日本 😀!' });
  mock.onMessage('weather', { toolCalls: [{ name: 'get_weather', arguments: '{"city":"Paris","days":[1,2]}' }] });
  mock.onMessage('think', { content: 'Done.', reasoning: 'Let me think about it.' });
  refuse('busy', 429, 'Slow down', 'rate_limit_error');
  refuse('poor', 429, 'You exceeded your current quota', 'insufficient_quota', 'insufficient_quota');
  refuse('locked', 401, 'Incorrect API key provided', 'invalid_request_error', 'invalid_api_key');
  refuse('absent', 404, 'The model `x` does not exist', 'invalid_request_error', 'model_not_found');
  refuse('fail', 500, 'Internal', 'server_error');
  refuse(
    'lengthy',
    ...[400, "This model's maximum context length is 4096 tokens. However, your messages resulted in 5000 tokens."],
    ...(['invalid_request_error', 'context_length_exceeded'] as const),
  );
  mock.addFixture({
    match: { userMessage: 'room', predicate: (request) => Number(request['max_tokens']) > 4062 },
    response: {
      error: {
        message:
          "'max_tokens' is too large: 32000. This model's maximum context length is 4096 tokens and your request has 34 input tokens",
        type: 'invalid_request_error',
      },
      status: 400,
    },
  });
  mock.onMessage('room', { content: 'It fits.' });
  mock.addFixture({
    match: { userMessage: 'cut' },
    response: { content: 'This will be cut off somewhere' },
    latency: 5,
    truncateAfterChunks: 4,
  });
  // What a check asks.
  mock.onMessage('the single word OK', { content: 'OK' });
  mock.onMessage('Count from 1 to 20', { content: '1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20' });
  mock.onMessage('17 times 23', { content: '391' });
  mock.onMessage('add 17 and 25', { toolCalls: [{ name: 'add', arguments: '{"a":17,"b":25}' }] });
}

const text = (expected: string) => (outcome: Outcome) => outcome.sentence === undefined && outcome.text === expected;
const says =
  (expected: RegExp, ...steps: readonly string[]) =>
  (outcome: Outcome) =>
    expected.test(outcome.sentence ?? '') && steps.every((step) => outcome.steps.includes(step));

const hello = text('Hello from **aimock**, 日本 😀!');

const weather = {
  name: 'get_weather',
  description: 'The weather of a city.',
  input_schema: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'array' } } },
};

const picture: Chip = {
  ...{ id: 'dot', label: 'dot.png', code: '', languageId: '', tokens: 100 },
  block: {
    type: 'image',
    source: {
      ...{ type: 'base64', media_type: 'image/png' },
      data: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    },
  },
};

function hasTool({ turn, sentence }: Outcome): boolean {
  const [call] = turn.content as readonly { readonly type: string; readonly input?: unknown }[];
  const isWhole = JSON.stringify(call?.input) === '{"city":"Paris","days":[1,2]}';
  return sentence === undefined && call?.type === 'tool_use' && isWhole && turn.stopReason === 'tool_use';
}

/** In a reply that is asked for whole the router leaves thinking out; the reply itself is there. */
function hasThought(stream: boolean): Row['isRight'] {
  return ({ turn, ...outcome }) => {
    const thought = turn.content.some(({ type }) => type === 'thinking');
    return text('Done.')({ turn, ...outcome }) && thought === stream;
  };
}

/** Each with a reply that streams and with one that is asked for whole. */
export const rows: readonly Row[] = [true, false].flatMap((stream) =>
  (
    [
      { name: 'a plain answer', question: 'hello', isRight: hello },
      { name: 'a system prompt', question: 'hello', settings: { system: 'Be brief.' }, isRight: hello },
      { name: 'a tool call', question: 'weather', settings: { tools: [weather] }, isRight: hasTool },
      { name: 'thinking', question: 'think', settings: { model: 'thinker' }, isRight: hasThought(stream) },
      {
        ...{ name: 'thinking of a model that has none', question: 'hello', isRight: hello },
        settings: { thinking: { type: 'enabled', budget_tokens: 1024 } },
      },
      { name: 'an image', question: 'hello', chips: [picture], isRight: hello },
      { name: 'a rate limit', question: 'busy', isRight: says(/is rate-limiting requests/, 'retry') },
      { name: 'no balance', question: 'poor', isRight: says(/balance or billing/) },
      { name: 'a key that is refused', question: 'locked', isRight: says(/did not accept the API key/) },
      {
        name: 'a server error',
        question: 'fail',
        isRight: says(/reported an internal error/, 'retry', 'checkEndpoint'),
      },
      { name: 'a wrong model', question: 'absent', isRight: says(/does not have this model/, 'pickModel') },
      {
        ...{ name: 'a provider that the router does not have', question: 'hello' },
        ...{ settings: { model: 'nowhere,x' }, isRight: says(/does not have this model/, 'pickModel') },
      },
      {
        ...{ name: 'too large max_tokens', question: 'room' },
        isRight: (outcome) =>
          text('It fits.')(outcome) && outcome.turn.notices?.some(({ code }) => code === 'max_tokens_lowered') === true,
      },
      {
        name: 'too long a conversation',
        question: 'lengthy',
        isRight: says(/longer than the context window/, 'summarise'),
      },
      {
        name: 'a stream that is cut',
        question: 'cut',
        isRight: stream ? says(/cut off before it was complete/, 'continue') : text('This will be cut off somewhere'),
      },
    ] satisfies Row[]
  ).map((row: Row) => ({
    ...row,
    name: `${row.name}, ${stream ? 'streamed' : 'whole'}`,
    settings: { ...row.settings, stream },
  })),
);
