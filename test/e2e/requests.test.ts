import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { LLMock } from '@copilotkit/aimock';
import { sharedSession, type SharedSession } from './sharedSession';
import { until } from './workbench';

const weather = {
  name: 'get_weather',
  description: 'Weather for a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** Settings as a person writes them, and the body that must come of them beside `messages`. */
const combinations: ReadonlyArray<{ name: string; settings: object; body: object }> = [
  {
    name: 'nothing set: only what the API requires',
    settings: { 'aside.model': 'claude-haiku-4-5' },
    body: { model: 'claude-haiku-4-5', max_tokens: 32_000, stream: true },
  },
  {
    name: 'sampling, stops, tools, metadata, extra body',
    settings: {
      'aside.model': 'claude-sonnet-4-5-20250929',
      'aside.maxTokens': 4096,
      'aside.system': 'Answer in one sentence.',
      'aside.stopSequences': ['END', '停'],
      'aside.temperature': 0.5,
      'aside.topK': 40,
      'aside.tools': [weather],
      'aside.toolChoice': { type: 'auto' },
      'aside.metadata': { user_id: 'u-1' },
      'aside.extraBody': { service_tier: 'auto' },
    },
    body: {
      model: 'claude-sonnet-4-5-20250929',
      max_tokens: 4096,
      system: 'Answer in one sentence.',
      stop_sequences: ['END', '停'],
      stream: true,
      temperature: 0.5,
      top_k: 40,
      tools: [weather],
      tool_choice: { type: 'auto' },
      metadata: { user_id: 'u-1' },
      service_tier: 'auto',
    },
  },
  {
    name: 'thinking with a budget, top_p, system as blocks',
    settings: {
      'aside.model': 'claude-sonnet-4-5',
      'aside.maxTokens': 8192,
      'aside.system': [{ type: 'text', text: 'Be brief.' }],
      'aside.topP': 0.95,
      'aside.thinking': { type: 'enabled', budget_tokens: 2048 },
    },
    body: {
      model: 'claude-sonnet-4-5',
      max_tokens: 8192,
      system: [{ type: 'text', text: 'Be brief.' }],
      stream: true,
      top_p: 0.95,
      thinking: { type: 'enabled', budget_tokens: 2048 },
    },
  },
  {
    name: 'adaptive thinking and effort',
    settings: {
      'aside.model': 'claude-opus-5-5',
      'aside.thinking': { type: 'adaptive', display: 'summarized' },
      'aside.effort': 'high',
    },
    body: {
      model: 'claude-opus-5-5',
      max_tokens: 32_000,
      stream: true,
      thinking: { type: 'adaptive', display: 'summarized' },
      output_config: { effort: 'high' },
    },
  },
  {
    name: 'not streamed',
    settings: { 'aside.model': 'claude-haiku-5-5', 'aside.stream': false, 'aside.maxTokens': 100 },
    body: {
      model: 'claude-haiku-5-5',
      max_tokens: 100,
      stream: false,
      // It thinks unless told not to, and would show nothing of it.
      thinking: { type: 'adaptive', display: 'summarized' },
    },
  },
];

describe('requests at the endpoint', function () {
  this.timeout(180_000);
  let session: SharedSession;
  let base: Record<string, unknown>;
  /** An independent endpoint: what works with ours alone proves little. */
  const mock = new LLMock({ port: 0, host: '127.0.0.1', chunkSize: 4, latency: 1 });

  before(async () => {
    await mock.start();
    mock.onMessage('Hello', { content: 'Hello from the independent mock.' });
    session = await sharedSession({ settings: { 'aside.model': 'claude-unknown-9' } });
    base = JSON.parse(await readFile(session.server.settingsFile, 'utf8')) as Record<string, unknown>;
    const endpoints = base['aside.endpoints'] as Record<string, object>;
    base['aside.endpoints'] = {
      Demo: {
        ...endpoints['Demo'],
        version: '2023-06-01',
        beta: ['a-2025-01-01', 'b-2025-02-02'],
        headers: { 'X-Team': 'one' },
      },
      Mock: { baseUrl: mock.url, auth: 'none' },
    };
  });
  after(() => mock.stop());

  let applied: object | undefined;

  /** Writes the settings as a person would, in VS Code's own editor for them, unless they are there. */
  async function apply(settings: object): Promise<void> {
    if (settings === applied) return;
    const { panel, workbench } = session;
    await workbench.writeSettings(JSON.stringify({ ...base, ...settings }));
    applied = settings;
    const model = (settings as Record<string, string>)['aside.model']!;
    await until(`the panel shows ${model}`, 20_000, async () =>
      (await (await panel.waitFor('pick-model')).innerText()).includes(model),
    );
  }

  async function sent(
    question: string,
  ): Promise<{ headers: Readonly<Record<string, string>>; body: Record<string, unknown> }> {
    const messagesOnly = () => session.endpoint.requests.filter(({ path }) => path === '/v1/messages');
    const before = messagesOnly().length;
    await session.panel.ask(question);
    await until('the request arrives', 20_000, async () => messagesOnly().length > before);
    await session.panel.reply();
    const { headers, body } = messagesOnly()[before]!;
    return { headers, body: body! };
  }

  it('the second question carries the whole conversation, the reply verbatim', async () => {
    await apply(combinations[0]!.settings);
    await session.panel.newChat();
    await sent('First');
    const { body } = await sent('Second');
    const messages = body['messages'] as { role: string; content: unknown }[];
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.ok(Array.isArray(messages[1]!.content), 'an assistant turn goes back as blocks');
    assert.equal(messages[2]!.content, 'Second');
  });

  for (const { name, settings, body } of combinations) {
    it(name, async () => {
      await apply(settings);
      await session.panel.newChat();
      const request = await sent('Hello');
      assert.deepEqual(request.body, { ...body, messages: [{ role: 'user', content: 'Hello' }] });
      const { headers } = request;
      assert.equal(headers['authorization'], `Bearer ${session.key}`);
      assert.equal(headers['x-api-key'], undefined);
      assert.equal(headers['anthropic-version'], '2023-06-01');
      assert.equal(headers['anthropic-beta'], 'a-2025-01-01,b-2025-02-02');
      assert.equal(headers['x-team'], 'one');
      assert.equal(headers['content-type'], 'application/json');
    });
  }

  for (const stream of [true, false]) {
    it(`the chat works with an independent endpoint, ${stream ? 'streamed' : 'not streamed'}`, async () => {
      await apply({ 'aside.endpoint': 'Mock', 'aside.model': 'claude-haiku-4-5', 'aside.stream': stream });
      await session.panel.newChat();
      await session.panel.ask('Hello');
      assert.match(await session.panel.reply(), /Hello from the independent mock\./);
    });
  }

  it('a base URL that is not quite right is found out, and mended with one click', async () => {
    const { endpoint, panel } = session;
    const demo = (base['aside.endpoints'] as Record<string, object>)['Demo'];
    await apply({
      'aside.model': 'claude-sonnet-4-5',
      'aside.endpoint': 'Demo',
      'aside.endpoints': { Demo: { ...demo, baseUrl: `${endpoint.url}/chat/v1` } },
    });
    await panel.newChat();
    await panel.ask('Hello');
    await panel.reply(['failed']);
    assert.match(await (await panel.waitFor('error')).innerText(), new RegExp(`base URL ${endpoint.url}\\.`));
    await (await panel.waitFor('error-step-useBaseUrl')).click();
    await until('the reply', 20_000, async () => ((await panel.turns('assistant')).at(-1) ?? '').includes('Hello'));
    const written = JSON.parse(await readFile(session.server.settingsFile, 'utf8')) as Record<string, unknown>;
    assert.deepEqual(written['aside.endpoints'], { Demo: { ...demo, baseUrl: endpoint.url } });
  });
});
