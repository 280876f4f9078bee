import assert from 'node:assert/strict';
import { faultRows, longRows, type Row } from '../../fixtures/faults';
import { faultOf } from '../../../src/check/plan/faults';
import { adviceFor } from '../../../src/check/report/advice';
import { MessagesError, type ErrorKind } from '../../../src/messages/errors';
import { raw, reply, startEndpoint, type EndpointOptions, type TestEndpoint } from '../../endpoint';
import { tally } from '../tally';
import { check, english, key } from './support';

/** What an error of each kind is taken for. Written by hand: the table of the check must not prove itself. */
const expectedFor: Readonly<Record<ErrorKind, readonly string[]>> = {
  aborted: ['other'],
  no_key: ['noKey'],
  bad_base_url: ['noEndpoint', 'badAddress'],
  bad_header: ['badHeader', 'badKey'],
  model_not_claude: ['notClaude'],
  network: ['noConnection', 'certificate', 'notTls', 'proxy', 'unknownHost', 'connectionRefused'],
  connect_timeout: ['noAnswer'],
  idle_timeout: ['silent'],
  invalid_request: ['refused'],
  authentication: ['keyRefused'],
  billing: ['noBalance'],
  permission: ['notAllowed'],
  firewall: ['firewall'],
  not_found: ['wrongAddress', 'noModel', 'webPage'],
  request_too_large: ['tooLarge'],
  rate_limit: ['rateLimited'],
  overloaded: ['overloaded'],
  unavailable: ['unavailable'],
  server_timeout: ['slow'],
  server: ['serverError'],
  redirect: ['redirect'],
  not_messages: ['notMessages', 'webPage', 'wrongAddress'],
  empty_reply: ['empty'],
  cut: ['cut'],
  // The check gives up a long answer before it has read what is wrong with it.
  too_long: ['endless'],
  internal: ['internal'],
};

/** What of a row is noticed in a reply that is complete. */
function expectedIn({ notices = [], body }: Row): readonly string[] {
  if (body.length > longest) return ['endless'];
  if (notices.includes('not_streamed')) return ['notStreamed'];
  return notices.length > 0 ? ['repaired'] : ['works'];
}

/** Bytes from which on the check gives an answer up. */
const longest = 4 * 1024 * 1024;

/** A row is about a streamed reply or about one that is not; what is no reply at all is said to everything. */
function play({ body, breaks, status, headers, streamed = true }: Row): EndpointOptions['reply'] {
  const script = raw([body], { status, headers, ...(breaks && { then: 'cut' as const }) });
  return (request) => (status !== undefined || request.body?.['stream'] === streamed ? script : reply('OK'));
}

/** As the rows name it. */
const model = 'claude-test';

describe('a check of each faulty server of the fault matrix', () => {
  const tried = tally('faulty servers');
  let endpoint: TestEndpoint;
  afterEach(() => endpoint.close());

  for (const row of [...faultRows, ...longRows]) {
    const expected = row.error ? expectedFor[row.error] : expectedIn(row);
    it(`${row.name}: ${expected[0]}`, () =>
      tried(row.name, async () => {
        endpoint = await startEndpoint({ key, models: [model], reply: play(row) });
        const { diagnosis, sentence, report } = await check({ url: endpoint.url, model, until: 'streaming' });
        assert.ok(expected.includes(diagnosis), `${diagnosis}: ${sentence}`);
        assert.ok(!report.includes(key), 'the key');
        assert.ok(report.length <= 60_000, String(report.length));
        return `${diagnosis}: ${sentence.slice(0, 100)}`;
      })).timeout(60_000);
  }
});

describe('an error that a check meets', () => {
  for (const [kind, expected] of Object.entries(expectedFor)) {
    it(`${kind} is taken for ${expected[0]}`, () => {
      assert.equal(faultOf(new MessagesError(kind as ErrorKind)).kind, expected[0]);
    });
  }

  it('has advice, or the server’s words alone say what to do', () => {
    const wordless = ['other', 'refused', 'tooLarge', 'empty'];
    for (const kind of Object.keys(expectedFor)) {
      const fault = faultOf(new MessagesError(kind as ErrorKind));
      const advice = adviceFor({ code: 'fault', fault }, english, false);
      assert.equal(advice === undefined, wordless.includes(fault.kind), kind);
    }
  });

  it('is a bug of Aside’s where something throws that is no error of the client', async () => {
    const { diagnosis, report } = await check({
      url: 'http://127.0.0.1:1',
      fetch: async () => ({}) as unknown as Response,
    });
    assert.equal(diagnosis, 'internal');
    assert.match(report, /Report this problem\./);
  });
});
