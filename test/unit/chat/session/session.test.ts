import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joined } from '../../../../src/conversation/replyText';
import { createSession, turnsAtOnce } from '../../../../src/chat/session/session';
import type { Session, SessionDeps, SessionEvent } from '../../../../src/chat/session/types';
import { applyRecord, branchOf, emptyConversation, type LogRecord } from '../../../../src/conversation/model';
import { readOptions } from '../../../../src/conversation/options';
import { sentRequest } from '../../../../src/conversation/sent';
import { missingIn, readExport, toJson } from '../../../../src/conversation/transfer';
import type { MessagesClient, SendOptions } from '../../../../src/messages/client';
import { MessagesError } from '../../../../src/messages/errors';
import type { Target } from '../../../../src/messages/modelRules';
import type { ContentBlock, Message, MessagesRequest, Reply, Update } from '../../../../src/messages/types';
import type { TurnView } from '../../../../src/protocol';
import { anyCharacter } from '../../characters';
import { noErrors } from '../../../fixtures/noErrors';
import { noKeys } from '../../../fixtures/noKeys';

/** What the fake client does with a request. */
type Play = (request: MessagesRequest, stage: Stage) => Promise<void>;

interface Stage {
  readonly signal: AbortSignal;
  readonly message: Message;
  /** A piece of the first block, a text. */
  text(delta: string): void;
  /** A block as it begins; then pieces of it. */
  block(block: ContentBlock): void;
  piece(type: 'text' | 'thinking' | 'input', text: string): void;
}

const address = {
  url: 'https://e.example/v1/messages',
  headers: { 'content-type': 'application/json' },
  auth: 'bearer',
} as const;

function setUp(
  play: Play,
  {
    connect = async () => undefined as void,
    target = { model: 'claude-x' },
    settings = {},
    caching = false,
  }: { connect?: () => Promise<void>; target?: Target; settings?: Record<string, unknown>; caching?: boolean } = {},
) {
  const written: LogRecord[] = [];
  const events: SessionEvent[] = [];
  const requests: MessagesRequest[] = [];
  const timers = new Map<number, () => void>();
  let clock = 1000;
  let ids = 0;
  let refused = !caching;
  const client = {
    async send(request: MessagesRequest, { signal, onUpdate }: SendOptions): Promise<Reply> {
      requests.push(structuredClone(request));
      const message: Message = {
        id: 'msg',
        type: 'message',
        role: 'assistant',
        content: [],
        model: request.model,
        stop_reason: null,
        stop_sequence: null,
        usage: {},
      };
      const update = (one: Update) => onUpdate?.(one, message);
      const block = (one: ContentBlock) => {
        message.content.push({ ...one });
        update({ type: 'block', index: message.content.length - 1, block: one });
      };
      const piece = (type: 'text' | 'thinking' | 'input', text: string) => {
        const index = message.content.length - 1;
        const member = type === 'input' ? 'partial_input' : type;
        const grown = message.content[index] as Record<string, unknown>;
        grown[member] = String(grown[member] ?? '') + text;
        update({ type, index, text });
      };
      const text = (delta: string) => {
        if (message.content.length === 0) block({ type: 'text', text: '' });
        piece('text', delta);
      };
      await play(request, { signal: signal!, text, block, piece, message });
      message.stop_reason ??= 'end_turn';
      return { message, notices: [], timing: { total: 5 } };
    },
  } as unknown as MessagesClient;
  const deps: SessionDeps = {
    store: {
      append: async (_id, records) => void written.push(...structuredClone(records)),
    } as SessionDeps['store'],
    wording: {
      error: ({ kind }) => ({
        sentence: kind,
        steps: [
          { id: 'retry', label: 'Retry' },
          { id: 'continue', label: 'Continue' },
        ],
      }),
      optionProblem: ({ setting }) => setting,
      notice: ({ code }) => code,
      stopReason: () => undefined,
      continuePrompt: 'Go on.',
      summaryPrompt: 'Summarise.',
      noSummary: 'no summary',
    },
    costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
    windowOf: () => undefined,
    connect: async () => {
      await connect();
      const { options } = readOptions((setting) => settings[setting]);
      return {
        client,
        endpoint: 'E',
        target,
        options,
        problems: [],
        address,
        caching: !refused,
        refused: () => void (refused = true),
      };
    },
    storedError: (error) => {
      const { kind } = error as MessagesError;
      return kind === 'aborted' ? undefined : { kind: kind ?? 'internal' };
    },
    now: () => clock,
    later(callback, ms) {
      const due = clock + ms;
      timers.set(due, callback);
      return () => void timers.delete(due);
    },
    log: noErrors,
    newId: () => `id${++ids}`,
  };
  const session = createSession(emptyConversation('c', clock), deps);
  session.listen((event) => events.push(structuredClone(event)));
  /** Lets time go by, timers included. */
  const pass = (ms: number) => {
    const end = clock + ms;
    for (const [due, callback] of [...timers]) {
      if (due > end) continue;
      clock = due;
      timers.delete(due);
      callback();
    }
    clock = end;
  };
  return { session, written, events, requests, timers, pass };
}

/** What an event is, in a word. */
function wordOf(event: SessionEvent): string {
  if (event.type === 'turn') return `${event.turn.role} ${event.turn.state}`;
  return event.type === 'delta' ? `delta ${event.t}` : event.type;
}

/** What a view makes of a reply's events: the blocks of the turn that streams, as a kind and a text each. */
function replayed(events: readonly SessionEvent[]): [string, string][] {
  let blocks: [string, string][] = [];
  for (const event of events) {
    if (event.type === 'conversation') blocks = shownBlocks(event.turns.at(-1)!);
    else if (event.type === 'turn' && event.turn.state === 'streaming') blocks = shownBlocks(event.turn);
    else if (event.type === 'block') blocks[event.index] = [event.block.kind, event.block.text];
    else if (event.type === 'delta') blocks[event.i]![1] += event.t;
  }
  return blocks;
}

function shownBlocks(turn: TurnView): [string, string][] {
  return turn.blocks.map(({ kind, text }) => [kind, text]);
}

const last = (session: Session) => branchOf(session.conversation()).at(-1)!;
const textOf = (session: Session) =>
  last(session)
    .content.map((block) => block['text'])
    .join('');

describe('a session', () => {
  it('streams a reply to its listeners and keeps it', async () => {
    const { session, events, requests } = setUp(async (_request, { text }) => {
      text('Hel');
      text('lo');
    });
    await session.send('Hi');
    assert.deepEqual(requests[0]?.messages, [{ role: 'user', content: 'Hi' }]);
    const deltas = events.flatMap((event) => (event.type === 'delta' ? [event.t] : []));
    assert.equal(deltas.join(''), 'Hello');
    assert.equal(textOf(session), 'Hello');
    assert.equal(last(session).state, 'done');
    assert.equal(session.busy(), false);
  });

  it('a snapshot in the middle of a stream has all that has streamed', async () => {
    let seen = '';
    const { session } = setUp(async (_request, { text }) => {
      text('one ');
      text('two');
      const snapshot = session.snapshot(10);
      assert.ok(snapshot.type === 'conversation');
      seen = snapshot.turns
        .at(-1)!
        .blocks.map(({ text: block }) => block)
        .join('');
    });
    await session.send('Count');
    assert.equal(seen, 'one two');
  });

  it('Stop keeps what had arrived and is no error', async () => {
    const { session } = setUp(async (_request, { text, message, signal }) => {
      text('half');
      session.stop();
      assert.ok(signal.aborted);
      throw new MessagesError('aborted', { partial: message });
    });
    await session.send('Go');
    assert.equal(last(session).state, 'stopped');
    assert.equal(last(session).error, undefined);
    assert.equal(textOf(session), 'half');
  });

  it('a failure keeps what had arrived; Continue is offered only then', async () => {
    for (const arrived of ['', 'a start']) {
      const { session, events } = setUp(async (_request, { text, message }) => {
        if (arrived) text(arrived);
        throw new MessagesError('cut', { partial: message });
      });
      await session.send('Go');
      assert.equal(last(session).state, 'failed');
      assert.equal(textOf(session), arrived);
      const shown = events.flatMap((event) => (event.type === 'turn' ? [event.turn] : [])).at(-1)!;
      const steps = shown.error?.steps.map(({ id }) => id);
      assert.deepEqual(steps, arrived ? ['retry', 'continue'] : ['retry']);
    }
  });

  it('a failed connection has its place in the conversation too', async () => {
    const { session } = setUp(async () => {
      throw new MessagesError('no_key');
    });
    await session.send('Hi');
    assert.deepEqual(last(session).error, { kind: 'no_key' });
    assert.equal(branchOf(session.conversation())[0]?.text, 'Hi');
  });

  it('retry makes a sibling, edit a branch, and one can go back to either', async () => {
    let answer = 0;
    const { session, requests } = setUp(async (_request, { text }) => text(`answer ${++answer}`));
    await session.send('Q');
    const first = last(session);
    await session.retry(first.id);
    assert.equal(textOf(session), 'answer 2');
    assert.equal(requests[1]?.messages.length, 1, 'the first answer is not sent along');
    session.switchSibling(last(session).id, -1);
    assert.equal(last(session).id, first.id);
    await session.edit(branchOf(session.conversation())[0]!.id, 'Q in other words');
    assert.deepEqual(requests[2]?.messages, [{ role: 'user', content: 'Q in other words' }]);
    assert.equal(session.conversation().turns.size, 5, 'nothing is ever destroyed');
  });

  it('only one reply runs at a time', async () => {
    const { session, requests } = setUp(async (_request, { text }) => {
      text('x');
      await session.send('while it runs');
      await session.retry(branchOf(session.conversation())[0]!.id);
    });
    await session.send('Q');
    assert.equal(requests.length, 1);
  });

  it('tells its listeners in order, and shows the reply before it knows whom it is from', async () => {
    const { session, events } = setUp(async (_request, { text }) => text('Hi'));
    await session.send('Hello');
    assert.deepEqual(events.map(wordOf), [
      'user done',
      'busy',
      'assistant streaming',
      'assistant streaming',
      'block',
      'delta Hi',
      'assistant done',
      'busy',
    ]);
    const ids = events.flatMap((event) => (event.type === 'turn' ? [event.turn.id] : []));
    assert.equal(new Set(ids).size, 2);
  });

  it('Stop works before there is a connection, and does not wait for it', async () => {
    const { session, requests, written } = setUp(async () => undefined, {
      connect: () => new Promise(() => undefined),
    });
    const sent = session.send('Hello');
    assert.equal(session.busy(), true);
    session.stop();
    await sent;
    assert.equal(last(session).state, 'stopped');
    assert.equal(session.busy(), false);
    assert.deepEqual(requests, []);
    assert.deepEqual(
      written.map(({ t }) => t),
      ['open', 'begin', 'begin', 'done'],
    );
  });

  it('can be asked again after a Stop before the connection, and the late connection asks nothing', async () => {
    const connections: (() => void)[] = [];
    const { session, requests } = setUp(async (_request, { text }) => text('ok'), {
      connect: () => new Promise<void>((resolve) => connections.push(resolve)),
    });
    const asked = async (count: number) => {
      while (connections.length < count) await new Promise((resolve) => setImmediate(resolve));
    };
    const first = session.send('one');
    await asked(1);
    session.stop();
    await first;
    const second = session.send('two');
    await asked(2);
    connections.forEach((connected) => connected());
    await second;
    assert.equal(requests.length, 1);
    assert.equal(textOf(session), 'ok');
  });

  it('keeps what had arrived also when the client fails in a way that nobody thought of', async () => {
    const { session } = setUp(async (_request, { text }) => {
      text('half');
      throw new Error('a bug');
    });
    await session.send('Go');
    assert.equal(last(session).state, 'failed');
    assert.equal(textOf(session), 'half');
    assert.equal(session.busy(), false);
  });

  it('a reply that the server pauses is sent back as it came, and goes on by itself', async () => {
    const { session, requests, events } = setUp(async (request, { block, message }) => {
      if (request.messages.length === 1) {
        block({ type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } });
        message.stop_reason = 'pause_turn';
      } else {
        block({ type: 'web_search_tool_result', tool_use_id: 's1', content: [] });
        block({ type: 'text', text: 'Found.' });
      }
    });
    await session.send('search');
    assert.equal(requests.length, 2);
    assert.deepEqual(requests[1]!.messages, [
      { role: 'user', content: 'search' },
      {
        role: 'assistant',
        content: [{ type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'x' } }],
      },
    ]);
    assert.equal(session.busy(), false);
    assert.equal(events.filter(({ type }) => type === 'busy').length, 2, 'busy once, without a gap');
    await session.send('more');
    const [, assistant, again] = requests[2]!.messages;
    assert.deepEqual([assistant!.role, assistant!.content.length, again!.role], ['assistant', 3, 'user']);
  });

  it('a reply that is paused for ever ends, and Continue takes it up again without a question', async () => {
    const { session, requests } = setUp(async (_request, { text, message }) => {
      text('…');
      message.stop_reason = 'pause_turn';
    });
    await session.send('go');
    assert.equal(requests.length, 21);
    await session.continueAfter();
    assert.equal(requests.length, 42);
    assert.deepEqual(
      requests[41]!.messages.map(({ role }) => role),
      ['user', 'assistant'],
    );
  });

  it('Stop ends a reply that goes on by itself', async () => {
    const made = setUp(async (_request, { text, message }) => {
      text('…');
      message.stop_reason = 'pause_turn';
      if (made.requests.length === 3) made.session.stop();
    });
    await made.session.send('go');
    assert.equal(made.requests.length, 3);
  });

  it('marks a long conversation for the cache, until a server refuses the marks', async () => {
    const long = 'word '.repeat(2000);
    let known = true;
    const { session, requests } = setUp(
      async (request, { text }) => {
        const refused = !known && JSON.stringify(request).includes('cache_control');
        if (refused) throw new MessagesError('invalid_request', { serverMessage: 'cache_control: extra fields' });
        text('Yes.');
      },
      { caching: true },
    );
    const mark = { cache_control: { type: 'ephemeral' } };
    await session.send(long);
    assert.deepEqual(requests[0]!.messages, [{ role: 'user', content: [{ type: 'text', text: long, ...mark }] }]);
    known = false;
    await session.send('And?');
    assert.equal(requests.length, 3);
    assert.deepEqual(requests[1]!.messages[2], { role: 'user', content: [{ type: 'text', text: 'And?', ...mark }] });
    assert.deepEqual(requests[2]!.messages[2], { role: 'user', content: 'And?' });
    assert.equal([...session.conversation().turns.values()].at(-1)!.state, 'done');
    await session.send('Still?');
    assert(!JSON.stringify(requests[3]).includes('cache_control'));
    assert.equal(requests.length, 4);
  });

  it('keeps each request as it was sent, and what is the same every time once', async () => {
    const system = 'Be brief. '.repeat(1000);
    const { session, requests, written } = setUp(async (_request, { text }) => text('Yes.'), {
      caching: true,
      settings: { system },
    });
    for (const question of ['One', 'Two', 'Three']) await session.send(question);
    await session.edit([...session.conversation().turns.values()][2]!.id, 'Two, again');
    const asked = [...session.conversation().turns.values()].filter(({ role }) => role === 'assistant');
    assert.deepEqual(
      asked.map((turn) => sentRequest(session.conversation(), turn)),
      requests.map((body) => ({ ...address, body: JSON.parse(JSON.stringify(body)) as unknown })),
    );
    assert.equal(JSON.stringify(written).split(system).length - 1, 1);
  });

  it('keeps the request that failed too', async () => {
    const { session, requests } = setUp(async () => {
      throw new MessagesError('invalid_request');
    });
    await session.send('One');
    const turn = [...session.conversation().turns.values()].at(-1)!;
    assert.deepEqual(sentRequest(session.conversation(), turn)?.body, requests[0]);
  });

  it('says which fields were not sent, and why', async () => {
    const { session } = setUp(async (_request, { text }) => text('Hi'), {
      target: { model: 'claude-opus-5-5' },
      settings: { temperature: 0.5 },
    });
    await session.send('Hi');
    const notices = [...session.conversation().turns.values()].at(-1)!.notices;
    assert.deepEqual(notices, [
      { code: 'held_back', model: 'claude-opus-5-5', field: 'temperature', because: 'model' },
    ]);
  });

  it('Continue goes on from the turn it stands under', async () => {
    let answer = 0;
    const { session, requests } = setUp(async (_request, { text }) => text(`answer ${++answer}`));
    await session.send('one');
    const first = last(session);
    await session.send('two');
    await session.continueAfter(first.id);
    assert.deepEqual(requests[2]?.messages, [
      { role: 'user', content: 'one' },
      { role: 'assistant', content: [{ type: 'text', text: 'answer 1' }] },
      { role: 'user', content: 'Go on.' },
    ]);
    await session.continueAfter('no such turn');
    assert.equal(requests[3]?.messages.length, 5, 'from the end where the turn is not known');
  });

  it('an edit takes the turns after it off the views, and the new ones come in', async () => {
    const { session, events } = setUp(async (_request, { text }) => text('x'));
    await session.send('one');
    await session.send('two');
    const ids = branchOf(session.conversation()).map(({ id }) => id);
    events.length = 0;
    await session.edit(ids[2]!, 'other');
    assert.deepEqual(events.slice(0, 2).map(wordOf), ['removed', 'user done']);
    assert.deepEqual(events[0], { type: 'removed', ids: ids.slice(2) });
  });

  it('a branch of many turns comes as one message', async () => {
    const { session, events } = setUp(async (_request, { text }) => text('x'));
    await session.send('one');
    const first = branchOf(session.conversation())[0]!.id;
    for (let n = 0; n < 20; n++) await session.send(`more ${n}`);
    await session.edit(first, 'other');
    const edited = branchOf(session.conversation())[0]!.id;
    events.length = 0;
    session.switchSibling(edited, -1);
    assert.deepEqual(events.map(wordOf), ['conversation']);
    const [event] = events;
    assert.ok(event?.type === 'conversation');
    assert.ok(event.turns.length > 10 && event.turns.length <= turnsAtOnce, `${event.turns.length} turns`);
    assert.equal(event.turns.length + event.earlier, 42);
  });

  it('gives older turns by the oldest that is shown, whatever came or went meanwhile', async () => {
    const { session } = setUp(async (_request, { text }) => text('x'));
    for (let n = 0; n < 5; n++) await session.send(`${n}`);
    const ids = branchOf(session.conversation()).map(({ id }) => id);
    const check = (first: string | undefined, count: number, expected: string[]) => {
      const { turns, earlier } = session.earlier(first, count);
      assert.deepEqual(
        turns.map(({ id }) => id),
        expected,
      );
      assert.equal(earlier, expected.length === 0 ? 0 : ids.indexOf(expected[0]!));
    };
    check(ids[6], 4, ids.slice(2, 6));
    await session.send('more');
    check(ids[6], 4, ids.slice(2, 6));
    await session.edit(ids[8]!, 'other');
    check(ids[6], 100, ids.slice(0, 6));
    check(ids[0], 4, []);
    check('unknown', 4, []);
    check(undefined, 4, []);
  });

  it('tells every view of the draft, and only when it changed', () => {
    const { session, events } = setUp(async () => undefined);
    const chips = [
      { id: 'c', label: 'a.ts:1', target: 'file:///a.ts#L1', languageId: 'ts', code: 'secret', tokens: 1 },
    ];
    session.setDraft({ text: 'a', chips });
    session.setDraft({ text: 'a', chips });
    const chip = { id: 'c', label: 'a.ts:1', target: 'file:///a.ts#L1', tokens: 1 };
    assert.deepEqual(events, [{ type: 'draft', draft: { text: 'a', chips: [chip] } }]);
  });

  it('blocks and deltas come to the final content, also for a view that joins in the middle', async () => {
    const kinds = {
      text: { block: { type: 'text', text: '' }, piece: 'text' },
      thinking: { block: { type: 'thinking', thinking: '' }, piece: 'thinking' },
      tool: { block: { type: 'tool_use', id: 't', name: 'look', input: {} }, piece: 'input' },
    } as const;
    const script = fc.array(
      fc.record({
        kind: fc.constantFrom<keyof typeof kinds>('text', 'thinking', 'tool'),
        pieces: fc.array(fc.string({ unit: anyCharacter, minLength: 1, maxLength: 5 }), { maxLength: 5 }),
      }),
      { minLength: 1, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(script, fc.nat(30), async (blocks, joinsAt) => {
        const late: SessionEvent[] = [];
        let step = 0;
        const { session, events } = setUp(async (_request, { block, piece }) => {
          const next = () => {
            if (step++ !== joinsAt) return;
            late.push(structuredClone(session.snapshot(10)));
            session.listen((event) => late.push(structuredClone(event)));
          };
          for (const { kind, pieces } of blocks) {
            next();
            block({ ...kinds[kind].block });
            for (const one of pieces) {
              next();
              piece(kinds[kind].piece, one);
            }
          }
          next();
        });
        await session.send('Go');
        const expected: [string, string][] = [];
        for (const { kind, pieces } of blocks) {
          const text = pieces.join('');
          const before = expected.at(-1);
          if (kind === 'text' && before?.[0] === 'text') before[1] = joined(before[1], text);
          else expected.push([kind, text]);
        }
        assert.deepEqual(replayed(events), expected);
        if (step > joinsAt) assert.deepEqual(replayed(late), expected);
        const end = events.findLast((event) => event.type === 'turn')!;
        assert.deepEqual(shownBlocks(end.turn), expected);
      }),
      { numRuns: 60 },
    );
  });

  it('writes what has arrived about once a second, so that a crash loses no more', async () => {
    const setup = setUp(async (_request, { text }) => {
      for (let n = 0; n < 40; n++) {
        setup.pass(100);
        text(`${n} `);
        // As if the process ended here: what the log makes of the reply.
        const kept = setup.written.reduce(applyRecord, emptyConversation('c', 0));
        const words = branchOf(kept)
          .at(-1)!
          .content.map((block) => String(block['text']))
          .join('')
          .split(' ').length;
        assert.ok(n + 1 - (words - 1) <= 10, `${n + 1} words arrived and ${words - 1} are kept`);
      }
    });
    await setup.session.send('Count');
    const checkpoints = setup.written.filter(({ t }) => t === 'text');
    assert.ok(checkpoints.length >= 3 && checkpoints.length <= 4, `${checkpoints.length} checkpoints in 4 s`);
    assert.equal(setup.timers.size, 0, 'no timer is left');
  });

  it('writes the last words before a silence too', async () => {
    const setup = setUp(async (_request, { text }) => {
      text('one ');
      setup.pass(100);
      text('two');
      setup.pass(60_000);
      const kept = setup.written.reduce(applyRecord, emptyConversation('c', 0));
      assert.deepEqual(branchOf(kept).at(-1)!.content, [{ type: 'text', text: 'one two' }]);
    });
    await setup.session.send('Count');
  });

  it('the log alone makes the same conversation', async () => {
    let answer = 0;
    const { session, written, pass } = setUp(async (_request, { text }) => {
      text(`answer ${++answer}`);
      pass(5000);
      text(' and more');
    });
    await session.send('Q');
    await session.retry(last(session).id);
    await session.send('R');
    session.setDraft({ text: 'draft', chips: [] });
    const read = structuredClone(written).reduce(applyRecord, emptyConversation('c', 0));
    // Through JSON, as on disk: there is no undefined.
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
    assert.deepEqual(plain(branchOf(read)), plain(branchOf(session.conversation())));
    assert.deepEqual([read.leaf, read.draft], [session.conversation().leaf, session.conversation().draft]);
  });

  it('stores what was sent: what went along is as it was when it was added', async () => {
    const setup = setUp(async (_, { text }) => text('One'));
    const { session, written, requests } = setup;
    const source = { type: 'base64', media_type: 'image/png', data: 'AAAA' };
    const chips = [
      { id: 'f', label: 'a.ts', target: 'file:///a.ts', languageId: 'typescript', code: 'let before = 1;', tokens: 5 },
      { id: 'i', label: 'b.png', languageId: '', code: '', tokens: 5, block: { type: 'image', source } },
    ];
    session.setDraft({ text: 'Look', chips });
    // By now the files are others; a chip is not read again.
    await session.send('Look', session.conversation().draft.chips);
    const kept = structuredClone(written).reduce(applyRecord, emptyConversation('c', 0));
    const [question] = branchOf(kept);
    assert.deepEqual(question!.content, requests[0]!.messages[0]!.content);
    assert.match(JSON.stringify(question!.content), /let before = 1;.*AAAA.*Look/);
    await session.edit(question!.id, 'Look again');
    assert.deepEqual(requests[1]!.messages[0]!.content.slice(0, 2), question!.content.slice(0, 2));
    const { body } = sentRequest(kept, branchOf(kept)[1]!)!;
    assert.deepEqual(body, requests[0]);
  });

  it('writes all of it again when its log is gone, with the next change or at once', async () => {
    let goOn = () => undefined as void;
    const setup = setUp(async (_, { text, block }) => {
      text('One');
      setup.pass(1000);
      if (setup.requests.length === 3) await new Promise<void>((resolve) => (goOn = resolve));
      block({ type: 'text', text: ' and two' });
    });
    const { session, written } = setup;
    const reread = () => JSON.parse(JSON.stringify(written.reduce(applyRecord, emptyConversation('c', 0))));
    const here = () => JSON.parse(JSON.stringify({ ...session.conversation() }));
    const same = (what: string) => {
      const [kept, shown] = [reread(), here()].map(({ title, pinned, deleted, options, leaf, draft, workspace }) => ({
        ...{ title, pinned, deleted, options, leaf, draft, workspace },
      }));
      assert.deepEqual(kept, shown, what);
      const read = written.reduce(applyRecord, emptyConversation('c', 0));
      assert.deepEqual([...read.turns], [...session.conversation().turns], what);
    };
    session.change({ t: 'title', title: 'Named' });
    session.change({ t: 'pin', pinned: true });
    session.change({ t: 'options', options: { temperature: 1 } });
    await session.send('First');
    await session.retry(last(session).id);
    session.switchSibling(last(session).id, -1);

    written.length = 0;
    session.lost();
    assert.deepEqual(written, [], 'who deleted it is not contradicted');
    session.setDraft({ text: 'More', chips: [] });
    same('after a change');

    written.length = 0;
    await session.saveAgain();
    same('at once');
    session.setDraft({ ...session.conversation().draft, text: 'More of it' });
    assert.deepEqual(
      written.slice(-1).map(({ t }) => t),
      ['words'],
      'and then its own bytes',
    );

    const sent = session.send('Second');
    await new Promise((resolve) => setTimeout(resolve));
    written.length = 0;
    session.lost();
    session.setDraft({ text: 'In the middle', chips: [] });
    same('while a reply streams');
    goOn();
    await sent;
    same('when it is over');
  });

  describe('what another window writes', () => {
    const asked = (id: string, parent: string | null, at: number): LogRecord[] => [
      { t: 'begin', at, turn: { id, parent, role: 'user', at, state: 'done', content: [], text: id } },
      {
        t: 'begin',
        at,
        turn: { id: `${id}r`, parent: id, role: 'assistant', at, state: 'streaming', content: [] },
      },
    ];
    const replied = (id: string, at: number): LogRecord => ({
      t: 'done',
      at,
      turn: {
        id: `${id}r`,
        parent: id,
        role: 'assistant',
        at,
        state: 'done',
        content: [{ type: 'text', text: 'Yes' }],
      },
    });
    const branch = ({ session }: ReturnType<typeof setUp>) => branchOf(session.conversation()).map(({ id }) => id);

    it('shows here as it grows', async () => {
      const setup = setUp(async (_, { text }) => text('One'));
      await setup.session.send('First');
      const [q, a] = branch(setup);
      setup.events.length = 0;
      setup.session.mergeRecords(asked('other', a!, 2000));
      setup.session.mergeRecords([{ t: 'text', at: 2500, id: 'otherr', i: 0, x: 'Ye' }]);
      setup.session.mergeRecords([replied('other', 3000)]);
      assert.deepEqual(branch(setup), [q, a, 'other', 'otherr']);
      assert.deepEqual(
        setup.events.map(wordOf).filter((word) => word !== 'busy'),
        ['user done', 'assistant streaming', 'assistant streaming', 'assistant done'],
      );
      assert.deepEqual(
        setup.written.filter((record) => 'turn' in record && record.turn.id.startsWith('other')),
        [],
        'it is not written again',
      );
    });

    it('is another branch for who is asking here, and does not take the draft', async () => {
      let goOn = () => undefined as void;
      const setup = setUp(async (_, { text }) => {
        text('One');
        await new Promise<void>((resolve) => (goOn = resolve));
      });
      setup.session.setDraft({ text: 'mine', chips: [] });
      const sent = setup.session.send('First');
      await new Promise((resolve) => setTimeout(resolve));
      const before = branch(setup);
      setup.session.mergeRecords([
        ...asked('other', null, 5000),
        { t: 'draft', at: 5001, draft: { text: 'theirs', chips: [] } },
        { t: 'title', at: 5002, title: 'Theirs' },
      ]);
      assert.deepEqual(branch(setup), before);
      goOn();
      await sent;
      assert.deepEqual(branch(setup), before);
      const { draft, title, turns } = setup.session.conversation();
      assert.deepEqual([draft.text, title, turns.has('other')], ['mine', 'Theirs', true]);
      assert.equal(setup.session.snapshot(9).turns[0]?.sibling?.of, 2);
    });

    it('is interrupted when that window says nothing more', () => {
      const setup = setUp(async () => undefined);
      setup.session.mergeRecords(asked('other', null, 2000));
      setup.pass(9000);
      assert.equal(setup.session.conversation().turns.get('otherr')?.state, 'streaming');
      setup.pass(2000);
      assert.equal(setup.session.conversation().turns.get('otherr')?.error?.kind, 'interrupted');
      setup.session.mergeRecords([replied('other', 90_000)]);
      assert.equal(setup.session.conversation().turns.get('otherr')?.state, 'done');
    });

    it('comes before what is said here from then on, also when that window’s clock is ahead', async () => {
      const setup = setUp(async (_, { text }) => text('One'));
      setup.session.mergeRecords([...asked('other', null, 9e9), replied('other', 9e9)]);
      await setup.session.send('And then?');
      const kept = setup.written.reduce(applyRecord, setup.session.conversation());
      assert.equal(kept.leaf, branch(setup).at(-1));
      assert.ok(setup.written.every(({ at }) => at >= 9e9));
    });

    it('may be an import, which adds its turns and leaves all else', async () => {
      let goOn = () => undefined as void;
      const setup = setUp(async (_, { text }) => {
        text('One');
        if (setup.requests.length === 2) await new Promise<void>((resolve) => (goOn = resolve));
      });
      const { session, events, written } = setup;
      await session.send('First');
      const [q, a] = branch(setup);
      session.change({ t: 'title', title: 'Mine' });
      session.setDraft({ text: 'mine', chips: [] });
      // The same conversation as it went on elsewhere: another answer, and a question after this one.
      const at = 500;
      const elsewhere = [
        ...asked('other', null, at),
        replied('other', at),
        ...asked('more', a!, at),
        replied('more', at),
      ];
      const theirs = elsewhere.reduce(applyRecord, {
        ...session.conversation(),
        ...{ turns: new Map(session.conversation().turns), title: 'Theirs', draft: { text: 'theirs', chips: [] } },
      });
      const read = readExport(toJson([theirs], noKeys));
      assert.ok('conversations' in read);
      const imported = missingIn(session.conversation(), read.conversations[0]!.records);
      const sent = session.send('Second');
      await new Promise((resolve) => setTimeout(resolve));
      const shown = branch(setup);
      events.length = 0;
      written.length = 0;
      session.mergeRecords(imported);
      assert.deepEqual([...session.conversation().turns.keys()].slice(-4), ['other', 'otherr', 'more', 'morer']);
      assert.deepEqual(branch(setup), shown);
      const told = events.flatMap((event) => (event.type === 'turn' ? [[event.turn.id, event.turn.sibling?.of]] : []));
      assert.deepEqual(told, [
        [q, 2],
        [shown[2], 2],
      ]);
      assert.deepEqual([session.conversation().title, session.conversation().draft.text], ['Mine', 'mine']);
      assert.deepEqual(written, [], 'who imported it has written it');
      goOn();
      await sent;
      assert.deepEqual(branch(setup), shown);
      session.switchSibling(q!, 1);
      assert.deepEqual(branch(setup), ['other', 'otherr']);
    });

    it('is left alone when a newer version has written it', async () => {
      const setup = setUp(async (_, { text }) => text('One'));
      setup.session.mergeRecords([{ t: 'open', v: 99, id: 'c', at: 2000 }, ...asked('other', null, 2000)]);
      setup.session.setDraft({ text: 'x', chips: [] });
      setup.session.change({ t: 'title', title: 'x' });
      assert.deepEqual(setup.written, []);
    });
  });

  it('an exchange from elsewhere becomes part of the conversation', () => {
    const { session } = setUp(async () => undefined);
    session.addExchange('Generate', 'I would rather talk.');
    assert.equal(textOf(session), 'I would rather talk.');
    assert.equal(branchOf(session.conversation()).length, 2);
  });
});
