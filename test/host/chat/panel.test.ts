import * as vscode from 'vscode';
import type { HostMessage } from '../../../src/protocol';
import { closeAll, equal, fileUri, ok, sleep, until } from '../inline/support';
import { fakeView, setUpChat, type ChatSetup, type FakeView } from './support';

/** Longer than a frame, so that what is coalesced has gone out. */
const frames = () => sleep(60);

describe('the panel', () => {
  let setup: ChatSetup;
  let side: FakeView;

  function start(over?: Parameters<typeof setUpChat>[0]): void {
    setup = setUpChat(over);
    side = fakeView();
  }
  afterEach(() => setup.chat.dispose());

  /** Opens the side panel's page. */
  async function open(view = side): Promise<void> {
    setup.chat.attach(view.view);
    await ready(view);
  }
  /** The page has been made, or made anew. */
  async function ready(view = side): Promise<void> {
    const before = view.posts.length;
    view.say({ type: 'ready' });
    await until(() => view.posts.slice(before).some(({ type }) => type === 'conversation'), 'the conversation');
  }
  const latest = <T extends HostMessage['type']>(type: T, view = side) =>
    view.posts.findLast((post): post is Extract<HostMessage, { type: T }> => post.type === type);
  const shownId = (view = side) => latest('conversation', view)?.id ?? '';
  const draftText = (id = shownId()) => {
    const record = setup.logs.get(id)?.findLast(({ t }) => t === 'draft' || t === 'words');
    if (record?.t === 'words') return record.text;
    return record?.t === 'draft' ? record.draft.text : '';
  };

  it('shows a question and its reply as it comes', async () => {
    start();
    await open();
    side.send('Hello');
    const reply = await setup.reply(0);
    reply.text('Hi ');
    reply.text('there');
    await until(() => side.transcript().at(-1) === 'Hi there', 'what has streamed');
    reply.end();
    await until(() => latest('turn')?.turn.state === 'done', 'the end');
    equal(side.transcript(), ['Hello', 'Hi there']);
    await until(() => latest('state')?.state.busy === false, 'the state');
  });

  it('posts nothing to a page that is hidden, and all of it to the next one', async () => {
    start();
    await open();
    side.send('Hello');
    const reply = await setup.reply(0);
    reply.text('one ');
    await frames();
    side.setVisible(false);
    const before = side.posts.length;
    reply.text('two ');
    await frames();
    equal(side.posts.length, before, 'posts while hidden');
    side.setVisible(true);
    reply.text('three ');
    await ready();
    reply.text('four');
    await until(() => side.transcript().at(-1) === 'one two three four', 'all of the reply');
    reply.end();
    await until(() => latest('turn')?.turn.state === 'done', 'the end');
  });

  it('counts the replies that come out of sight, until it is looked at', async () => {
    start();
    await open();
    for (const [number, name] of ['one', 'two'].entries()) {
      side.setVisible(true);
      await ready();
      side.send(name);
      const reply = await setup.reply(number);
      if (number > 0) side.setVisible(false);
      equal(side.view.badge, undefined, 'nothing new');
      reply.end();
      if (number === 0) await until(() => latest('state')?.state.busy === false, 'the end');
    }
    await until(() => side.view.badge?.value === 1, 'one new reply');
    side.setVisible(true);
    equal(side.view.badge, undefined);
  });

  it('lets a reply go on in the background when another conversation is shown', async () => {
    start();
    await open();
    const first = shownId();
    side.send('Hello');
    const reply = await setup.reply(0);
    reply.text('one ');
    await frames();
    side.say({ type: 'newChat' });
    await until(() => shownId() !== first, 'another conversation');
    await frames();
    const before = side.posts.length;
    reply.text('two');
    await frames();
    equal(
      side.posts.slice(before).filter(({ type }) => type !== 'state'),
      [],
      'what came of the other conversation',
    );
    equal(latest('state')?.state.busy, false);
    side.say({ type: 'openConversation', id: first });
    await until(() => side.transcript().at(-1) === 'one two', 'the reply so far');
    reply.text(' three');
    reply.end();
    await until(() => latest('turn')?.turn.state === 'done', 'the end');
    equal(side.transcript(), ['Hello', 'one two three']);
  });

  it('gives back what was sent or edited while a reply runs', async () => {
    start();
    await open();
    side.send('Hello');
    await setup.reply(0);
    const asked = latest('conversation');
    ok(asked, 'a conversation');
    const question = side.posts.find((post) => post.type === 'turn');
    const more = side.send('More');
    await until(() => side.result(more) === 'held', 'the answer to the composer, which keeps it');
    equal(draftText(), 'More', 'the draft on disk');
    side.say({ type: 'edit', turn: question?.type === 'turn' ? question.turn.id : '', text: 'Other words' });
    await until(() => latest('draft')?.draft.text === 'More\n\nOther words', 'both texts');
    equal(draftText(), 'More\n\nOther words', 'the draft on disk');
    equal(setup.replies.length, 1, 'requests');
  });

  it('answers the composer under the id of its message', async () => {
    start();
    await open();
    const nothing = side.send(' ');
    await until(() => side.result(nothing) === 'refused', 'there is nothing to send');
    const hello = side.send('Hello', 'and this stays');
    await until(() => side.result(hello) === 'sent', 'it goes out');
    equal([draftText(), latest('draft')], ['and this stays', undefined], 'the page has what is left');
    const more = side.send('More');
    await until(() => side.result(more) === 'held', 'a reply is running');
    side.say({ type: 'send', id: 'x', conversation: 'nowhere', text: 'Hello', rest: '', edits: 9, version: 9 });
    await until(() => side.result('x') === 'refused', 'there is no such conversation');
    equal(setup.replies.length, 1, 'requests');
  });

  it('tells a page that was made anew on the way what became of its message', async () => {
    let connected: () => void = () => undefined;
    start({
      costs: () => ({ prices: {}, confirm: 0, problems: [] }),
      connect: () =>
        new Promise((_, reject) => {
          connected = () => reject(new Error('no key'));
        }),
    });
    await open();
    const hello = side.send('Hello');
    await frames();
    await ready();
    equal(latest('conversation')?.draft.text, 'Hello', 'it is not asked yet');
    connected();
    await until(() => latest('draft')?.draft.text === '', 'now it is');
    ok(latest('draft')?.text, 'which is news to the page');
    equal([side.result(hello), draftText()], [undefined, '']);
  });

  it('keeps one draft for two views of a conversation, and does not echo it to who typed', async () => {
    start();
    const tab = fakeView();
    await open();
    setup.chat.attach(tab.view);
    await ready(tab);
    equal(shownId(tab), shownId());
    const before = side.posts.filter(({ type }) => type === 'draft').length;
    side.type('typed');
    await until(() => latest('draft', tab)?.draft.text === 'typed', 'the other view');
    equal(side.posts.filter(({ type }) => type === 'draft').length, before, 'echoes');
    tab.send('typed');
    const reply = await setup.reply(0);
    await until(() => latest('draft')?.draft.text === '', 'an empty composer');
    reply.text('both see this');
    await until(() => side.transcript().at(-1) === 'both see this', 'the one view');
    await until(() => tab.transcript().at(-1) === 'both see this', 'the other view');
    const second = side.send('second');
    await until(() => side.result(second) === 'held', 'the text back');
    equal(latest('draft', tab)?.draft.text, 'second', 'in the other view, too');
    equal(setup.replies.length, 1, 'no double reply');
    tab.close();
    reply.end();
    await until(() => latest('turn')?.turn.state === 'done', 'the end');
  });

  it('comes back to a new chat that was left, with its draft', async () => {
    start();
    await open();
    const blank = shownId();
    side.type('half a thought');
    await setup.chat.showExchange('Q', 'A');
    equal(shownId(), blank, 'the blank one takes the exchange');
    equal(draftText(), 'half a thought');
    await setup.chat.newChat();
    const next = shownId();
    ok(next !== blank, 'a new conversation');
    side.type('another thought');
    side.say({ type: 'openConversation', id: blank });
    await until(() => shownId() === blank, 'the first one');
    await setup.chat.newChat();
    equal(shownId(), next);
    equal(latest('conversation')?.draft.text, 'another thought');
  });

  it('keeps what was typed just before a switch with the conversation it was typed in', async () => {
    start();
    await open();
    const first = shownId();
    await setup.chat.showExchange('Q', 'A');
    await setup.chat.newChat();
    side.type('late', first);
    await until(() => draftText(first) === 'late', 'the draft');
    equal(latest('conversation')?.draft.text, '', 'the one on show');
    side.type('evil', '../../elsewhere');
    await frames();
    ok(![...setup.logs.keys()].some((id) => id.includes('/')), 'no log by a name from the view');
  });

  it('is of one session, also when it was left while something was done with it', async () => {
    const window = vscode.window as unknown as Record<string, unknown>;
    const own = window['showOpenDialog'];
    let picked: (files: vscode.Uri[]) => void = () => undefined;
    window['showOpenDialog'] = () => new Promise((resolve) => (picked = resolve));
    try {
      start();
      await open();
      const first = shownId();
      await setup.chat.showExchange('Q', 'A');
      side.say({ type: 'attach' });
      await setup.chat.newChat();
      await frames();
      side.say({ type: 'openConversation', id: first });
      await until(() => shownId() === first, 'the first one again');
      await vscode.workspace.fs.writeFile(fileUri('attached.txt'), new TextEncoder().encode('text'));
      picked([fileUri('attached.txt')]);
      await until(() => latest('draft')?.draft.chips.length === 1, 'the file that was picked meanwhile');
    } finally {
      window['showOpenDialog'] = own;
      await closeAll();
    }
  });

  it('asks both of two questions that come at once', async () => {
    start();
    void setup.chat.ask('one', []);
    void setup.chat.ask('two', []);
    const asked = [await setup.reply(0), await setup.reply(1)].map(({ request }) => request.messages[0]?.content);
    equal(asked, ['one', 'two']);
    ok(setup.logs.size === 2, 'two conversations');
  });

  it('shows in the page what was asked before there was one', async () => {
    start();
    const asked = setup.chat.ask('one', []);
    (await setup.reply(0)).fail('no_key');
    await asked;
    await open();
    equal(side.transcript(), ['one', '']);
    side.say({ type: 'openConversation', id: shownId() });
    side.send('again');
    const reply = await setup.reply(1);
    setup.chat.stop();
    await until(() => latest('turn')?.turn.state === 'stopped', 'the stop reaches it');
    ok(reply.request.messages.length >= 1, 'a request');
  });

  it('retries where the key was missing, also when another conversation is on show by then', async () => {
    let setKey: (done: unknown) => void = () => undefined;
    start({
      run: (command) => (command === 'aside.setKey' ? new Promise((resolve) => (setKey = resolve)) : Promise.resolve()),
    });
    await open();
    const first = shownId();
    side.send('Hello');
    (await setup.reply(0)).fail('no_key');
    await until(() => latest('turn')?.turn.state === 'failed', 'the failure');
    side.say({ type: 'step', step: 'setKey', turn: latest('turn')!.turn.id });
    side.say({ type: 'newChat' });
    await until(() => shownId() !== first, 'another conversation');
    setKey(true);
    const retried = await setup.reply(1);
    retried.text('ok');
    side.say({ type: 'openConversation', id: first });
    await until(() => side.transcript().at(-1) === 'ok', 'the retry');
    retried.end();
    await until(() => latest('turn')?.turn.state === 'done', 'the end');
    equal(setup.logs.get(first)?.filter(({ t }) => t === 'done').length, 2);
  });

  it('waits on closing until what was said is written', async () => {
    start();
    await open();
    side.send('Hello');
    (await setup.reply(0)).text('half');
    await setup.chat.close();
    const end = setup.logs.get(shownId())?.findLast(({ t }) => t === 'done');
    equal(end?.t === 'done' && [end.turn.state, end.turn.content], ['stopped', [{ type: 'text', text: 'half' }]]);
  });

  it('tells the newest state only, however the settings dawdle', async () => {
    const waiting: (() => void)[] = [];
    start({
      settingsState: () => new Promise((resolve) => waiting.push(() => resolve(setup.settings))),
    });
    await open();
    await until(() => waiting.length > 0, 'the settings are read');
    side.send('Hello');
    const reply = await setup.reply(0);
    await frames();
    equal(latest('state'), undefined);
    waiting.forEach((answer) => answer());
    await until(() => latest('state') !== undefined, 'the state');
    equal(latest('state')?.state.busy, true);
    reply.end();
    await until(() => latest('state')?.state.busy === false, 'the end');
  });

  for (const broken of ['settingsState', 'selectionChip', 'windowOf', 'usesInstructions', 'costProblem'] as const) {
    it(`says that a reply is over, whatever else cannot be shown: ${broken}`, async () => {
      let isBroken = false;
      const fail = () => {
        if (isBroken) throw new Error('a fault of ours');
      };
      start({
        costs: () => ({ prices: {}, confirm: undefined, problems: [{ setting: 'a', expected: 'object' }] }),
        selectionChip: () => void (broken === 'selectionChip' && fail()),
        windowOf: () => void (broken === 'windowOf' && fail()),
        costProblem: ({ setting }) => (broken === 'costProblem' && fail(), setting),
        usesInstructions: () => (broken === 'usesInstructions' && fail(), false),
        async settingsState() {
          if (broken === 'settingsState') fail();
          return setup.settings;
        },
      });
      await open();
      side.send('Hello');
      const reply = await setup.reply(0);
      await until(() => latest('state')?.state.busy === true, 'it is running');
      isBroken = true;
      setup.settingsChanged.fire();
      reply.end();
      await until(() => latest('state')?.state.busy === false, 'the end');
    });
  }

  it('does not read settings and conversations anew with every move of the cursor', async () => {
    let reads = 0;
    start({
      settingsState: async () => {
        reads++;
        return setup.settings;
      },
    });
    await open();
    await until(() => latest('state') !== undefined, 'the state');
    const before = [reads, setup.lists];
    for (let n = 0; n < 5; n++) {
      setup.selection = { id: `s${n}`, label: 's', target: `file:///a#L${n}`, languageId: '', code: '', tokens: 1 };
      side.say({ type: 'addSelection' });
      await frames();
    }
    equal([reads, setup.lists], before);
    setup.settings = { ...setup.settings, model: 'claude-y' };
    setup.settingsChanged.fire();
    await until(() => latest('state')?.state.model === 'claude-y', 'the new model');
  });

  it('gives older turns without a gap, also after an edit', async () => {
    start();
    await open();
    for (let n = 0; n < 40; n++) await setup.chat.showExchange(`Q${n}`, `A${n}`);
    await ready();
    const { turns, earlier } = latest('conversation')!;
    equal(turns.length + earlier, 80);
    ok(turns.length > 10 && turns.length <= 30, `${turns.length} turns`);
    const textAt = (index: number) => `${index % 2 === 0 ? 'Q' : 'A'}${Math.floor(index / 2)}`;
    side.say({ type: 'edit', turn: turns.findLast(({ role }) => role === 'user')!.id, text: 'Other' });
    (await setup.reply(0)).end();
    await until(() => latest('turn')?.turn.state === 'done', 'the end');
    let [first, left] = [turns[0]!.id, earlier];
    while (left > 0) {
      side.say({ type: 'loadEarlier', before: first });
      await until(() => latest('earlier') !== undefined && latest('earlier')!.earlier < left, 'older turns');
      equal(latest('earlier')?.turns.at(-1)?.blocks[0]?.text, textAt(left - 1));
      ({ earlier: left } = latest('earlier')!);
      first = latest('earlier')!.turns[0]!.id;
    }
    equal(latest('earlier')?.turns[0]?.blocks[0]?.text, 'Q0');
    const oldest = latest('earlier')!.turns;
    side.say({ type: 'loadLater', after: oldest.at(-1)!.id });
    await until(() => latest('later') !== undefined, 'newer turns');
    equal(latest('later')?.turns[0]?.blocks[0]?.text, textAt(oldest.length));
  });

  it('comes back where the reader was, and to the end when that was another conversation', async () => {
    start();
    await open();
    for (let n = 0; n < 100; n++) await setup.chat.showExchange(`Q${n}`, `A${n}`);
    await ready();
    side.say({ type: 'loadEarlier', before: latest('conversation')!.turns[0]!.id });
    await until(() => latest('earlier') !== undefined, 'older turns');
    const turn = latest('earlier')!.turns[4]!;
    side.say({ type: 'ready', conversation: shownId(), turn: turn.id });
    await until(() => (latest('conversation')?.later ?? 0) > 0, 'the turns around it');
    ok(
      latest('conversation')!.turns.some(({ id }) => id === turn.id),
      'the turn itself',
    );
    side.say({ type: 'showAt' });
    await until(() => latest('conversation')?.later === 0, 'the end');
    side.say({ type: 'ready', conversation: 'another', turn: turn.id });
    await frames();
    equal(latest('conversation')?.later, 0);
  });

  it('posts the text of a reply once, with a small envelope, and nothing that grows with the conversation', async () => {
    const bytes: number[] = [];
    for (const turns of [0, 200]) {
      start();
      await open();
      for (let n = 0; n < turns; n++) await setup.chat.showExchange(`Question ${n}`, `Answer ${n}`);
      await ready();
      await frames();
      const before = side.posts.length;
      side.send('Hello');
      const reply = await setup.reply(0);
      const words = Array.from({ length: 400 }, (_, n) => `word${n} `);
      for (const [n, word] of words.entries()) {
        reply.text(word);
        if (n % 40 === 0) await frames();
      }
      reply.end();
      await until(() => latest('turn')?.turn.state === 'done', 'the end');
      await until(() => latest('state')?.state.busy === false, 'the last state');
      const posts = side.posts.slice(before);
      const deltas = posts.filter((post) => post.type === 'delta');
      equal(deltas.map(({ t }) => t).join(''), words.join(''));
      ok(deltas.length <= 40, `${deltas.length} posts for 400 deltas`);
      for (const delta of deltas) {
        const envelope = JSON.stringify(delta).length - JSON.stringify(delta.t).length;
        ok(envelope <= 64, `${envelope} bytes of envelope`);
      }
      const rest = posts.filter(({ type }) => type !== 'delta');
      ok(!JSON.stringify(rest).includes('word1'), 'the text comes once');
      bytes.push(JSON.stringify(rest).length);
      setup.chat.dispose();
    }
    // The last conversations are on offer in an empty panel alone, and the turns have other ids.
    ok(bytes[1]! <= bytes[0]! + 64, `${bytes.join(' and ')} bytes beside the text`);
  });

  it('takes in nothing that is no message', async () => {
    start();
    await open();
    const before = side.posts.length;
    for (const value of [null, 'send', { type: 'send' }, { type: 'step', step: 'format' }, { type: '__proto__' }]) {
      side.sayAnything(value);
    }
    await frames();
    equal(setup.replies.length, 0);
    equal(setup.problems.length, 5, 'log lines');
    equal(
      side.posts.slice(before).filter(({ type }) => type !== 'state'),
      [],
    );
  });

  it('puts the cursor into a composer that is there only later', async () => {
    start();
    await setup.chat.focusComposer();
    await open();
    await until(() => latest('focus') !== undefined, 'the focus');
    equal(setup.commands, ['aside.chat.focus']);
  });

  it('comes back in the next window with the conversation that was open, blank ones and their drafts too', async () => {
    start();
    await open();
    const id = shownId();
    side.type('half a thought');
    for (const turns of [[], ['Q', 'A']]) {
      if (turns.length > 0) await setup.chat.showExchange('Q', 'A');
      setup.chat.dispose();
      const { logs, remembered } = setup;
      setup = setUpChat({}, { logs, remembered });
      side = fakeView();
      await open();
      equal(shownId(), id);
      equal(side.transcript(), turns);
      equal(latest('conversation')?.draft.text, 'half a thought');
    }
  });

  it('starts anew when the conversation that was open cannot be read', async () => {
    start({
      memento: { get: () => 'gone', update: async () => undefined, keys: () => [] } as never,
      store: {
        load: () => Promise.reject(new Error('EACCES')),
        list: () => Promise.reject(new Error('EACCES')),
        append: async () => undefined,
        flush: async () => undefined,
        follow: () => ({ dispose: () => undefined }),
      } as never,
    });
    await open();
    equal(latest('conversation')?.turns, []);
    await until(() => latest('state')?.state.recent.length === 0, 'a panel that works');
    equal(setup.problems.length, 2, 'log lines: the conversation, and the list of the last ones');
  });

  it('has a page that names its scripts and nothing else', async () => {
    start();
    await open();
    const html = side.html();
    ok(/default-src 'none'/.test(html) && /main\.js/.test(html), 'the policy and the script');
    ok(!/sk-|authorization/i.test(html), 'no key');
  });
});
