import assert from 'node:assert/strict';
import { createSession, type Session, type SessionDeps, type SessionEvent } from '../../../src/chat/session';
import { branchOf, emptyConversation, type LogRecord } from '../../../src/conversation/model';
import { readOptions } from '../../../src/conversation/options';
import type { MessagesClient, SendOptions } from '../../../src/messages/client';
import { MessagesError } from '../../../src/messages/errors';
import type { Message, MessagesRequest, Reply, Update } from '../../../src/messages/types';

/** What the fake client does with a request. */
type Play = (
  request: MessagesRequest,
  options: { signal: AbortSignal; text(delta: string): void; message: Message },
) => Promise<void>;

function setUp(play: Play) {
  const written: LogRecord[] = [];
  const events: SessionEvent[] = [];
  const requests: MessagesRequest[] = [];
  let clock = 1000;
  const timers = new Set<{ at: number; callback: () => void }>();
  let ids = 0;
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
      const text = (delta: string) => {
        if (message.content.length === 0) {
          message.content.push({ type: 'text', text: '' });
          update({ type: 'block', index: 0, block: { type: 'text', text: '' } });
        }
        const block = message.content[0] as { text: string };
        block.text += delta;
        update({ type: 'text', index: 0, text: delta });
      };
      await play(request, { signal: signal!, text, message });
      message.stop_reason = 'end_turn';
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
      notice: ({ code }) => code,
      stopReason: () => undefined,
      goOn: 'Go on.',
    },
    connect: async () => ({
      client,
      endpoint: 'E',
      model: 'claude-x',
      options: readOptions(() => undefined).options,
      problems: [],
    }),
    storedError: (error) => {
      const { kind } = error as MessagesError;
      return kind === 'aborted' ? undefined : { kind };
    },
    now: () => clock,
    later(callback, ms) {
      const timer = { at: clock + ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    newId: () => `id${++ids}`,
  };
  function pass(ms: number): void {
    clock += ms;
    for (const timer of [...timers].filter(({ at }) => at <= clock)) {
      timers.delete(timer);
      timer.callback();
    }
  }
  const session = createSession(emptyConversation('c', clock), deps);
  session.listen((event) => events.push(structuredClone(event)));
  return { session, written, events, requests, pass };
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

  it('writes what has arrived about once a second, so that a crash loses no more', async () => {
    const { session, written, pass } = setUp(async (_request, { text }) => {
      for (let n = 0; n < 40; n++) {
        pass(100);
        text(`${n} `);
      }
    });
    await session.send('Count');
    const checkpoints = written.filter(({ t }) => t === 'text');
    assert.ok(checkpoints.length >= 3 && checkpoints.length <= 4, `${checkpoints.length} checkpoints in 4 s`);
    const kept = checkpoints.map((record) => ('x' in record ? record.x : '')).join('');
    assert.ok(textOf(session).startsWith(kept));
    assert.ok(kept.split(' ').length >= 30, 'all but the last second is written before the end');
  });

  it('an exchange from elsewhere becomes part of the conversation', () => {
    const { session } = setUp(async () => undefined);
    session.addExchange('Generate', 'I would rather talk.');
    assert.equal(textOf(session), 'I would rather talk.');
    assert.equal(branchOf(session.conversation()).length, 2);
  });
});
