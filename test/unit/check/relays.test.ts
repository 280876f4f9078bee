import assert from 'node:assert/strict';
import type { StepId } from '../../../src/check/plan/types';
import * as list from '../../endpoint/relays';
import { relays, startEndpoint, type TestEndpoint } from '../../endpoint';
import { authFor, relayRows, setUp } from '../../fixtures/relaySituations';
import { tally } from '../tally';
import { check, key } from './support';

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

describe('a check of what people put into a base URL', () => {
  const tried = tally('relays and local servers');
  let endpoint: TestEndpoint;
  afterEach(() => endpoint.close());

  for (const row of relayRows) {
    const { relay, situation, diagnosis } = row;
    it(`${relay.name}, ${situation}: ${diagnosis}`, () =>
      tried(`${relay.name}, ${situation}`, async () => {
        const { server, ...asked } = setUp(row, key);
        endpoint = await startEndpoint(server);
        const result = await check({ ...asked, model: asked.model ?? relay.model, url: endpoint.url });
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
