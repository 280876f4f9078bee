import assert from 'node:assert/strict';
import type { Auth } from '../../../src/messages/endpoint';
import type { StepId } from '../../../src/check/plan/types';
import * as list from '../../endpoint/relays';
import { relays, startEndpoint, type EndpointOptions, type Relay, type TestEndpoint } from '../../endpoint';
import { check, key, tally, type CheckOptions } from './support';

type Situation = 'all is well' | 'no key' | 'wrong key' | 'no balance' | 'no such model';

interface Row {
  readonly relay: Relay;
  readonly situation: Situation;
  /** What is found to be wrong, in one word. */
  readonly diagnosis: string;
}

const row = (relay: Relay, situation: Situation, diagnosis: string): Row => ({ relay, situation, diagnosis });

// One line a row, as a table.
// prettier-ignore
const rows: readonly Row[] = [
  row(list.anthropic, 'all is well', 'works'),
  row(list.anthropic, 'no key', 'noKey'),
  row(list.anthropic, 'wrong key', 'keyRefused'),
  row(list.anthropic, 'no balance', 'noBalance'),
  row(list.anthropic, 'no such model', 'noModel'),
  row(list.newApi, 'all is well', 'works'),
  row(list.newApi, 'no key', 'noKey'),
  row(list.newApi, 'wrong key', 'keyRefused'),
  row(list.newApi, 'no balance', 'noBalance'),
  row(list.newApi, 'no such model', 'noModel'),
  row(list.oneApi, 'all is well', 'wrongAddress'),
  row(list.oneApi, 'no key', 'noKey'),
  row(list.oneApi, 'wrong key', 'wrongAddress'),
  row(list.litellm, 'all is well', 'works'),
  row(list.litellm, 'no key', 'noKey'),
  row(list.litellm, 'wrong key', 'keyRefused'),
  row(list.litellm, 'no balance', 'noBalance'),
  row(list.litellm, 'no such model', 'noModel'),
  row(list.vllm, 'all is well', 'works'),
  row(list.vllm, 'no key', 'keyNeeded'),
  row(list.vllm, 'wrong key', 'keyRefused'),
  row(list.vllm, 'no such model', 'noModel'),
  row(list.lmStudio, 'all is well', 'works'),
  row(list.lmStudio, 'no such model', 'noModel'),
  row(list.oldLmStudio, 'all is well', 'wrongAddress'),
  row(list.llamaCpp, 'all is well', 'works'),
  row(list.llamaCpp, 'no key', 'keyNeeded'),
  row(list.llamaCpp, 'wrong key', 'keyRefused'),
  row(list.llamaCpp, 'no such model', 'notListed'),
  row(list.ollama, 'all is well', 'works'),
  row(list.ollama, 'no such model', 'noModel'),
];

/** What each says of the parts of the API, when all is well. */
// prettier-ignore
const features: Readonly<Record<string, Readonly<Partial<Record<StepId, string>>>>> = {
  'Anthropic': { models: 'ok listed', streaming: 'ok streamed', thinking: 'ok thought', caching: 'ok cached', tools: 'ok toolCalled', serverTools: 'ok serverTools', diagnostics: 'ok extras', countTokens: 'ok counted' },
  'new-api': { models: 'ok listed', streaming: 'ok streamed', thinking: 'ok thought', caching: 'ok cached', tools: 'ok toolCalled', serverTools: 'ok serverTools', diagnostics: 'ok extras', countTokens: 'absent noSuchCall' },
  'litellm': { models: 'ok listed', streaming: 'ok streamed', thinking: 'ok thought', caching: 'ok cached', tools: 'ok toolCalled', serverTools: 'absent serverTools', diagnostics: 'absent extras', countTokens: 'ok counted' },
  'vLLM': { models: 'ok listed', streaming: 'ok streamed', thinking: 'absent noThinking', caching: 'absent cacheIgnored', tools: 'absent refusedFeature', serverTools: 'absent serverTools', countTokens: 'ok counted' },
  'LM Studio': { models: 'ok listed', streaming: 'ok streamed', thinking: 'ok thought', caching: 'absent cacheIgnored', tools: 'ok toolCalled', serverTools: 'absent serverTools', countTokens: 'absent noSuchCall' },
  'llama.cpp': { models: 'ok listed', streaming: 'ok streamed', thinking: 'ok thought', caching: 'absent cacheIgnored', tools: 'absent refusedFeature', serverTools: 'absent serverTools', countTokens: 'ok counted' },
  'Ollama': { models: 'ok listed', streaming: 'ok streamed', thinking: 'absent refusedFeature', caching: 'absent cacheIgnored', tools: 'absent refusedFeature', serverTools: 'absent serverTools', countTokens: 'absent noSuchCall' },
};

/** How an endpoint for a server is usually set up. */
function authFor({ auth }: Relay): Auth {
  return auth === 'any' ? 'bearer' : auth;
}

function setUp({ relay, situation }: Row): { server: EndpointOptions; asked: Omit<CheckOptions, 'url'> } {
  const auth = authFor(relay);
  const isLocal = relay === list.vllm || relay === list.llamaCpp;
  return {
    server: { relay, key, hasBalance: situation !== 'no balance' },
    asked: {
      auth: situation === 'no key' && isLocal ? 'none' : auth,
      key: situation === 'no key' ? undefined : situation === 'wrong key' ? 'sk-wrong-000000000000' : key,
      model: situation === 'no such model' ? 'claude-opus-9' : relay.model,
    },
  };
}

describe('a check of what people put into a base URL', () => {
  const tried = tally('relays and local servers');
  let endpoint: TestEndpoint;
  afterEach(() => endpoint.close());

  for (const one of rows) {
    const { relay, situation, diagnosis } = one;
    it(`${relay.name}, ${situation}: ${diagnosis}`, () =>
      tried(`${relay.name}, ${situation}`, async () => {
        const { server, asked } = setUp(one);
        endpoint = await startEndpoint(server);
        const result = await check({ ...asked, url: endpoint.url });
        assert.equal(result.diagnosis, diagnosis, result.report);
        if (asked.key) assert.ok(!result.report.includes(asked.key), 'the key');
        assert.ok(!result.report.includes('/home/ann'), 'a folder of a person');
        return `${result.diagnosis} (${endpoint.requests.length} requests) ${result.sentence}`;
      }));
  }

  for (const relay of relays.filter(({ name }) => features[name])) {
    it(`${relay.name}: what it has and what not`, async () => {
      endpoint = await startEndpoint({ relay, key });
      const { said, findings } = await check({ url: endpoint.url, auth: authFor(relay), model: relay.model });
      const expected = features[relay.name]!;
      const steps = Object.keys(expected) as StepId[];
      assert.deepEqual(Object.fromEntries(steps.map((step) => [step, said(step)])), expected);
      assert.equal(
        findings.find(({ outcome }) => outcome === 'failed'),
        undefined,
      );
    });
  }

  it('where nobody has picked a model, one of the list is asked', async () => {
    endpoint = await startEndpoint({ relay: list.litellm, key });
    const { probe, diagnosis } = await check({ url: endpoint.url });
    assert.equal(probe.known.model, 'anthropic/claude-sonnet-4-5');
    assert.equal(diagnosis, 'works');
  });

  it('where the key belongs into the other header, that is found out', async () => {
    endpoint = await startEndpoint({ relay: list.anthropic, key });
    const { said, report } = await check({ url: endpoint.url, auth: 'bearer' });
    assert.equal(said('key'), 'failed otherAuth');
    assert.match(report, /Set “auth” of the endpoint to “x-api-key”/);
  });
});
