import * as vscode from 'vscode';
import { instructionsGlob } from '../../../src/context/instructions';
import type { LogRecord } from '../../../src/conversation/model';
import type { HostMessage } from '../../../src/protocol';
import { equal, ok, sleep, until } from '../inline/support';
import { fakeView, setUpChat, type ChatSetup, type FakeView } from './support';

describe('a conversation that goes on in another way', () => {
  let setup: ChatSetup;
  let side: FakeView;

  async function open(over: Parameters<typeof setUpChat>[0] = {}): Promise<void> {
    setup = setUpChat(over);
    side = fakeView();
    setup.chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => latest('conversation') !== undefined, 'the conversation');
  }
  afterEach(() => setup.chat.dispose());

  const latest = <T extends HostMessage['type']>(type: T) =>
    side.posts.findLast((post): post is Extract<HostMessage, { type: T }> => post.type === type);
  const shownId = () => latest('conversation')?.id ?? '';
  const state = () => latest('state')?.state;
  const recordsOf = <T extends LogRecord['t']>(t: T, id = shownId()) =>
    (setup.logs.get(id) ?? []).filter((one): one is Extract<LogRecord, { t: T }> => one.t === t);
  /** The ids of the turns that the view has, in order. */
  const turnIds = () => {
    const from = side.posts.findLastIndex(({ type }) => type === 'conversation');
    const ids = side.posts.slice(from).flatMap((post) => {
      if (post.type === 'conversation') return post.turns.map(({ id }) => id);
      return post.type === 'turn' ? [post.turn.id] : [];
    });
    return [...new Set(ids)];
  };

  /** A question and its reply, whose request comes back. */
  async function exchange(question: string, answer: string, number: number) {
    side.send(question);
    return answered(answer, number);
  }
  async function answered(answer: string, number: number) {
    const reply = await setup.reply(number);
    reply.text(answer);
    reply.end();
    // The state that says so may be that of before the reply.
    const isOver = () => latest('turn')?.turn.state === 'done' && state()?.busy === false;
    await until(() => side.transcript().at(-1) === answer && isOver(), answer);
    return reply.request;
  }

  describe('with another model', () => {
    it('replies beside the first reply, and keeps its own model', async () => {
      await open();
      await exchange('Q', 'one', 0);
      setup.pickedModel = 'claude-y';
      side.say({ type: 'retryWith', turn: turnIds().at(-1)! });
      equal((await answered('two', 1)).model, 'claude-y');
      equal(side.transcript(), ['Q', 'two']);
      equal(latest('turn')?.turn.sibling, { index: 2, of: 2 });
      equal((await exchange('More', 'three', 2)).model, 'claude-x', 'the next reply');
      equal(latest('turn')?.turn.segment, [{ kind: 'model', from: 'claude-y', to: 'claude-x' }]);
      equal(setup.asked, [{}, { model: 'claude-y' }, {}]);
    });

    it('asks nobody when no model is picked', async () => {
      await open();
      await exchange('Q', 'one', 0);
      side.say({ type: 'retryWith', turn: turnIds().at(-1)! });
      await sleep(100);
      equal(setup.replies.length, 1);
    });

    it('is offered by an error, too', async () => {
      await open();
      side.send('Q');
      (await setup.reply(0)).fail('not_found');
      await until(() => latest('turn')?.turn.state === 'failed', 'the failure');
      setup.pickedModel = 'claude-y';
      side.say({ type: 'step', step: 'retryWith', turn: turnIds().at(-1)! });
      equal((await answered('two', 1)).model, 'claude-y');
    });
  });

  describe('in a new conversation', () => {
    it('from a reply: all up to it, with the cursor in the composer', async () => {
      await open();
      await exchange('Q', 'one', 0);
      const [, reply] = turnIds();
      await exchange('More', 'two', 1);
      const original = shownId();
      const before = JSON.stringify(setup.logs.get(original));
      const focused = () => side.posts.filter(({ type }) => type === 'focus').length;
      equal(focused(), 0);
      side.say({ type: 'fork', turn: reply! });
      await until(() => shownId() !== original, 'the fork');
      await until(() => focused() === 1, 'the cursor in the composer');
      equal(side.transcript(), ['Q', 'one']);
      equal(JSON.stringify(setup.logs.get(original)), before, 'the original');
      equal(recordsOf('title')[0]?.title, vscode.l10n.t('{0} (fork)', 'Q'));
      const request = await exchange('Elsewhere', 'three', 2);
      equal(request.messages, [
        { role: 'user', content: 'Q' },
        { role: 'assistant', content: [{ type: 'text', text: 'one' }] },
        { role: 'user', content: 'Elsewhere' },
      ]);
      equal(JSON.stringify(setup.logs.get(original)), before, 'the original afterwards');
    });

    it('from a question: all before it, and the question to be written anew', async () => {
      await open();
      await exchange('Q', 'one', 0);
      await exchange('More', 'two', 1);
      const original = shownId();
      side.say({ type: 'fork', turn: turnIds()[2]! });
      await until(() => shownId() !== original, 'the fork');
      equal(side.transcript(), ['Q', 'one']);
      equal(latest('conversation')?.draft.text, 'More');
    });

    it('also while a reply streams, which goes on in the original', async () => {
      await open();
      await exchange('Q', 'one', 0);
      side.send('More');
      const reply = await setup.reply(1);
      reply.text('two');
      const original = shownId();
      side.say({ type: 'fork', turn: turnIds()[1]! });
      await until(() => shownId() !== original, 'the fork');
      await until(() => state()?.busy === false, 'a conversation where nothing runs');
      reply.text(' and a half');
      reply.end();
      await until(() => recordsOf('done', original).length === 2, 'the end of the reply');
      equal(side.transcript(), ['Q', 'one']);
    });

    it('not from what is not there', async () => {
      await open();
      await exchange('Q', 'one', 0);
      const logs = setup.logs.size;
      side.say({ type: 'fork', turn: 'nowhere' });
      await sleep(100);
      equal(setup.logs.size, logs);
      equal(setup.problems, []);
    });
  });

  describe('under a title of the model', () => {
    const haiku = { id: 'claude-haiku-5-5', displayName: 'Haiku' };
    const titles = () => recordsOf('title').map(({ title, auto }) => [title, auto]);

    it('that is asked for once, after the first reply', async () => {
      await open({ wantsTitles: () => true });
      setup.cheapest = haiku;
      await exchange('How are lists sorted?', 'By merging.', 0);
      const asked = await setup.reply(1);
      equal(asked.request.model, haiku.id);
      ok((asked.request.max_tokens ?? 0) <= 100, 'a small request');
      asked.text('"Sorting lists."');
      asked.end();
      await until(() => titles().length > 0, 'the title');
      equal(titles(), [['Sorting lists', true]]);
      await exchange('And maps?', 'They are not.', 2);
      await sleep(100);
      equal(setup.replies.length, 3, 'requests');
    });

    it('of the conversation’s own model where the endpoint lists no Haiku', async () => {
      await open({ wantsTitles: () => true });
      await exchange('Q', 'one', 0);
      equal((await setup.reply(1)).request.model, 'claude-x');
    });

    it('which comes to nothing without a word, and is not asked for again', async () => {
      await open({ wantsTitles: () => true });
      await exchange('Q', 'one', 0);
      (await setup.reply(1)).fail('overloaded');
      await sleep(100);
      side.say({ type: 'retry', turn: turnIds().at(-1)! });
      await answered('two', 2);
      await sleep(100);
      equal([setup.replies.length, titles(), setup.problems], [3, [], []]);
      equal(side.transcript(), ['Q', 'two']);
    });

    it('but not over one that somebody has given it meanwhile', async () => {
      await open({ wantsTitles: () => true });
      await exchange('Q', 'one', 0);
      const asked = await setup.reply(1);
      const id = shownId();
      setup.logs.get(id)!.push({ t: 'title', at: Date.now(), title: 'Mine' });
      asked.text('Sorting');
      asked.end();
      await until(() => titles().length === 2, 'both');
      // As it is read from the disk.
      const other = setUpChat({}, setup);
      const view = fakeView();
      other.chat.attach(view.view);
      view.say({ type: 'ready' });
      const shown = () => view.posts.find((post) => post.type === 'conversation');
      await until(() => shown() !== undefined, 'the other window');
      equal(shown()?.title, 'Mine');
      other.chat.dispose();
    });

    it('not after a failed first reply, but after the good one', async () => {
      await open({ wantsTitles: () => true });
      side.send('Q');
      (await setup.reply(0)).fail('server');
      await until(() => latest('turn')?.turn.state === 'failed', 'the failure');
      await sleep(100);
      equal(setup.replies.length, 1);
      side.say({ type: 'retry', turn: turnIds().at(-1)! });
      await answered('one', 1);
      await setup.reply(2);
    });

    it('only if that is wanted', async () => {
      await open();
      await exchange('Q', 'one', 0);
      await sleep(100);
      equal(setup.replies.length, 1);
    });
  });

  describe('with the instructions of the workspace', () => {
    const folder = () => vscode.workspace.workspaceFolders![0]!.uri;
    const file = (name: string) => vscode.Uri.joinPath(folder(), name);
    const write = (name: string, text: string) =>
      vscode.workspace.fs.writeFile(file(name), new TextEncoder().encode(text));
    const chip = () => state()?.instructions;
    const shows = (expected: string | undefined) =>
      until(() => (chip() && `${chip()!.name} ${chip()!.state}`) === expected, `${expected}, not ${chip()?.state}`);
    const heading = (name: string) => `Instructions of the workspace, from its file ${name}:\n\n`;

    const removeAll = async () => {
      for (const name of ['AGENTS.md', 'CLAUDE.md']) {
        await vscode.workspace.fs.delete(file(name)).then(undefined, () => undefined);
      }
    };
    beforeEach(removeAll);
    afterEach(removeAll);

    it('sends them from the first question on, as they were then, and offers newer ones', async () => {
      await write('AGENTS.md', 'Use tabs.\n');
      await open({ usesInstructions: () => true });
      await shows('AGENTS.md used');
      const first = await exchange('Q', 'one', 0);
      equal(first.system, `${heading('AGENTS.md')}Use tabs.\n`);
      await write('AGENTS.md', 'Use spaces.\n');
      await shows('AGENTS.md changed');
      const second = await exchange('More', 'two', 1);
      equal(second.system, first.system, 'the same bytes');
      side.say({ type: 'instructions', use: true });
      await shows('AGENTS.md used');
      const third = await exchange('And now?', 'three', 2);
      equal(third.system, `${heading('AGENTS.md')}Use spaces.\n`);
    });

    it('reads them anew when the first question is asked', async () => {
      await write('AGENTS.md', 'Old.\n');
      await open({ usesInstructions: () => true });
      await shows('AGENTS.md used');
      await write('AGENTS.md', 'New.\n');
      equal((await exchange('Q', 'one', 0)).system, `${heading('AGENTS.md')}New.\n`);
    });

    it('takes CLAUDE.md where there is no other, or that says nothing', async () => {
      await write('AGENTS.md', ' \n');
      await write('CLAUDE.md', 'Be kind.');
      await open({ usesInstructions: () => true });
      await shows('CLAUDE.md used');
      equal((await exchange('Q', 'one', 0)).system, `${heading('CLAUDE.md')}Be kind.`);
    });

    it('leaves them out of a conversation for good, until they are wanted again', async () => {
      await write('AGENTS.md', 'Use tabs.\n');
      await open({ usesInstructions: () => true });
      await shows('AGENTS.md used');
      side.say({ type: 'instructions', use: false });
      await shows('AGENTS.md offered');
      equal((await exchange('Q', 'one', 0)).system, undefined);
      equal(recordsOf('instructions').at(-1)?.instructions, null, 'what is remembered');
      side.say({ type: 'instructions', use: true });
      await shows('AGENTS.md used');
      equal((await exchange('More', 'two', 1)).system, `${heading('AGENTS.md')}Use tabs.\n`);
    });

    it('only offers those that come to a conversation that is under way', async () => {
      await open({ usesInstructions: () => true });
      equal((await exchange('Q', 'one', 0)).system, undefined);
      await write('AGENTS.md', 'Use tabs.\n');
      await shows('AGENTS.md offered');
      equal((await exchange('More', 'two', 1)).system, undefined);
    });

    it('neither shows nor sends them where the setting is off', async () => {
      await write('AGENTS.md', 'Use tabs.\n');
      await open({ usesInstructions: () => false });
      await sleep(200);
      equal(chip(), undefined);
      equal((await exchange('Q', 'one', 0)).system, undefined);
    });

    it('neither reads nor watches them while the setting is off, and follows it without a reload', async () => {
      await write('AGENTS.md', 'Use tabs.\n');
      const { workspace } = vscode;
      const { fs, createFileSystemWatcher } = workspace;
      let [watching, reads] = [0, 0];
      const isOurs = (text: string) => /AGENTS\.md/.test(text);
      Object.defineProperty(workspace, 'createFileSystemWatcher', {
        configurable: true,
        value(pattern: vscode.RelativePattern, ...more: boolean[]) {
          const watcher = createFileSystemWatcher(pattern, ...more);
          if (!isOurs(pattern.pattern)) return watcher;
          watching += 1;
          const { dispose } = watcher;
          return Object.assign(watcher, { dispose: () => (dispose.call(watcher), (watching -= 1)) });
        },
      });
      Object.defineProperty(workspace, 'fs', {
        configurable: true,
        get: () => ({ ...fs, stat: (uri: vscode.Uri) => ((reads += isOurs(uri.path) ? 1 : 0), fs.stat(uri)) }),
      });
      try {
        let isOn = false;
        await open({ usesInstructions: () => isOn });
        await exchange('Q', 'one', 0);
        await sleep(100);
        equal([watching, reads], [0, 0], 'while it is off');
        isOn = true;
        setup.settingsChanged.fire();
        await shows('AGENTS.md offered');
        ok(watching > 0 && reads > 0, 'watched and read');
        await write('AGENTS.md', ' ');
        await shows(undefined);
        isOn = false;
        setup.settingsChanged.fire();
        await until(() => watching === 0, 'nothing is watched any more');
        await sleep(100);
        const before = reads;
        await write('AGENTS.md', 'Use tabs.\n');
        await sleep(300);
        equal([chip(), reads], [undefined, before]);
      } finally {
        Object.defineProperty(workspace, 'fs', { configurable: true, get: () => fs });
        Object.defineProperty(workspace, 'createFileSystemWatcher', {
          configurable: true,
          value: createFileSystemWatcher,
        });
      }
    });

    it('looks for them at the root alone', () => equal(instructionsGlob, '{AGENTS.md,CLAUDE.md}'));
  });

  describe('with code that was pasted', () => {
    const code = 'const pasted = [\n  "one place",\n];\n';
    const openDocument = (content: string) => vscode.workspace.openTextDocument({ content, language: 'typescript' });
    const offer = () => latest('pastedFrom');

    it('takes it along as a chip where it is from an open file', async () => {
      await open();
      await openDocument(`// a\n${code}// b\n`);
      side.say({ type: 'pasted', id: 'p1', text: code.replaceAll('\n', '\r\n') });
      await until(() => offer()?.id === 'p1', 'the offer');
      equal(recordsOf('draft').length, 0, 'nothing is added unless the view gives up the text');
      side.say({ type: 'takePasted', id: 'p1' });
      await until(() => (latest('draft')?.draft.chips.length ?? 0) > 0, 'the chip');
      const [chip] = latest('draft')!.draft.chips;
      ok(/:2-4$/.test(chip!.label), `its lines, not ${chip!.label}`);
      equal(recordsOf('draft').at(-1)?.draft.chips[0]?.code, code);
      side.say({ type: 'dropChip', chip: offer()!.chip });
      await until(() => latest('draft')?.draft.chips.length === 0, 'the chip to go');
      side.say({ type: 'takePasted', id: 'p1' });
      await until(() => latest('draft')?.draft.chips.length === 1, 'the chip again, by redo');
    });

    it('leaves alone what is in no file, in two places, or one line', async () => {
      await open();
      const twice = 'let twice = 1;\nlet again = 2;\n';
      await openDocument(`${twice}${twice}let single = 3;\n`);
      for (const [id, text] of [
        ['p1', 'nowhere\nto be found\n'],
        ['p2', twice],
        ['p3', 'let single = 3;\n'],
      ]) {
        side.say({ type: 'pasted', id: id!, text: text! });
      }
      side.say({ type: 'takePasted', id: 'p2' });
      await sleep(100);
      equal([offer(), recordsOf('draft').length], [undefined, 0]);
    });

    it('does not take another part of the same lines for the one that goes along', async () => {
      await open();
      await openDocument('first(part,\n  of); second(part,\n  of it);\n');
      for (const [id, text] of [
        ['p1', 'part,\n  of it'],
        ['p2', 'second(part,\n  of it)'],
      ]) {
        side.say({ type: 'pasted', id: id!, text: text! });
        side.say({ type: 'takePasted', id: id! });
      }
      await until(() => latest('draft')?.draft.chips.length === 1, 'the first');
      await sleep(50);
      equal(offer()?.id, 'p1');
    });
  });
});
