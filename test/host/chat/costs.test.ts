import * as vscode from 'vscode';
import type { CostSettings } from '../../../src/conversation/cost';
import type { Chip } from '../../../src/conversation/model';
import { readOptions } from '../../../src/conversation/options';
import type { MessageParam } from '../../../src/messages/types';
import type { HostMessage, OfferButton } from '../../../src/protocol';
import { closeAll, equal, ok, open as openFile, sleep, until } from '../inline/support';
import { fakeView, setUpChat, type ChatSetup, type FakeView } from './support';

/** A dollar for a thousand tokens in. */
const dear = { input: 1000, output: 1000, cacheWrite: 1250, cacheRead: 100 };
/** A text of about so many tokens. */
const words = (tokens: number): string => 'word'.repeat(tokens);

const textOf = ({ content }: MessageParam) =>
  typeof content === 'string' ? content : content.map((block) => block['text']).join('');

describe('what a message costs, and whether it fits', () => {
  let setup: ChatSetup;
  let side: FakeView;
  let costs: CostSettings;
  let contextWindow: number | undefined;

  beforeEach(async () => {
    costs = { prices: { 'claude-x': dear }, confirm: 0.1, problems: [] };
    contextWindow = undefined;
    setup = setUpChat({
      costs: () => costs,
      windowOf: (model) => (model === 'claude-x' ? contextWindow : undefined),
      connect: async () => ({
        ...{ client: setup.client, endpoint: 'E', problems: [], address: undefined },
        options: readOptions(() => undefined).options,
        target: { model: 'claude-x', info: { id: 'claude-x', displayName: '', contextWindow } },
        ...{ caching: true, refused: () => undefined },
      }),
    });
    side = fakeView();
    setup.chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => latest('state') !== undefined, 'the state');
  });
  afterEach(() => setup.chat.dispose());

  const latest = <T extends HostMessage['type']>(type: T) =>
    side.posts.findLast((post): post is Extract<HostMessage, { type: T }> => post.type === type);
  const state = () => latest('state')?.state;
  const draft = () => {
    const record = [...setup.logs.values()].at(-1)?.findLast(({ t }) => t === 'draft' || t === 'words');
    return record?.t === 'draft' ? record.draft.text : record?.t === 'words' ? record.text : '';
  };
  async function offered() {
    await until(() => state()?.offer !== undefined, 'the question');
    return state()!.offer!;
  }
  async function answer(button: OfferButton): Promise<void> {
    side.say({ type: 'answer', offer: (await offered()).id, button });
    await until(() => state()?.offer === undefined, 'the question goes');
  }
  /** Asks something that costs too little to be asked about, and gets a reply that the server counts. */
  async function exchange(index: number, usage = {}): Promise<void> {
    const { confirm } = costs;
    costs = { ...costs, confirm: undefined };
    side.send(`Q${index}`);
    const reply = await setup.reply(index);
    reply.text(`A${index}`);
    reply.end(usage);
    await until(() => state()?.busy === false && latest('turn')?.turn.state === 'done', 'the end');
    costs = { ...costs, confirm };
  }
  const attach = async (chip: Chip): Promise<void> => {
    setup.selection = chip;
    side.say({ type: 'addSelection' });
    await until(() => latest('draft')?.draft.chips.length === 1, 'the chip');
  };
  const chip = (tokens: number): Chip => ({
    ...{ id: 'big', label: 'big.ts', target: 'file:///big.ts#L1', languageId: 'ts', code: 'x', tokens },
  });

  describe('a message that costs more than the amount that is set', () => {
    let message: string;
    beforeEach(async () => {
      message = side.send(words(1000));
      await offered();
    });

    it('is asked about, with what it costs, and stays in the composer', async () => {
      const { sentence, buttons } = await offered();
      ok(sentence.includes('$1.25') && sentence.includes('1,000'), sentence);
      equal(
        buttons.map(({ id }) => id),
        ['send', 'no'],
      );
      equal(setup.replies.length, 0, 'requests');
      equal([side.result(message), draft()], ['held', words(1000)]);
    });

    it('goes out with Send, once', async () => {
      const { id } = await offered();
      side.say({ type: 'answer', offer: id, button: 'send' });
      side.say({ type: 'answer', offer: id, button: 'send' });
      const reply = await setup.reply(0);
      equal(reply.request.messages, [{ role: 'user', content: words(1000) }]);
      await until(() => latest('draft')?.draft.text === '', 'an empty composer');
      reply.end();
      await until(() => state()?.busy === false, 'the end');
      equal(setup.replies.length, 1, 'requests');
    });

    it('stays with Not now', async () => {
      await answer('no');
      equal(draft(), words(1000));
      equal(setup.replies.length, 0, 'requests');
    });

    it('goes out as it stands in the composer by then', async () => {
      side.type('shorter');
      await answer('send');
      equal((await setup.reply(0)).request.messages, [{ role: 'user', content: 'shorter' }]);
    });

    it('is no question any more in another conversation', async () => {
      await exchangeElsewhere();
      equal(state()?.offer, undefined);
    });
    async function exchangeElsewhere(): Promise<void> {
      await setup.chat.showExchange('Q', 'A');
      await until(() => state()?.offer === undefined, 'the question goes');
    }
  });

  describe('is not asked about', () => {
    async function check(): Promise<void> {
      side.send(words(1000));
      (await setup.reply(0)).end();
      equal(state()?.offer, undefined);
    }
    it('where the amount is not set', () => {
      costs = { ...costs, confirm: undefined };
      return check();
    });
    it('where the price is not known', () => {
      costs = { ...costs, prices: { 'claude-y': dear } };
      return check();
    });
    it('below the amount', () => {
      costs = { ...costs, confirm: 1.3 };
      return check();
    });
  });

  it('a retry is asked about, and so are an edit, whose words are kept, and a question from the editor', async () => {
    side.send(words(1000));
    await answer('send');
    (await setup.reply(0)).end();
    await until(() => state()?.busy === false && latest('turn')?.turn.state === 'done', 'the end');
    const reply = latest('turn')!.turn.id;
    const question = side.posts.find((post) => post.type === 'turn')!.turn.id;
    side.say({ type: 'retry', turn: reply });
    await offered();
    await answer('no');
    side.say({ type: 'edit', turn: question, text: words(500) });
    await until(() => draft() === words(500), 'the words are kept');
    await offered();
    equal(setup.replies.length, 1, 'requests');
    await answer('send');
    equal((await setup.reply(1)).request.messages, [{ role: 'user', content: words(500) }]);
    await until(() => draft() === '', 'the composer is as it was');
    (await setup.reply(1)).end();
    await until(() => state()?.busy === false, 'the end');
    await setup.chat.ask('Explain.', [chip(1000)]);
    await offered();
    equal(setup.replies.length, 2, 'requests');
    await answer('send');
    ok(JSON.stringify((await setup.reply(2)).request).includes('big.ts'), 'the code goes along');
  });

  it('says what the server’s cache still has, as the last reply told it', async () => {
    await exchange(0, { input_tokens: 0, cache_creation_input_tokens: 10_000, output_tokens: 0 });
    side.send(words(100));
    const { sentence } = await offered();
    // 10,000 read, 100 written.
    ok(sentence.includes('$1.13') && sentence.includes('10,000'), sentence);
  });

  describe('a message that does not fit', () => {
    beforeEach(() => {
      contextWindow = 30_000;
      costs = { ...costs, confirm: undefined };
    });

    it('is kept, and what is largest can be left out', async () => {
      await attach(chip(50_000));
      side.send('What is this?');
      const { sentence, buttons } = await offered();
      ok(sentence.includes('50,004') && sentence.includes('30,000'), sentence);
      equal(
        buttons.map(({ id }) => id),
        ['drop', 'no'],
      );
      await answer('drop');
      equal(latest('draft')?.draft, { text: 'What is this?', chips: [] });
      equal(setup.replies.length, 0, 'requests');
    });

    it('goes out after a summary, which is asked for first', async () => {
      await exchange(0, { input_tokens: 25_000, output_tokens: 2000 });
      side.send(words(10_000));
      equal(
        (await offered()).buttons.map(({ id }) => id),
        ['summarise', 'no'],
      );
      await answer('summarise');
      const summary = await setup.reply(1);
      equal(summary.request.messages.at(-1)?.content, 'Summarise.');
      summary.text('In short.');
      summary.end();
      const sent = await setup.reply(2);
      equal(
        sent.request.messages.map((message) => textOf(message)),
        ['Summarise.', 'In short.', 'Q0', 'A0', words(10_000)],
      );
      await until(() => draft() === '', 'an empty composer');
    });

    it('stays where it is when there is no summary, and says why', async () => {
      await exchange(0, { input_tokens: 25_000, output_tokens: 2000 });
      side.send(words(10_000));
      await answer('summarise');
      (await setup.reply(1)).fail('overloaded');
      const { sentence, buttons } = await offered();
      ok(sentence.includes('overloaded'), sentence);
      equal(
        buttons.map(({ id }) => id),
        ['summarise', 'no'],
      );
      equal(draft(), words(10_000));
      equal(side.transcript(), ['Q0', 'A0']);
      await answer('summarise');
      (await setup.reply(2)).text('In short.');
      setup.replies[2]!.end();
      equal(textOf((await setup.reply(3)).request.messages.at(-1)!), words(10_000));
    });

    it('does not go out half written', async () => {
      await exchange(0, { input_tokens: 25_000, output_tokens: 2000 });
      side.send(words(10_000));
      await answer('summarise');
      const summary = await setup.reply(1);
      side.type(`${words(10_000)} and`);
      summary.text('In short.');
      summary.end();
      await until(() => side.transcript().length === 4, 'the summary');
      await sleep(100);
      equal(setup.replies.length, 2, 'requests');
      equal(draft(), `${words(10_000)} and`);
    });
  });

  it('a server that finds it too long is asked for a summary of what was said before', async () => {
    costs = { ...costs, confirm: undefined };
    await exchange(0);
    side.send('Too much');
    (await setup.reply(1)).fail('invalid_request');
    await until(() => latest('turn')?.turn.state === 'failed', 'the failure');
    side.say({ type: 'step', step: 'summarise', turn: latest('turn')!.turn.id });
    const summary = await setup.reply(2);
    equal(
      summary.request.messages.map(({ content }) => content),
      ['Q0', [{ type: 'text', text: 'A0' }], 'Summarise.'],
    );
    summary.text('In short.');
    summary.end();
    equal((await setup.reply(3)).request.messages.at(-1)?.content, 'Too much');
  });

  describe('the meter', () => {
    beforeEach(() => {
      contextWindow = 200_000;
      costs = { ...costs, confirm: undefined };
    });
    const context = () => state()!.context!;

    it('follows the draft, the replies, a new chat and another version', async () => {
      side.type(words(70));
      await until(() => context().draft === 70, 'the draft');
      equal([context().said, context().window], [0, 200_000]);
      await exchange(0, { input_tokens: 1000, cache_read_input_tokens: 500, output_tokens: 20 });
      await until(() => context().said === 1520, 'the reply');
      equal([context().counted, context().spent.input, context().spent.cost], [true, 1000, 1.07]);
      const first = latest('turn')!.turn.id;
      side.say({ type: 'retry', turn: first });
      const second = await setup.reply(1);
      second.text('B');
      second.end({ input_tokens: 3000, output_tokens: 10 });
      await until(() => context().said === 3010, 'the other version');
      equal(context().spent.input, 4000, 'both were paid for');
      side.say({ type: 'switchSibling', turn: latest('turn')!.turn.id, by: -1 });
      await until(() => context().said === 1520, 'the first version');
      equal(context().spent.input, 4000);
      side.say({ type: 'newChat' });
      await until(() => context().said === 0, 'a new chat');
      equal(context().spent.input, 0);
    });

    it('follows the model, and prices while they are set', async () => {
      await exchange(0, { input_tokens: 1000, output_tokens: 20 });
      await until(() => context().said === 1020, 'the reply');
      const reply = latest('turn')!.turn;
      equal(reply.cost, 1.02);
      costs = { prices: { 'claude-x': { ...dear, input: 2000 } }, confirm: undefined, problems: [] };
      setup.settings = { ...setup.settings, model: 'claude-y' };
      setup.settingsChanged.fire();
      await until(() => context().model === 'claude-y', 'the other model');
      equal([context().window, context().said, context().spent.cost], [undefined, 1020, 2.02]);
      await until(() => latest('costs')?.costs[reply.id] === 2.02, 'the reply’s own cost');
    });

    it('is not worked out anew when the cursor moves', async () => {
      let reads = 0;
      const counted = { get: (...of: Parameters<typeof Reflect.get>) => ((reads += 1), Reflect.get(...of) as unknown) };
      costs = { ...costs, prices: new Proxy<CostSettings['prices']>({ 'claude-x': dear }, counted) };
      setup.settingsChanged.fire();
      await exchange(0, { input_tokens: 1000, output_tokens: 20 });
      await until(() => context().said === 1020, 'the reply');
      ok(reads > 0, 'it depends on the prices');
      const before = reads;
      const editor = await openFile('one\ntwo\nthree\n');
      for (let line = 0; line < 3; line++) {
        setup.selection = {
          id: `s${line}`,
          label: 's',
          target: `file:///a#L${line}`,
          languageId: '',
          code: '',
          tokens: 1,
        };
        editor.selection = new vscode.Selection(line, 0, line, 1);
        await until(() => state()?.selection?.id === `s${line}`, 'the selection');
      }
      equal(reads, before);
      await closeAll();
    });

    it('names a price that is not used', async () => {
      costs = { ...costs, problems: [{ setting: 'aside.prices.x', expected: 'object' }] };
      setup.settingsChanged.fire();
      await until(() => context().problems.length > 0, 'the problem');
      equal(context().problems, ['aside.prices.x']);
    });

    it('summarises once more; where that fails, it is told as the first time', async () => {
      await exchange(0, { input_tokens: 190_000, output_tokens: 20 });
      side.say({ type: 'summarise' });
      (await setup.reply(1)).text('In short.');
      setup.replies[1]!.end();
      await until(() => side.transcript().length === 4, 'the summary');
      const summary = latest('conversation')!.turns[1]!.id;
      side.say({ type: 'retry', turn: summary });
      (await setup.reply(2)).fail('overloaded');
      const { sentence, buttons } = await offered();
      ok(sentence.includes('overloaded'), sentence);
      equal(
        buttons.map(({ id }) => id),
        ['summarise', 'no'],
      );
      equal(side.transcript()[1], 'In short.', 'nothing has changed');
      await answer('summarise');
      (await setup.reply(3)).text('Shorter.');
      setup.replies[3]!.end();
      await until(() => side.transcript()[1] === 'Shorter.', 'the other summary');
    });

    it('summarises what was said, and sends nothing', async () => {
      await exchange(0, { input_tokens: 190_000, output_tokens: 20 });
      side.type('half');
      side.say({ type: 'summarise' });
      const summary = await setup.reply(1);
      summary.text('In short.');
      summary.end();
      await until(() => side.transcript().length === 4, 'the summary');
      await sleep(100);
      equal([setup.replies.length, draft()], [2, 'half']);
      await until(() => context().said < 100, 'there is room again');
      side.say({ type: 'showOriginal', turn: latest('conversation')!.turns[1]!.id });
      await until(() => context().said === 190_020, 'what it is about');
      equal(side.transcript(), ['Q0', 'A0']);
    });
  });
});
