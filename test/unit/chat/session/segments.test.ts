import assert from 'node:assert/strict';
import { createSession } from '../../../../src/chat/session/session';
import type { Session, SessionDeps } from '../../../../src/chat/session/types';
import { branchOf, emptyConversation } from '../../../../src/conversation/model';
import { readOptions, type OptionOverrides } from '../../../../src/conversation/options';
import { sentRequest } from '../../../../src/conversation/sent';
import { createStore } from '../../../../src/conversation/store';
import { createClient } from '../../../../src/messages/client';
import type { ContentBlock } from '../../../../src/messages/types';
import { signedReply, startEndpoint, type ReplyScript, type TestEndpoint } from '../../../endpoint';
import { memoryDirectory } from '../../conversation/memoryDirectory';
import { plainWording } from '../../../fixtures/wording';
import { noErrors } from '../../../fixtures/noErrors';

const thought = (thinking: string): ContentBlock => ({ type: 'thinking', thinking, signature: '' });
const said = (text: string): ContentBlock => ({ type: 'text', text });

const systems = [null, 'Be brief.', 'Be '.repeat(200), [{ type: 'text' as const, text: 'In verse.' }]];
const toolSets = ['look', 'find'].map((name) => [
  { name, description: name.repeat(80), input_schema: { type: 'object' } },
]);
const models = ['claude-sonnet-5-5', 'claude-opus-5-5', 'claude-haiku-5-5'];

/** Numbers that are the same with every run: each seed tells another story. */
function dice(seed: number): (sides: number) => number {
  let state = seed + 1;
  return (sides) => {
    state = (state * 48271) % 2147483647;
    return state % sides;
  };
}

describe('a conversation with a model that refuses a changed history', () => {
  let endpoint: TestEndpoint;
  let script: (body: Record<string, unknown>) => ReplyScript;
  before(async () => {
    endpoint = await startEndpoint({ auth: 'none', appendOnly: true, reply: ({ body }) => script(body!) });
  });
  beforeEach(() => {
    script = (body) => signedReply(body, [thought('Hm'), said('Yes.')]);
    endpoint.requests.length = 0;
  });
  after(() => endpoint.close());

  /** A window: several of them share what is on the disk. */
  async function openWindow(directory: ReturnType<typeof memoryDirectory>, name: string): Promise<Session> {
    const client = createClient({ endpoint: { name: 'E', baseUrl: endpoint.url, auth: 'none' } });
    const store = createStore({
      directory,
      windowId: name,
      onWriteError: (error) => assert.fail(String(error)),
      onDamage: (_id, lines) => assert.fail(lines.join()),
    });
    let clock = Date.now();
    const deps: SessionDeps = {
      store,
      wording: {
        ...plainWording,
        error: ({ kind, serverMessage }) => ({ sentence: `${kind} ${serverMessage}`, steps: [] }),
      },
      costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
      windowOf: () => undefined,
      connect: async (overrides: OptionOverrides) => {
        const { options } = readOptions((setting) => overrides[setting as keyof OptionOverrides]);
        return {
          client,
          endpoint: 'E',
          target: { model: options.model ?? models[0]! },
          options,
          problems: [],
          address: { url: `${endpoint.url}/v1/messages`, headers: {}, auth: 'none' },
          caching: true,
          refused: () => assert.fail('breakpoints were refused'),
        };
      },
      storedError: (error) => {
        const { kind, details } = error as { kind: string; details: { serverMessage?: string } };
        return kind === 'aborted' ? undefined : { kind, serverMessage: details.serverMessage };
      },
      now: () => ++clock,
      later: () => () => undefined,
      log: noErrors,
      newId: () => crypto.randomUUID(),
    };
    return createSession((await store.load('c')) ?? emptyConversation('c', 0), deps);
  }

  const last = (session: Session) => branchOf(session.conversation()).at(-1)!;
  const setOptions = (session: Session, options: OptionOverrides) =>
    session.change({ t: 'options', options: { ...session.conversation().options, ...options } });
  const lastBody = () => endpoint.requests.at(-1)!.body! as { messages: { role: string; content: unknown }[] };
  /** How many thinking blocks the last request had. */
  const thinkingSent = () => JSON.stringify(lastBody().messages).split('"type":"thinking"').length - 1;
  const changes = (session: Session) =>
    session
      .snapshot(100)
      .turns.filter(({ role }) => role === 'assistant')
      .map(({ segment = [] }) => segment.map((one) => ('from' in one ? `${one.from} → ${one.to}` : one.kind)).join());

  it('is refused when thinking goes on under another prompt: the endpoint knows the rule', async () => {
    const session = await openWindow(memoryDirectory(), 'w');
    await session.send('One');
    await session.send('Two');
    const { body } = endpoint.requests.at(-1)!;
    assert.equal(thinkingSent(), 1);
    const post = async (changed: object) => {
      const response = await fetch(`${endpoint.url}/v1/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'anthropic-version': '2023-06-01' },
        body: JSON.stringify({ ...body, ...changed }),
      });
      return response.status;
    };
    const edited = structuredClone(body!['messages'] as { content: unknown }[]);
    edited[0]!.content = 'Another question';
    assert.equal(await post({}), 200);
    assert.equal(await post({ system: 'Be brief.' }), 400);
    assert.equal(await post({ tools: toolSets[0] }), 400);
    assert.equal(await post({ model: models[1] }), 400);
    assert.equal(await post({ messages: edited }), 400);
  });

  it('sends thinking within a segment, and none of an earlier one', async () => {
    const session = await openWindow(memoryDirectory(), 'w');
    await session.send('One');
    await session.send('Two');
    assert.equal(thinkingSent(), 1);
    setOptions(session, { system: 'Be brief.' });
    await session.send('Three');
    assert.equal(thinkingSent(), 0);
    await session.send('Four');
    assert.equal(thinkingSent(), 1);
    setOptions(session, { tools: toolSets[0]! });
    await session.send('Five');
    assert.equal(thinkingSent(), 0);
    setOptions(session, { model: models[1]! });
    await session.send('Six');
    assert.equal(thinkingSent(), 0);
    setOptions(session, { maxTokens: 2000 });
    await session.send('Seven');
    assert.equal(thinkingSent(), 1, 'what thinking is not signed for begins no segment');
    assert.deepEqual(changes(session), ['', '', 'system', '', 'tools', `${models[0]} → ${models[1]}`, '']);
    assert.ok(branchOf(session.conversation()).every(({ state }) => state === 'done'));
  });

  it('begins a segment of its own where it goes back to what it was asked with before', async () => {
    const session = await openWindow(memoryDirectory(), 'w');
    await session.send('One');
    setOptions(session, { model: models[1]! });
    await session.send('Two');
    setOptions(session, { model: models[0]! });
    await session.send('Three');
    assert.equal(thinkingSent(), 0);
    await session.send('Four');
    assert.equal(thinkingSent(), 1);
    const there = `${models[0]} → ${models[1]}`;
    const back = `${models[1]} → ${models[0]}`;
    assert.deepEqual(changes(session), ['', there, back, '']);
  });

  it('gets a reply of another model beside the first one, and keeps its own model', async () => {
    const session = await openWindow(memoryDirectory(), 'w');
    await session.send('One');
    const first = last(session);
    await session.retry(first.id, models[2]);
    assert.equal(last(session).model, models[2]);
    assert.equal(last(session).parent, first.parent);
    assert.deepEqual(session.conversation().options, {});
    await session.send('Two');
    assert.equal(last(session).model, models[0]);
    assert.deepEqual(changes(session), ['', `${models[2]} → ${models[0]}`]);
    assert.equal(thinkingSent(), 0);
  });

  it('says at once, while the reply streams, that a segment begins', async () => {
    const session = await openWindow(memoryDirectory(), 'w');
    await session.send('One');
    setOptions(session, { system: 'Be brief.' });
    const seen: string[] = [];
    session.listen((event) => {
      if (event.type === 'turn' && event.turn.state === 'streaming') seen.push(changes(session).join(' | '));
    });
    await session.send('Two');
    assert.equal(seen.at(-1), ' | system');
  });

  it('is asked without the thinking of a reply that did nothing else with its tokens', async () => {
    const session = await openWindow(memoryDirectory(), 'w');
    script = (body) => signedReply(body, [thought('Hm'.repeat(50))], { stopReason: 'max_tokens' });
    await session.send('One');
    script = (body) => signedReply(body, [thought('Hm'), said('Yes.')]);
    await session.send('Two');
    assert.equal(last(session).state, 'done');
    assert.equal(thinkingSent(), 0);
  });

  it('keeps the prompt and the tools once, and knows every request', async () => {
    const directory = memoryDirectory();
    const session = await openWindow(directory, 'w');
    const system = 'Follow the style of the house. '.repeat(2000);
    setOptions(session, { system, tools: toolSets[0]! });
    for (let n = 0; n < 6; n += 1) {
      setOptions(session, { maxTokens: 1000 + n, model: models[n % 2]! });
      await session.send(`Question ${n}`);
    }
    const log = new TextDecoder().decode(directory.files.get('c/w.jsonl'));
    const asked = log.split('\n').filter((line) => line.startsWith('{"t":"begin"') || line.startsWith('{"t":"done"'));
    const kept = asked.filter((line) => line.includes('Follow the style of the house.'));
    assert.equal(kept.length, 1);
    const loaded = await openWindow(directory, 'other');
    const replies = branchOf(loaded.conversation()).filter(({ role }) => role === 'assistant');
    assert.deepEqual(
      replies.map((turn) => sentRequest(loaded.conversation(), turn)?.body),
      endpoint.requests.map(({ body }) => ({ ...body, stream: true })),
    );
    const order = (body: object) => Object.keys(body).filter((name) => name !== 'stream');
    assert.deepEqual(
      replies.map((turn) => order(sentRequest(loaded.conversation(), turn)!.body as object)),
      endpoint.requests.map(({ body }) => order(body!)),
    );
  });

  /** Asks, changes, edits, retries and stops as the dice fall, in two windows. Gives the requests that were made. */
  async function wander(seed: number, steps: number): Promise<number> {
    const roll = dice(seed);
    const directory = memoryDirectory();
    let session = await openWindow(directory, 'w0');
    script = (body) => {
      const shapes: ReplyScript[] = [
        signedReply(body, [thought('Hm'), said('Yes.')]),
        signedReply(body, [thought('One'), said('Wait.'), thought('Two'), said('No.')]),
        signedReply(body, [said('Plainly.')]),
        signedReply(body, [thought('Hm'.repeat(20))], { stopReason: 'max_tokens' }),
        signedReply(body, [thought('Hm'), said('Half'.repeat(50))], { cutAfter: 900 + roll(400) }),
        signedReply(body, [thought('Hm'), said('So far.')], { stopReason: 'pause_turn' }),
        signedReply(body, [thought('Hm'), { type: 'tool_use', id: `t${roll(1e6)}`, name: 'look', input: {} }]),
      ];
      return shapes[roll(shapes.length)]!;
    };
    endpoint.requests.length = 0;
    await session.send('Begin');
    for (let step = 0; step < steps; step += 1) {
      const branch = branchOf(session.conversation());
      const some = branch[roll(branch.length)]!;
      switch (roll(12)) {
        case 0:
          setOptions(session, { model: models[roll(models.length)]! });
          break;
        case 1:
          setOptions(session, { system: systems[roll(systems.length)] ?? null });
          break;
        case 2:
          setOptions(session, { tools: toolSets[roll(3)] ?? null });
          break;
        case 3:
          setOptions(session, { maxTokens: 1000 + roll(5) });
          break;
        case 4:
          await session.retry(some.id, roll(2) === 0 ? undefined : models[roll(models.length)]!);
          break;
        case 5:
          await session.edit(some.id, `Edited ${step}`);
          break;
        case 6:
          session.switchSibling(some.id, roll(2) === 0 ? 1 : -1);
          break;
        case 7:
          session = await openWindow(directory, `w${step}`);
          break;
        default:
          await session.send(`Question ${step}`);
      }
    }
    const refused = [...session.conversation().turns.values()].filter(({ error }) => error?.kind === 'invalid_request');
    assert.deepEqual(
      refused.map(({ error }) => error?.serverMessage),
      [],
      `seed ${seed}`,
    );
    return endpoint.requests.length;
  }

  const seeds = process.env['ASIDE_RUNS'] ? 200 : 6;
  it(`is never refused, whatever was changed, edited and tried again: ${seeds} times`, async function () {
    this.timeout(120_000);
    let requests = 0;
    for (let seed = 0; seed < seeds; seed += 1) requests += await wander(seed, 40);
    console.log(`      ${requests} requests, none refused`);
  });
});
