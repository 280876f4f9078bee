import assert from 'node:assert/strict';
import { createSession } from '../../../../src/chat/session/session';
import type { Session, SessionDeps, SessionEvent } from '../../../../src/chat/session/types';
import { branchOf, emptyConversation, type Conversation, type Turn } from '../../../../src/conversation/model';
import { readOptions } from '../../../../src/conversation/options';
import { createStore, type Store } from '../../../../src/conversation/store';
import type { MessagesClient, SendOptions } from '../../../../src/messages/client';
import type { Message, Reply } from '../../../../src/messages/types';
import { noErrors } from '../../../fixtures/noErrors';
import { plainWording } from '../../../fixtures/wording';
import { memoryDirectory } from '../../conversation/memoryDirectory';
import { createFakeClock, type FakeClock, type FakeWindow } from '../../fakeClock';

/** What a server does: waits so many ms, or says something, or lets the client wait before it tries again. */
type Step = number | string | { readonly retryIn: number };

interface Window extends Pick<FakeWindow, 'kill' | 'suspend'> {
  readonly store: Store;
  open(): Promise<Session>;
}

const second = 1000;
const minute = 60 * second;

describe('a reply in another window', () => {
  let clock: FakeClock;
  let directory: ReturnType<typeof memoryDirectory>;
  let windows: number;

  beforeEach(() => {
    clock = createFakeClock();
    directory = memoryDirectory(clock.now);
    windows = 0;
  });

  /** @param replies what the server does, request by request */
  function openWindow(...replies: readonly Step[][]): Window {
    const windowId = `w${++windows}`;
    const { later, kill, suspend } = clock.window();
    const store = createStore({
      ...{ directory, windowId, later, now: clock.now, log: noErrors },
      onWriteError: (error) => assert.fail(String(error)),
      onDamage: (_id, lines) => assert.fail(lines.join()),
    });
    const waitingReplies = replies.map((steps) => [...steps]);
    const client = {
      send: (_request: unknown, options: SendOptions) => play(waitingReplies.shift() ?? [], options, later),
    } as unknown as MessagesClient;
    let ids = 0;
    const deps: SessionDeps = {
      store,
      wording: plainWording,
      costs: () => ({ prices: {}, confirm: undefined, problems: [] }),
      windowOf: () => undefined,
      connect: async () => ({
        ...{ client, endpoint: 'E', target: { model: 'claude-x' }, options: readOptions(() => undefined).options },
        ...{ problems: [], address: undefined, caching: false, refused: () => undefined },
      }),
      storedError: (error) => ({ kind: String(error) }),
      now: clock.now,
      later,
      log: noErrors,
      newId: () => `${windowId}-${++ids}`,
    };
    return {
      ...{ store, kill, suspend },
      async open() {
        const session = createSession((await store.load('c')) ?? emptyConversation('c', clock.now()), deps);
        store.follow('c', session.mergeRecords);
        return session;
      },
    };
  }

  async function play(
    steps: readonly Step[],
    { onUpdate, onRetry }: SendOptions,
    later: (callback: () => void, ms: number) => () => void,
  ): Promise<Reply> {
    const message: Message = {
      ...{ id: 'm', type: 'message', role: 'assistant', model: 'claude-x', content: [] },
      ...{ stop_reason: 'end_turn', stop_sequence: null, usage: {} },
    };
    for (const step of steps) {
      if (typeof step === 'string') {
        if (step === 'pause_turn') message.stop_reason = step;
        else say(step, message, onUpdate);
        continue;
      }
      const delay = typeof step === 'number' ? step : step.retryIn;
      if (typeof step !== 'number') onRetry?.({ delay } as never);
      await new Promise<void>((resolve) => later(resolve, delay));
    }
    return { message, notices: [], timing: { total: 1 } };
  }

  function say(text: string, message: Message, onUpdate: SendOptions['onUpdate']): void {
    if (message.content.length === 0) {
      message.content.push({ type: 'text', text: '' });
      onUpdate?.({ type: 'block', index: 0, block: { type: 'text', text: '' } }, message);
    }
    const block = message.content[0]!;
    message.content[0] = { ...block, text: `${String(block['text'])}${text}` };
    onUpdate?.({ type: 'text', index: 0, text }, message);
  }

  const last = (conversation: Conversation): Turn => branchOf(conversation).at(-1)!;
  const textOf = ({ content }: Turn) => content.map((block) => String(block['text'])).join('');
  const logSize = () => directory.files.get('c/w1.jsonl')!.length;

  /** All states of replies that a window shows. */
  function statesIn(session: Session): Set<string> {
    const states = new Set<string>();
    session.listen((event: SessionEvent) => {
      if (event.type === 'turn' && event.turn.role === 'assistant') states.add(event.turn.state);
    });
    return states;
  }

  const slow: readonly (readonly [what: string, replies: readonly Step[][], text: string])[] = [
    ['begins to speak after 6 s', [[6 * second, 'Yes.']], 'Yes.'],
    ['thinks for three minutes before its first word', [[3 * minute, 'Yes.']], 'Yes.'],
    ['waits 58 s before it is asked for again', [[{ retryIn: 58 * second }, { retryIn: 58 * second }, 'Yes.']], 'Yes.'],
    ['says nothing for a minute in its middle', [['Y', minute, 'e', minute, 's.']], 'Yes.'],
    [
      'is paused by the server, and goes on',
      [
        ['Hm.', 20 * second, 'pause_turn'],
        [minute, 'Yes.'],
      ],
      'Yes.',
    ],
    [
      'says a word every eleven seconds',
      [Array.from({ length: 20 }, () => [11 * second, 'a ']).flat()],
      'a '.repeat(20),
    ],
  ];
  for (const [what, replies, text] of slow) {
    it(`is not interrupted when it ${what}`, async () => {
      const session = await openWindow(...replies).open();
      const reader = openWindow();
      const sent = session.send('Well?');
      await clock.pass(1);
      const shown = await reader.open();
      const states = statesIn(shown);
      for (let at = 0; session.busy(); at += 1) {
        await clock.pass(700);
        if (!session.busy()) break;
        const opened = last((await openWindow().store.load('c'))!);
        assert.equal(opened.state, 'streaming', `opened after ${at * 0.7} s`);
      }
      await sent;
      await clock.pass(2 * second);
      assert.ok(states.has('done') && !states.has('failed'), [...states].join());
      assert.equal(textOf(last(shown.conversation())), text);
      assert.deepEqual(last(shown.conversation()).content, last(session.conversation()).content);
    });
  }

  it('costs little while it says nothing', async () => {
    const session = await openWindow([3 * minute, 'Yes.']).open();
    const sent = session.send('Well?');
    await clock.pass(1);
    const before = logSize();
    await clock.pass(3 * minute - 10);
    assert.ok(logSize() - before < 6000, `${logSize() - before} bytes in three minutes`);
    await clock.pass(second);
    await sent;
    const size = logSize();
    await clock.pass(minute);
    assert.equal(logSize(), size, 'nothing when it is over');
  });

  it('says so in records that older versions of Aside take for what they are: nothing new', async () => {
    const session = await openWindow([10 * second, 'Yes.', 10 * second, '!']).open();
    const sent = session.send('Well?');
    await clock.pass(22 * second);
    await sent;
    const lines = new TextDecoder().decode(directory.files.get('c/w1.jsonl')).trim().split('\n');
    const texts = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ t }) => t === 'text');
    const beats = texts.filter((one) => one['block'] === undefined && one['x'] === undefined);
    assert.ok(beats.length >= 6);
    for (const { at: _at, ...rest } of beats) assert.deepEqual(rest, { t: 'text', id: 'w1-2', i: 0 });
    assert.ok(lines.every((line) => !line.includes('"v":2')));
  });

  for (const [what, steps] of [
    ['before its first word', [5 * minute]],
    ['in its middle', ['One ', 'two', 5 * minute]],
    ['while it waits to be asked for again', [{ retryIn: 58 * second }, 5 * minute]],
  ] satisfies [string, Step[]][]) {
    it(`is interrupted when its window is gone, ${what}`, async () => {
      const writer = openWindow(steps);
      const session = await writer.open();
      void session.send('Well?');
      await clock.pass(1);
      const shown = await openWindow().open();
      await clock.pass(20 * second);
      const arrived = session.turns().at(-1)!.content;
      writer.kill();
      await clock.pass(4 * second);
      assert.equal(last(shown.conversation()).state, 'streaming');
      await clock.pass(7 * second);
      const { state, error, content } = last(shown.conversation());
      assert.deepEqual([state, error?.kind, content], ['failed', 'interrupted', arrived]);
      const opened = last((await openWindow().store.load('c'))!);
      assert.deepEqual([opened.state, opened.error?.kind], ['failed', 'interrupted']);
    });
  }

  it('is interrupted when its window is gone, whatever others write meanwhile', async () => {
    const writer = openWindow([5 * minute]);
    void (await writer.open()).send('Well?');
    await clock.pass(1);
    const [shown, third] = [await openWindow().open(), await openWindow().open()];
    writer.kill();
    for (let n = 0; n < 12; n += 1) {
      third.setDraft({ text: `${n}`, chips: [] });
      await clock.pass(second);
    }
    assert.equal(last(shown.conversation()).error?.kind, 'interrupted');
  });

  for (const [where, isFollowed] of [
    ['on show', true],
    ['opened meanwhile', false],
  ] as const) {
    it(`goes on when its window is heard of again, where it is ${where}`, async () => {
      const writer = openWindow(['One ', 30 * second, 'two']);
      const session = await writer.open();
      const sent = session.send('Well?');
      await clock.pass(2 * second);
      const early = isFollowed ? await openWindow().open() : undefined;
      writer.suspend(20 * second);
      await clock.pass(15 * second);
      const shown = early ?? (await openWindow().open());
      assert.equal(last(shown.conversation()).error?.kind, 'interrupted');
      await clock.pass(15 * second);
      assert.deepEqual(last(shown.conversation()), { ...last(session.conversation()), content: text('One ') });
      await clock.pass(60 * second);
      await sent;
      assert.deepEqual(last(shown.conversation()).content, text('One two'));
    });
  }
});

const text = (said: string) => [{ type: 'text', text: said }];
