import assert from 'node:assert/strict';
import { createRecordings } from '../../../../src/chat/requests/recordings';
import { createSession } from '../../../../src/chat/session/session';
import type { Session, SessionDeps } from '../../../../src/chat/session/types';
import { branchOf, emptyConversation, type LogRecord, type Turn } from '../../../../src/conversation/model';
import { encodeRecord } from '../../../../src/conversation/log';
import { readOptions } from '../../../../src/conversation/options';
import type { RefusedPart } from '../../../../src/conversation/refusedPart';
import { shownHeaders } from '../../../../src/conversation/requestCode';
import { sentRequest } from '../../../../src/conversation/sent';
import { createClient } from '../../../../src/messages/client';
import { isMessagesError } from '../../../../src/messages/errors';
import { publicHeaders } from '../../../../src/messages/headers';
import { apiUrl } from '../../../../src/messages/url';
import { apiError, hang, reply, startEndpoint, type TestEndpoint } from '../../../endpoint';
import { plainWording } from '../../../fixtures/wording';
import { noErrors } from '../../../fixtures/noErrors';
import { noKeys } from '../../../fixtures/noKeys';

const key = 'sk-sent-51aa';

/** Thirty questions that no form of a request may change. */
const questions = [
  'plain',
  'it\'s "quoted" and `ticked`',
  'two\nlines\r\nand a tab\t.',
  'back\\slash \\n \\u0041 \\',
  '$HOME $(id) `id` ${x} %PATH% !!',
  'JSON\nJSON\nEOF',
  '你好，世界。这是注释。',
  'emoji 👩‍👩‍👧‍👦 🇨🇳 𝒳',
  'control \u0000\u0001\u001b\u007f\u0085\u2028\u2029\ufeff',
  '</script><!-- {{x}} %s %d #{y}',
  ...Array.from({ length: 20 }, (_, n) => `Question ${n}: ${'long '.repeat(n * n)}`),
];

describe('a session that records', function () {
  this.timeout(60_000);
  let endpoint: TestEndpoint;
  beforeEach(async () => void (endpoint = await startEndpoint({ key, reply: reply('An answer.') })));
  afterEach(() => endpoint.close());

  function setUp({ caching = false, model = 'claude-sonnet-4-5', settings = {} as Record<string, unknown> } = {}) {
    const written: LogRecord[] = [];
    const recordings = createRecordings(
      () => performance.now(),
      () => Date.now(),
    );
    const target = { name: 'E', baseUrl: endpoint.url, auth: 'bearer', headers: { 'x-team': `o'ne "two"` } } as const;
    const client = createClient({ endpoint: target, key, sleep: async () => undefined, timeouts: { idle: 300 } });
    let ids = 0;
    const refused = new Set<RefusedPart>(caching ? [] : ['caching']);
    const deps: SessionDeps = {
      store: { append: async (_id, records) => void written.push(...records) } as SessionDeps['store'],
      wording: plainWording,
      costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
      windowOf: () => undefined,
      connect: async (overrides) => ({
        client,
        endpoint: 'E',
        target: { model, refusesDisplay: refused.has('display') },
        options: {
          ...readOptions((name) => ({ ...settings, ...overrides })[name]).options,
          ...(refused.has('tools') && { tools: null, toolChoice: null }),
        },
        problems: [],
        address: { url: apiUrl(target.baseUrl, 'messages'), headers: publicHeaders(target), auth: 'bearer' },
        caching: !refused.has('caching'),
        refused: (part) => void refused.add(part),
      }),
      storedError: (error) =>
        isMessagesError(error) && error.kind !== 'aborted'
          ? { kind: error.kind, status: error.details.status }
          : undefined,
      record: (turn) => recordings.record(turn),
      now: () => Date.now(),
      later: () => () => undefined,
      log: noErrors,
      newId: () => `id${++ids}`,
    };
    return { session: createSession(emptyConversation('c', 0), deps), recordings, written };
  }

  const last = (session: Session): Turn => branchOf(session.conversation()).at(-1)!;

  /** What is told of a turn's request, in both ways, is what the endpoint got. */
  function checkSent({ session, recordings }: ReturnType<typeof setUp>, turn = last(session)): void {
    const got = endpoint.requests.at(-1)!;
    const rebuilt = sentRequest(session.conversation(), turn)!;
    assert.deepEqual(JSON.parse(JSON.stringify(rebuilt.body)), got.body);
    const recorded = recordings.find(turn.id, noKeys)!.exchanges.at(-1)!.request;
    assert.equal(JSON.stringify(recorded.body), got.text);
    assert.deepEqual({ ...recorded.headers }, shownHeaders(rebuilt));
    for (const [name, value] of Object.entries(rebuilt.headers)) assert.equal(got.headers[name], value, name);
    assert.equal(`${endpoint.url}${got.path}`, rebuilt.url);
  }

  for (const caching of [true, false]) {
    it(`knows of ${questions.length} turns what was sent${caching ? ', with marks for the cache' : ''}`, async () => {
      const settings = { system: 'Be brief. 👋\n"always"', temperature: 0.5, stopSequences: ['END', '停'] };
      const one = setUp({ caching, settings });
      for (const question of questions) {
        await one.session.send(question);
        assert.equal(last(one.session).state, 'done', last(one.session).error?.kind);
        checkSent(one);
      }
      if (caching) assert.match(endpoint.requests.at(-1)!.text, /cache_control/);
    });
  }

  it('keeps beside the reply what came of each attempt, and nothing else', async () => {
    const one = setUp();
    endpoint.script(apiError(529, 'overloaded_error', 'Overloaded'), reply('x'.repeat(100_000)));
    await one.session.send('Hi');
    const { exchanges } = last(one.session);
    assert.deepEqual(
      exchanges!.map(({ status, failure }) => [status, failure]),
      [
        [529, 'overloaded'],
        [200, undefined],
      ],
    );
    assert(exchanges![1]!.size > 100_000);
    assert(exchanges![1]!.headers!.some(([name]) => name === 'request-id'));
    const record = one.written.findLast(({ t }) => t === 'done')!;
    const without = { ...record, turn: { ...last(one.session), exchanges: undefined } } as LogRecord;
    const cost = encodeRecord(record).length - encodeRecord(without).length;
    assert(cost < 1200, `${cost} bytes for two attempts`);
    assert(!JSON.stringify(one.written).includes(key));
  });

  it('has both requests where a server refuses the marks for its cache', async () => {
    const one = setUp({ caching: true });
    endpoint.script(apiError(400, 'invalid_request_error', 'cache_control: unknown field'), reply('Fine.'));
    await one.session.send('long '.repeat(2000));
    assert.equal(last(one.session).state, 'done');
    const { exchanges } = one.recordings.find(last(one.session).id, noKeys)!;
    assert.deepEqual(
      exchanges.map(({ request }) => JSON.stringify(request.body).includes('cache_control')),
      [true, false],
    );
    assert.equal(last(one.session).exchanges!.length, 2);
    checkSent(one);
  });

  const noTools = [
    'registry.ollama.ai/library/gemma:latest does not support tools',
    '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    'tools param requires --jinja flag',
  ];
  for (const words of noTools) {
    it(`replies without tools where the model takes none, and says so once: ${words}`, async () => {
      const tools = [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }];
      const one = setUp({ settings: { tools, toolChoice: { type: 'auto' } } });
      endpoint.script(apiError(400, 'invalid_request_error', words), reply('Fine.'), reply('And this.'));
      await one.session.send('Hi');
      const codes = () => (last(one.session).notices ?? []).map(({ code }) => code);
      assert.deepEqual([last(one.session).state, codes()], ['done', ['no_tools']]);
      checkSent(one);
      await one.session.send('And now?');
      assert.deepEqual([last(one.session).state, codes()], ['done', []]);
      assert.deepEqual(
        endpoint.requests.map(({ body }) => ['tools' in body!, 'tool_choice' in body!]),
        [
          [true, true],
          [false, false],
          [false, false],
        ],
      );
    });
  }

  it('tells of refused tools that are in the extra fields, and sends them once', async () => {
    const tools = [{ name: 'look', input_schema: { type: 'object' } }];
    const one = setUp({ settings: { extraBody: { tools } } });
    endpoint.script(apiError(400, 'invalid_request_error', 'this model does not support tools'));
    await one.session.send('Hi');
    assert.deepEqual(
      [last(one.session).state, last(one.session).error?.kind, endpoint.requests.length],
      ['failed', 'invalid_request', 1],
    );
  });

  it('asks for a summary of hidden thinking, and no more where a server takes that for a mistake', async () => {
    const one = setUp({ model: 'claude-sonnet-5-5' });
    const refusal = 'thinking.adaptive.display: Extra inputs are not permitted';
    endpoint.script(apiError(400, 'invalid_request_error', refusal), reply('Fine.'), reply('And this.'));
    await one.session.send('Hi');
    checkSent(one);
    await one.session.send('And now?');
    assert.deepEqual(
      endpoint.requests.map(({ body }) => body!['thinking']),
      [{ type: 'adaptive', display: 'summarized' }, undefined, undefined],
    );
    assert.deepEqual([last(one.session).state, last(one.session).notices], ['done', undefined]);
  });

  it('has a recording for each part of a reply that the server pauses', async () => {
    const one = setUp();
    endpoint.script(reply('First, ', { stopReason: 'pause_turn' }), reply('second.'));
    await one.session.send('Hi');
    const replies = branchOf(one.session.conversation()).filter(({ role }) => role === 'assistant');
    assert.equal(replies.length, 2);
    for (const { id } of replies) assert.equal(one.recordings.find(id, noKeys)!.exchanges.length, 1);
    checkSent(one);
  });

  it('says what there was of a reply that was stopped, and that there was nothing where nothing left', async () => {
    const one = setUp();
    endpoint.script(hang('body'));
    const asked = one.session.send('Hi');
    while (endpoint.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    one.session.stop();
    await asked;
    assert.equal(last(one.session).exchanges![0]!.failure, 'aborted');
    assert.equal(last(one.session).state, 'stopped');
  });
});
