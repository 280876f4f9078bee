import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createDraftLink } from '../../../../src/chat/panel/draftLink';
import { createSender } from '../../../../src/chat/panel/send';
import type { Session, SessionEvent } from '../../../../src/chat/session/types';
import type { StoredDraft } from '../../../../src/conversation/model';
import type { HostMessage, ViewMessage } from '../../../../src/protocol';
import {
  answered,
  draftMessage,
  heard,
  nothingWritten,
  other,
  posted,
  queue,
  send,
  sendMessage,
  typed,
  unqueue,
  type Writing,
} from '../../../../src/webview/composer/writing';

/** A conversation of which only the draft is kept, and what was sent. */
function fakeSession() {
  let draft: StoredDraft = { text: '', chips: [] };
  let end: (() => void) | undefined;
  const sent: string[] = [];
  const listeners = new Set<(event: SessionEvent) => void>();
  const emit = (event: SessionEvent) => listeners.forEach((listener) => listener(event));
  const session = {
    id: 'c',
    conversation: () => ({ draft, leaf: null, turns: new Map() }),
    busy: () => end !== undefined,
    setDraft(next: StoredDraft) {
      if (next.text === draft.text && next.chips === draft.chips) return;
      draft = { ...next };
      emit({ type: 'draft', draft: { text: draft.text, chips: [] } });
    },
    send(text: string) {
      if (end) return Promise.resolve();
      sent.push(text);
      const replied = new Promise<void>((resolve) => (end = resolve));
      emit({ type: 'busy' });
      return replied;
    },
    listen(listener: (event: SessionEvent) => void) {
      listeners.add(listener);
      return { dispose: () => void listeners.delete(listener) };
    },
  };
  return {
    session: session as unknown as Session,
    sent,
    draft: () => draft.text,
    endReply() {
      const ended = end;
      end = undefined;
      emit({ type: 'busy' });
      ended?.();
    },
  };
}

/** The only conversation that there is. */
const alone = (session: Session) => ({
  find: async () => session,
  using: <T>(_: Session, work: () => Promise<T>) => work(),
});

/** What the gate is asked, until the test answers. */
interface Question {
  answer(isHeld: boolean): void;
  go(): unknown;
}

/** A conversation in some panels, whose messages are delivered when the test says so. */
function setUp(count: number) {
  const { session, sent, draft, endReply } = fakeSession();
  const questions: Question[] = [];
  const offers: Question[] = [];
  const views = Array.from({ length: count }, () => panel());
  let ids = 0;
  let readOnly = false;

  function panel() {
    let writing: Writing = nothingWritten;
    /** The composer is hidden before. */
    let isShown = false;
    let busy = false;
    let toView: (HostMessage | { type: 'busy'; busy: boolean })[] = [];
    const toHost: ViewMessage[] = [];
    const link = createDraftLink();
    const post = (message: HostMessage) => void toView.push(message);
    const sender = createSender({
      ...{ link, post, shown: () => session, conversations: alone(session), isReadOnly: () => readOnly },
      gate: {
        confirmBeforeSend: (_session, _next, go) => new Promise((resolve) => questions.push({ answer: resolve, go })),
      },
    });
    session.listen(({ type }) => {
      if (type === 'busy') toView.push({ type: 'busy', busy: session.busy() });
      const news = type === 'draft' && link.news(session);
      if (news) post(news);
    });

    const tell = () => {
      const message = draftMessage(writing, 'c');
      if (message) toHost.push(message);
      writing = posted(writing);
    };
    const go = (what: 'text' | 'queued') => {
      writing = send(writing, `m${++ids}`, what);
      toHost.push(sendMessage(writing, 'c'));
    };
    /** As the page takes them. */
    const take = (message: (typeof toView)[number]) => {
      if (message.type === 'sent') writing = answered(writing, message.id, message.result);
      else if (message.type === 'draft' && message.text) writing = heard(writing, message.draft.text, message.text);
      else if (message.type === 'conversation') {
        if (!isShown) writing = other(writing, message.draft.text, message.version!);
        isShown = true;
      } else if (message.type === 'busy') {
        const isOver = busy && !message.busy;
        ({ busy } = message);
        if (isOver && writing.queued !== undefined)
          if (writing.sending) writing = unqueue(writing);
          else go('queued');
      }
    };
    const open = () => {
      link.newPage();
      sender.leave();
      toView.push({ type: 'busy', busy: session.busy() });
      post({
        ...{ type: 'conversation', id: 'c', title: '', turns: [], earlier: 0, later: 0 },
        ...{ draft: { text: session.conversation().draft.text, chips: [] }, version: link.shows(session) },
      });
    };
    open();
    return {
      writing: () => writing,
      /** False where there is nothing to type into. */
      type(text: string) {
        if (isShown) writing = typed(writing, `${writing.text}${text}`);
        return isShown;
      },
      tell,
      press() {
        if (!isShown) return;
        if (busy) writing = queue(writing);
        else if (!writing.sending && writing.text.trim() !== '') go('text');
      },
      hear() {
        const message = toView.shift();
        if (message) take(message);
        return message !== undefined;
      },
      /** The host hears the oldest thing that the page has said. */
      say() {
        const message = toHost.shift();
        if (message?.type === 'send') void sender.send(message);
        if (message?.type === 'draft') void sender.draft(message);
        if (message?.type === 'ready') open();
        return message !== undefined;
      },
      /** VS Code destroys the page, which tells of its draft before, and makes a new one. */
      reload() {
        tell();
        writing = nothingWritten;
        isShown = busy = false;
        toView = [];
        toHost.push({ type: 'ready' });
      },
    };
  }

  return {
    ...{ views, sent, draft, endReply, questions, offers, session },
    setReadOnly: (now: boolean) => void (readOnly = now),
    /** The gate asks the person, or lets the message through. */
    decide(isHeld: boolean) {
      const question = questions.shift();
      if (isHeld && question) offers.push(question);
      question?.answer(isHeld);
    },
    /** Everything that is under way arrives, and what is waited for comes. */
    async settle() {
      for (let moved = true; moved;) {
        moved = false;
        for (const view of views) {
          view.tell();
          while (view.say()) {
            moved = true;
            await ticks();
          }
          while (view.hear()) moved = true;
        }
        for (const question of questions.splice(0)) {
          question.answer(false);
          moved = true;
        }
        await ticks();
        if (session.busy()) {
          endReply();
          moved = true;
        }
      }
    },
  };
}

/** Until what was promised by now is done. */
const ticks = () => new Promise((resolve) => setImmediate(resolve));

describe('what is sent from a composer', () => {
  it('leaves the draft once it is asked, and what was typed meanwhile stays', async () => {
    const { views, sent, draft, questions, decide, settle } = setUp(1);
    const [view] = views;
    await settle();
    view!.type('a');
    view!.press();
    view!.say();
    await ticks();
    assert.equal(questions.length, 1);
    assert.equal(draft(), 'a', 'what is not asked yet is in the draft');
    view!.type('b');
    view!.tell();
    view!.say();
    await ticks();
    assert.equal(draft(), 'a\n\nb');
    decide(false);
    await ticks();
    assert.deepEqual([sent, draft()], [['a'], 'b']);
    await settle();
    assert.deepEqual([sent, draft(), view!.writing().text], [['a'], 'b', 'b']);
  });

  for (const [name, prepare] of [
    ['a reply is running', ({ session }) => void session.send('first')],
    ['it is read-only', ({ setReadOnly }) => setReadOnly(true)],
  ] as [string, (one: ReturnType<typeof setUp>) => void][]) {
    it(`comes back where ${name}`, async () => {
      const one = setUp(1);
      const [view] = one.views;
      while (view!.hear());
      prepare(one);
      const before = [...one.sent];
      view!.type('a');
      view!.press();
      view!.say();
      await ticks();
      while (view!.hear());
      assert.deepEqual([one.sent, one.draft(), view!.writing().text], [before, 'a', 'a']);
    });
  }

  it('comes back when something throws on the way', async () => {
    const { session, draft } = fakeSession();
    const posts: HostMessage[] = [];
    const sender = createSender({
      ...{ link: createDraftLink(), shown: () => session, conversations: alone(session), isReadOnly: () => false },
      post: (message) => posts.push(message),
      gate: { confirmBeforeSend: () => Promise.reject(new Error('no prices')) },
    });
    await assert.rejects(
      sender.send({ type: 'send', id: '1', conversation: 'c', text: 'a', rest: 'b', edits: 1, version: 0 }),
      /no prices/,
    );
    assert.deepEqual([posts.at(-1), draft()], [{ type: 'sent', id: '1', result: 'held' }, 'a\n\nb']);
  });

  it('is gone from a page that was made anew while it was on its way', async () => {
    const { views, sent, draft, decide, settle } = setUp(1);
    const [view] = views;
    await settle();
    view!.type('a');
    view!.press();
    view!.say();
    await ticks();
    view!.reload();
    view!.say();
    while (view!.hear());
    assert.equal(view!.writing().text, 'a', 'as long as it is not asked');
    decide(false);
    await settle();
    assert.deepEqual([sent, draft(), view!.writing().text], [['a'], '', '']);
  });
});

describe('what is written, whatever comes when', () => {
  const weights = { type: 6, tell: 3, press: 5, hear: 6, say: 8, free: 4, hold: 2, offer: 2, end: 4, reload: 1 };
  type Action = keyof typeof weights;
  /** Without what is left out. */
  const script = (...left: Action[]) => {
    const acts = (Object.keys(weights) as Action[]).filter((act) => !left.includes(act));
    const any = fc.oneof(...acts.map((act) => ({ weight: weights[act], arbitrary: fc.constant(act) })));
    return fc.array(fc.record({ act: any, at: fc.nat(1) }), { minLength: 5, maxLength: 60, size: 'max' });
  };

  async function play(count: number, steps: readonly { act: Action; at: number }[]) {
    const one = setUp(count);
    await one.settle();
    let tokens = 0;
    for (const { act, at } of steps) {
      const view = one.views[at % count]!;
      if (act === 'type') tokens += view.type(`<${tokens + 1}>`) ? 1 : 0;
      else if (act === 'free') one.decide(false);
      else if (act === 'hold') one.decide(true);
      else if (act === 'offer') one.offers.shift()?.go();
      else if (act !== 'end') view[act]();
      else if (one.session.busy()) one.endReply();
      await ticks();
    }
    await one.settle();
    const kept = [...one.sent, one.draft()].join('\n');
    const times = Array.from({ length: tokens }, (_, n) => kept.split(`<${n + 1}>`).length - 1);
    return { ...one, times };
  }

  // What is asked in one page while the next one still shows it, the person may send once more.
  it('in one page is asked or still there, and never both', () =>
    fc.assert(
      fc.asyncProperty(script('offer', 'reload'), async (steps) => {
        const { times } = await play(1, steps);
        assert.deepEqual(
          times,
          times.map(() => 1),
        );
      }),
      { numRuns: 1000 },
    ));

  it('in two views, with questions before it goes out, is lost in neither', () =>
    fc.assert(
      fc.asyncProperty(script(), async (steps) => {
        const { times } = await play(2, steps);
        assert.ok(
          times.every((count) => count > 0),
          `${times.join()} times`,
        );
      }),
      { numRuns: 1000 },
    ));

  it('is the same in all views in the end', () =>
    fc.assert(
      fc.asyncProperty(script(), async (steps) => {
        const { views, draft } = await play(2, steps);
        for (const view of views) {
          const { text, queued, sending } = view.writing();
          assert.deepEqual([text, queued, sending], [draft(), undefined, undefined]);
        }
      }),
      { numRuns: 1000 },
    ));
});
