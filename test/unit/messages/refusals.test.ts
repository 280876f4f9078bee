import assert from 'node:assert/strict';
import { createClient } from '../../../src/messages/client';
import { isMessagesError, type MessagesError } from '../../../src/messages/errors';
import { roomForReply } from '../../../src/messages/tokenLimits';
import { storedError } from '../../../src/wording/failures';
import { describeError } from '../../../src/wording/errors';
import { english } from '../../fixtures/l10n';
import { refusalMeanings } from '../../fixtures/refusalMeanings';
import { refusalRows, type Refusal } from '../../fixtures/refusals';
import { refusalWords } from '../../fixtures/refusalWords';

const key = 'sk-refused-1234567890';

/** More than most of the servers allow that say how much they do. */
const asked = 32_000;

/** What is refused for a limit that the server tells is asked for once more, with as much as that. */
const timesLowered = ({ kind, details: { reason, limits } }: MessagesError): number =>
  kind === 'invalid_request' && reason === 'max_tokens' && (roomForReply(limits) ?? Infinity) < asked ? 1 : 0;

/** What comes of a request to a server that answers so to whatever it is asked, and how often it is asked for a reply. */
async function refusedWith({
  status,
  body,
  headers,
}: Pick<Refusal, 'status' | 'body' | 'headers'>): Promise<{ error: MessagesError; requests: number }> {
  let requests = 0;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const client = createClient({
    endpoint: { name: 'E', baseUrl: 'https://relay.example', auth: 'bearer' },
    key,
    sleep: () => Promise.resolve(),
    fetch: (_url, init) => {
      // The search for another base URL sends an empty object, and finds none here.
      if (init?.body !== '{}') requests += 1;
      const all = { 'content-type': 'application/json', ...headers };
      return Promise.resolve(
        new Response(init?.body === '{}' ? null : text, { status: init?.body === '{}' ? 404 : status, headers: all }),
      );
    },
  });
  const request = { model: 'claude-9', max_tokens: asked, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const error = await client.send(request).then(
    () => assert.fail('answered'),
    (thrown: unknown) => thrown,
  );
  assert(isMessagesError(error), String(error));
  return { error, requests };
}

/** What a person is told of it: as it is meant, and with the server's words. Gives a line of the table. */
function checkTold(name: string, meaning: string, error: MessagesError, requests: number): string {
  const { sentence, said, steps } = describeError(english, storedError(error)!, 'E');
  const expected = refusalMeanings[meaning];
  assert(expected, `${meaning} is told of nowhere`);
  assert.match(sentence, expected.sentence);
  assert.deepEqual(
    steps.map(({ id }) => id),
    expected.steps,
  );
  const words = error.details.serverMessage?.replace(/\s+/g, ' ').trim().slice(0, 20) ?? '';
  assert(`${sentence} ${said ?? ''}`.includes(words), `${words} to stand under ${sentence}`);
  return [name, meaning, sentence, said ?? '', steps.map(({ label }) => label).join(', '), requests].join(' | ');
}

describe('refusals, as relays and compatible servers word them', () => {
  const lines: string[] = [];

  for (const row of refusalRows) {
    it(`${row.kind} ${row.missing ?? row.reason ?? ''}: ${row.name} (${row.status})`, async () => {
      const { error, requests } = await refusedWith(row);
      const { missing, reason, limits, requestId, retryAfter, serverMessage } = error.details;
      assert.equal(error.kind, row.kind, error.message);
      assert.deepEqual(
        { missing, reason, requests },
        { missing: row.missing, reason: row.reason, requests: row.requests + timesLowered(error) },
      );
      if (row.limits) assert.deepEqual(limits, row.limits);
      if (row.requestId) assert.equal(requestId, row.requestId);
      assert.equal(retryAfter, row.retryAfter);
      if (row.says) assert(serverMessage?.startsWith(row.says), serverMessage);
      assert.equal(serverMessage === undefined, row.body === '', serverMessage);
      assert(!/^\s*[[{]/.test(serverMessage ?? ''), serverMessage);
      const meaning = [row.kind, row.missing ?? row.reason].filter(Boolean).join(' ');
      lines.push(checkTold(`${row.name} (${row.status})`, meaning, error, requests));
    });
  }

  describe('in other words', () => {
    /** Others are told of at once. */
    const passing = ['unavailable', 'overloaded', 'rate_limit', 'server', 'server_timeout'];
    for (const [meaning, answers] of Object.entries(refusalWords)) {
      for (const [status, body] of answers) {
        it(`${meaning}: ${status} ${JSON.stringify(body).slice(0, 100)}`, async () => {
          const { error, requests } = await refusedWith({ status, body });
          const { missing, reason } = error.details;
          assert.equal([error.kind, missing ?? reason].filter(Boolean).join(' '), meaning, error.message);
          const again = requests - timesLowered(error) > 1;
          assert.equal(again, passing.includes(error.kind), `${requests} requests`);
          lines.push(checkTold(`${status} ${JSON.stringify(body).slice(0, 60)}`, meaning, error, requests));
        });
      }
    }
  });

  const others = Object.entries(refusalWords).flatMap(([meaning, answers]) =>
    answers.map(([status, body]) => ({ meaning, status, body, headers: undefined })),
  );
  const all = [
    ...refusalRows.map((row) => ({ ...row, meaning: [row.kind, row.missing ?? row.reason].filter(Boolean).join(' ') })),
    ...others,
  ];

  it('are at least 120 that differ', () => {
    const answers = new Set(all.map(({ status, body, headers }) => JSON.stringify([status, body, headers])));
    assert.equal(answers.size, all.length);
    assert(all.length >= 120, String(all.length));
  });

  after(() => {
    const counts = new Map<string, number>();
    for (const { meaning } of all) counts.set(meaning, (counts.get(meaning) ?? 0) + 1);
    const kinds = [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
    console.log(`refusals: ${all.length} rows tried, ${lines.length} right (${kinds})`);
    console.log('  row | meaning | sentence | words of the server | steps | requests');
    for (const line of lines) console.log(`  ${line}`);
  });
});
