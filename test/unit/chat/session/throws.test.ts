import assert from 'node:assert/strict';
import { createSession } from '../../../../src/chat/session/session';
import type { Session, SessionDeps, SessionEvent } from '../../../../src/chat/session/types';
import type { Connection } from '../../../../src/connections/types';
import { branchOf, emptyConversation, type Turn } from '../../../../src/conversation/model';
import { readOptions } from '../../../../src/conversation/options';
import type { MessagesClient, SendOptions } from '../../../../src/messages/client';
import { MessagesError } from '../../../../src/messages/errors';
import { createRecorder } from '../../../../src/messages/recorder';
import type { Message, Reply } from '../../../../src/messages/types';
import type { TurnView } from '../../../../src/protocol';

const thrown = (): never => {
  throw new Error('thrown');
};
const rejected = (): Promise<never> => Promise.reject(new Error('thrown'));

/** What is broken; all else works. */
interface Broken extends Partial<Omit<SessionDeps, 'wording'>> {
  readonly wording?: Partial<SessionDeps['wording']>;
  readonly connection?: Partial<Connection>;
  readonly send?: (options: SendOptions, message: Message) => Promise<unknown>;
  readonly listener?: (event: SessionEvent) => void;
}

function setUp(broken: Broken) {
  const state: { broken: Broken } = { broken: {} };
  const logged: string[] = [];
  const events: SessionEvent[] = [];
  let [ids, clock] = [0, 1000];
  const client = {
    async send(_request: unknown, options: SendOptions): Promise<Reply> {
      const message: Message = {
        ...{
          id: 'm',
          type: 'message',
          role: 'assistant',
          model: 'claude-x',
          content: [{ type: 'text', text: 'Yes.' }],
        },
        ...{ stop_reason: null, stop_sequence: null, usage: {} },
      };
      options.onUpdate?.({ type: 'block', index: 0, block: { type: 'text', text: '' } }, message);
      options.onUpdate?.({ type: 'text', index: 0, text: 'Yes.' }, message);
      await state.broken.send?.(options, message);
      return { message: { ...message, stop_reason: 'max_tokens' }, notices: [], timing: { total: 5 } };
    },
  } as unknown as MessagesClient;
  const connection: Connection = {
    ...{ client, endpoint: 'E', target: { model: 'claude-x' }, options: readOptions(() => undefined).options },
    ...{ problems: [], address: undefined, caching: false, refused: () => undefined },
  };
  const wording: SessionDeps['wording'] = {
    error: (...args) => (state.broken.wording?.error ?? (({ kind }) => ({ sentence: kind, steps: [] })))(...args),
    optionProblem: (problem) => state.broken.wording?.optionProblem?.(problem) ?? 'problem',
    notice: (notice) => state.broken.wording?.notice?.(notice) ?? notice.code,
    stopReason: (...args) => state.broken.wording?.stopReason?.(...args) ?? { sentence: args[0], steps: [] },
    ...{ continuePrompt: 'Go on.', summaryPrompt: 'Summarise.', noSummary: 'no summary' },
  };
  const stored: SessionDeps['storedError'] = (error) => {
    if (error instanceof MessagesError) return error.kind === 'aborted' ? undefined : { kind: error.kind };
    logged.push(String(error));
    return { kind: 'internal' };
  };
  // What is broken is so from some moment on, and the session may keep the functions that it was given.
  const deps: SessionDeps = {
    store: {
      append: (...args: Parameters<SessionDeps['store']['append']>) =>
        state.broken.store ? state.broken.store.append(...args) : Promise.resolve(),
    } as SessionDeps['store'],
    wording,
    get instructions() {
      return state.broken.instructions;
    },
    get record() {
      return state.broken.record;
    },
    costs: () => (state.broken.costs ?? (() => ({ prices: {}, confirm: undefined, problems: [] })))(),
    windowOf: (model) => state.broken.windowOf?.(model),
    connect: (options) =>
      state.broken.connect?.(options) ?? Promise.resolve({ ...connection, ...state.broken.connection }),
    storedError: (error) => (state.broken.storedError ?? stored)(error),
    log: { error: (line) => (state.broken.log ?? { error: (one) => logged.push(one) }).error(line) },
    now: () => ++clock,
    later: (...args) => (state.broken.later ?? (() => () => undefined))(...args),
    newId: () => state.broken.newId?.() ?? `id${++ids}`,
  };
  const session = createSession(emptyConversation('c', 0), deps);
  session.listen((event) => state.broken.listener?.(event));
  session.listen((event) => events.push(structuredClone(event)));
  return {
    ...{ session, events, logged },
    break: () => void (state.broken = broken),
    mend: () => void (state.broken = {}),
  };
}

const last = (session: Session): Turn => branchOf(session.conversation()).at(-1)!;

/** What a view makes of the events: the last it heard of each turn. */
function shown(events: readonly SessionEvent[]): TurnView[] {
  const turns = new Map<string, TurnView>();
  for (const event of events) {
    if (event.type === 'turn') turns.set(event.turn.id, event.turn);
    if (event.type === 'removed') event.ids.forEach((id) => turns.delete(id));
    if (event.type === 'conversation') turns.clear();
    if (event.type === 'conversation') event.turns.forEach((turn) => turns.set(turn.id, turn));
  }
  return [...turns.values()];
}

const endless: Record<string, unknown> = { type: 'odd' };
endless['again'] = endless;
const fails = { connect: () => Promise.reject(new MessagesError('no_key')) };

/** What is broken, and what becomes of the reply with it. */
const rows: readonly (readonly [what: string, broken: Broken, state: Turn['state'], error?: string])[] = [
  ['a connection that throws', { connect: thrown }, 'failed', 'internal'],
  ['a connection that rejects', { connect: rejected }, 'failed', 'internal'],
  ['instructions that throw', { instructions: thrown }, 'failed', 'internal'],
  ['instructions that reject', { instructions: rejected }, 'failed', 'internal'],
  ['a recorder that throws', { record: thrown }, 'failed', 'internal'],
  [
    'a record that cannot be read',
    {
      record: () =>
        Object.defineProperty(
          createRecorder(0, () => 0),
          'exchanges',
          { get: thrown },
        ) as never,
    },
    'failed',
    'internal',
  ],
  ['a client that throws', { send: thrown }, 'failed', 'internal'],
  [
    'a client that says what no view can show',
    {
      send: async (options, message) => {
        message.content.push(endless as never);
        options.onUpdate?.({ type: 'block', index: 1, block: endless as never }, message);
      },
    },
    'failed',
    'internal',
  ],
  ['a timer that throws', { later: thrown }, 'failed', 'internal'],
  ['a store that throws', { store: { append: thrown } as never }, 'done'],
  ['a store that rejects', { store: { append: rejected } as never }, 'done'],
  ['prices that throw', { costs: thrown }, 'failed', 'internal'],
  ['an error that cannot be stored', { ...fails, storedError: thrown }, 'failed', 'internal'],
  ['an error without words', { ...fails, wording: { error: thrown } }, 'failed', 'internal'],
  ['an end without words', { wording: { stopReason: thrown } }, 'failed', 'internal'],
  [
    'a problem without words',
    { connection: { problems: [{} as never] }, wording: { optionProblem: thrown } },
    'failed',
    'internal',
  ],
  [
    'a notice without words',
    { connection: { problems: [{} as never] }, wording: { notice: thrown } },
    'failed',
    'internal',
  ],
  ['no words at all, and no log', { wording: { error: thrown, stopReason: thrown }, log: { error: thrown } }, 'failed'],
  ['a listener that throws', { listener: thrown }, 'done'],
];

describe('a reply ends', () => {
  for (const [what, broken, state, error] of rows) {
    it(`with ${what}`, async () => {
      const setup = setUp(broken);
      const { session, events, logged } = setup;
      session.addExchange('First', 'Yes.');
      setup.break();
      await session.send('One');
      assert.equal(session.busy(), false);
      assert.equal(session.retryAt(), undefined);
      assert.deepEqual([last(session).state, last(session).error?.kind], [state, error ?? last(session).error?.kind]);
      if (!broken.log) assert.match(logged.join('\n'), /thrown|circular|an error cannot|no_key/);
      assert.equal(events.at(-1)?.type, 'busy');
      const view = shown(events).at(-1)!;
      assert.deepEqual([view.id, view.state], [last(session).id, state], 'the views are told');
      assert.equal(session.snapshot(9).turns.at(-1)?.state, state, 'and others can be');
      if (broken.send || broken.wording?.stopReason || broken.wording?.notice) {
        assert.equal(last(session).content[0]?.['text'], 'Yes.', 'what arrived is kept');
      }
      setup.mend();
      await session.send('Two');
      assert.equal(last(session).state, 'done');
      assert.deepEqual(
        branchOf(session.conversation()).flatMap(({ text }) => text ?? []),
        ['First', 'One', 'Two'],
      );
    });
  }

  it('with every listener told all of it, whichever throws', async () => {
    const setup = setUp({ listener: thrown });
    await setup.session.send('One');
    const healthy = setup.events.splice(0).map(({ type }) => type);
    setup.break();
    await setup.session.send('Two');
    assert.deepEqual(
      setup.events.map(({ type }) => type),
      healthy,
    );
  });

  it('not busy, where there is no way even to begin it', async () => {
    const setup = setUp({ newId: thrown });
    setup.break();
    await assert.rejects(setup.session.send('One'), /thrown/);
    assert.equal((await setup.session.summarise('x')).kind, 'failed');
    assert.equal(setup.session.busy(), false);
    setup.mend();
    await setup.session.send('Two');
    assert.equal(last(setup.session).state, 'done');
  });
});

describe('a summary ends', () => {
  const more: typeof rows = [
    ['a window that nobody can tell', { windowOf: thrown }, 'failed', 'internal'],
    ['words that cannot be said', { wording: { error: thrown, stopReason: thrown } }, 'failed'],
  ];
  for (const [what, broken, state] of [...rows, ...more]) {
    it(`with ${what}`, async () => {
      const setup = setUp(broken);
      const { session, events } = setup;
      session.addExchange('First', 'Yes.');
      const before = branchOf(session.conversation());
      setup.break();
      const end = await session.summarise(before.at(-1)!.id);
      assert.equal(end.kind, state);
      assert.equal(session.busy(), false);
      assert.deepEqual([...session.turns()].length, branchOf(session.conversation()).length, 'nothing is beside it');
      assert.ok(shown(events).every((turn) => turn.state !== 'streaming'));
      if (state === 'failed' && !broken.windowOf) assert.deepEqual(branchOf(session.conversation()), before);
      setup.mend();
      assert.deepEqual(await session.summarise(before.at(-1)!.id), { kind: 'done' });
    });
  }
});
