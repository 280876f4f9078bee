import assert from 'node:assert/strict';
import { estimate, isFree, plan } from '../../../src/check/plan/plan';
import { anthropic, apiError, lmStudio, raw, reply, startEndpoint, type TestEndpoint } from '../../endpoint';
import { check, key } from './support';

describe('the plan of a check', () => {
  let endpoint: TestEndpoint;
  afterEach(() => endpoint?.close());

  it('has each step once, after those that it needs', () => {
    const ids = plan.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [at, { id, needs }] of plan.entries()) {
      for (const need of needs) assert.ok(ids.indexOf(need) >= 0 && ids.indexOf(need) < at, `${id} needs ${need}`);
    }
  });

  it('costs little, and says so before', () => {
    const { requests, dollars } = estimate(plan, 'claude-sonnet-4-5', {});
    assert.equal(requests, 12);
    assert.ok(dollars! > 0.01 && dollars! < 0.1, String(dollars));
    assert.equal(estimate(plan, 'qwen3', {}).dollars, undefined);
    assert.equal(estimate(plan.filter(isFree), 'claude-sonnet-4-5', {}).dollars, 0);
    const free = { qwen3: { input: 0, output: 0, cacheWrite: 0, cacheRead: 0 } };
    assert.equal(estimate(plan, 'qwen3', free).dollars, 0);
  });

  it('never uses more than it said', async () => {
    endpoint = await startEndpoint({ relay: anthropic, key });
    const { probe } = await check({ url: endpoint.url, auth: 'x-api-key', model: 'claude-sonnet-4-5' });
    const said = estimate(plan, 'claude-sonnet-4-5', {});
    assert.equal(endpoint.requests.length, said.requests);
    const most = endpoint.requests.reduce((sum, { body }) => sum + Number(body?.['max_tokens'] ?? 0), 0);
    assert.ok(most <= said.output + 1, `${most} > ${said.output}`);
    const input = probe.usages.reduce(
      (sum, usage) => sum + (usage.input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0),
      0,
    );
    assert.ok(input <= said.input, `${input} > ${said.input}`);
  });

  it('leaves out what costs something, where only the free steps are wanted', async () => {
    endpoint = await startEndpoint({ relay: anthropic, key });
    const { said, diagnosis } = await check({ url: endpoint.url, auth: 'x-api-key', onlyFree: true });
    assert.equal(said('key'), 'ok keyAccepted');
    assert.equal(said('reply'), 'skipped leftOut');
    assert.equal(said('streaming'), 'skipped leftOut');
    assert.equal(said('countTokens'), 'ok counted');
    assert.equal(diagnosis, 'unknown');
    const paid = endpoint.requests.filter(({ body }) => ((body?.['messages'] as unknown[]) ?? []).length > 0);
    assert.deepEqual(
      paid.map(({ path }) => path),
      ['/v1/messages/count_tokens'],
    );
  });

  it('sends the first request without the key, and follows no retry', async () => {
    endpoint = await startEndpoint({
      key,
      reply: apiError(529, 'overloaded_error', 'Overloaded', { 'retry-after': '0' }),
    });
    const { diagnosis } = await check({ url: endpoint.url });
    assert.equal(diagnosis, 'overloaded');
    const [first] = endpoint.requests;
    assert.equal(first!.headers['authorization'], undefined);
    assert.equal(first!.path, '/v1/models?limit=1000');
    assert.equal(endpoint.requests.filter(({ body }) => body?.['max_tokens'] === 256).length, 1, 'asked once');
  });

  it('tries the other kind of thinking where the model wants that', async () => {
    const refused = apiError(400, 'invalid_request_error', 'thinking.type: enabled is not supported');
    const thought = reply([
      { type: 'thinking', thinking: '', signature: 'c2ln' },
      { type: 'text', text: '391' },
    ]);
    endpoint = await startEndpoint({
      ...{ key, anyModel: true },
      reply: ({ body }) => {
        const type = (body?.['thinking'] as { type?: string } | undefined)?.type;
        return type === 'enabled' ? refused : type === 'adaptive' ? thought : reply('OK');
      },
    });
    const { said, report } = await check({ url: endpoint.url, model: 'some-model' });
    assert.equal(said('thinking'), 'ok thought');
    assert.match(report, /does not send its thinking \(adaptive\)/);
  });

  it('says which of the server’s tools are taken', async () => {
    endpoint = await startEndpoint({
      ...{ key, anyModel: true },
      reply: ({ body }) =>
        JSON.stringify(body?.['tools'] ?? []).includes('code_execution')
          ? apiError(400, 'invalid_request_error', 'tools: code_execution is not available')
          : reply('OK'),
    });
    const { report } = await check({ url: endpoint.url });
    assert.match(report, /Accepted: web_search_20260318, web_fetch_20260318\. Refused: code_execution_20260521\./);
  });

  it('notices when a reply comes all at once', async () => {
    endpoint = await startEndpoint({
      ...{ key },
      reply: ({ body }) => (body?.['stream'] ? raw([1700, hello], {}) : reply('OK')),
    });
    const { said } = await check({ url: endpoint.url, until: 'streaming' });
    assert.equal(said('streaming'), 'warning atOnce');
  });

  it('notices another model behind the name', async () => {
    endpoint = await startEndpoint({ key, reply: reply('OK', { more: { model: 'glm-4.7' } }) });
    const { said, report } = await check({ url: endpoint.url, until: 'reply' });
    assert.equal(said('reply'), 'warning replied');
    assert.match(report, /from another model: glm-4\.7/);
  });

  it('finds the right base URL', async () => {
    endpoint = await startEndpoint({ key });
    const { diagnosis, report } = await check({ url: `${endpoint.url}/chat/v1` });
    assert.equal(diagnosis, 'wrongAddress');
    assert.ok(report.includes(`Set the base URL to ${endpoint.url}.`), report);
  });

  it('says what is wrong with the settings, and sends nothing', async () => {
    const one = async (more: Parameters<typeof check>[0]) => (await check(more)).diagnosis;
    endpoint = await startEndpoint({ key });
    assert.equal(await one({ url: '' }), 'noEndpoint');
    assert.equal(await one({ url: 'http://api.example.com' }), 'badAddress');
    assert.equal(await one({ url: endpoint.url, endpoint: { headers: { Authorization: 'x' } } }), 'badHeader');
    assert.equal(endpoint.requests.length, 0);
    const { report } = await check({ url: 'https://ann:secret@api.example.com?token=hidden' });
    assert.ok(!/ann|secret|hidden/.test(report.replace(/cannot|channel/g, '')), report);
  });

  it('hides what an endpoint’s own headers say, and who the account is', async () => {
    endpoint = await startEndpoint({ relay: anthropic, key });
    const { report } = await check({
      ...{ url: endpoint.url, auth: 'x-api-key' as const, until: 'models' as const },
      endpoint: { headers: { 'X-Team': 'the-a-team' } },
    });
    assert.match(report, /x-team: \[value\]/);
    assert.ok(!report.includes('the-a-team'));
    assert.match(report, /anthropic-organization-id: \[value\]/);
    assert.match(report, /x-api-key: \[key\]/);
  });

  it('takes a server without a list of models', async () => {
    endpoint = await startEndpoint({ key, models: false, countTokens: false });
    const { said, probe, diagnosis } = await check({ url: endpoint.url });
    assert.equal(said('models'), 'absent noSuchCall');
    assert.equal(probe.known.model, 'claude-sonnet-4-5');
    assert.equal(diagnosis, 'works');
  });

  it('needs no key where the server wants none', async () => {
    endpoint = await startEndpoint({ relay: lmStudio });
    const { said } = await check({ url: endpoint.url, auth: 'none', until: 'key' });
    assert.equal(said('key'), 'ok keyNotNeeded');
  });
});

const hello = [
  'data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[],"model":"claude-sonnet-5-5","usage":{"input_tokens":1,"output_tokens":1}}}',
  'data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
  ...Array.from(
    { length: 20 },
    (_, n) => `data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${n + 1} "}}`,
  ),
  'data: {"type":"content_block_stop","index":0}',
  'data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":40}}',
  'data: {"type":"message_stop"}',
]
  .map((line) => `${line}\n\n`)
  .join('');
