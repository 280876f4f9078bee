import assert from 'node:assert/strict';
import { startEndpoint, type TestEndpoint } from '../../endpoint';
import { firstQuestion } from '../../fixtures/firstQuestion';
import { relayRows, setUp } from '../../fixtures/relaySituations';
import { tally } from '../tally';

const key = 'sk-first-4f9c01ab77';

describe('the first question of a fresh profile', () => {
  const tried = tally('first questions');
  let endpoint: TestEndpoint;
  afterEach(() => endpoint.close());

  for (const row of relayRows) {
    const { relay, situation, sentence } = row;
    it(`${relay.name}, ${situation}: ${sentence ? 'says the truth' : 'works'}`, () =>
      tried(`${relay.name}, ${situation}`, async () => {
        const { server, model, ...asked } = setUp(row, key);
        endpoint = await startEndpoint(server);
        const outcome = await firstQuestion('Hi', { ...asked, url: endpoint.url, settings: { model } });
        if (sentence) assert.match(outcome.sentence ?? `a reply: ${outcome.text}`, sentence);
        else assert.deepEqual([outcome.sentence, outcome.text], [undefined, 'OK']);
        if (!model && outcome.listed)
          assert.ok(
            outcome.listed.some(({ id }) => id === outcome.model),
            outcome.model,
          );
        const sent = endpoint.requests.filter(({ path }) => path === '/v1/messages').length;
        return `${outcome.sentence ?? `“${outcome.text}”`} [${outcome.steps.join(', ')}] (${sent} requests)`;
      }));
  }
});
