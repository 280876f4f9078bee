import * as vscode from 'vscode';
import { commands } from '../../../src/commands';
import { applyRecord, emptyConversation, logVersion, type LogRecord } from '../../../src/conversation/model';
import { toJson } from '../../../src/conversation/transfer';
import type { Services } from '../../../src/services';
import { closeAll, equal, fileUri, until } from '../inline/support';
import { emptyDisk, fakeView, setUpChat, type ChatSetup, type FakeView } from './support';
import { noKeys } from '../../fixtures/noKeys';

const exported = (version: number, ...conversations: unknown[]) =>
  JSON.stringify({ format: 'aside.conversations', version, conversations });

describe('a file that cannot be imported', () => {
  const window = vscode.window as unknown as Record<string, unknown>;
  const names = ['showOpenDialog', 'showErrorMessage', 'showInformationMessage'];
  const own = names.map((name) => window[name]);
  let setup: ChatSetup;
  let told: string[];
  beforeEach(() => {
    told = [];
    setup = setUpChat();
    window['showErrorMessage'] = window['showInformationMessage'] = async (sentence: string) =>
      void told.push(sentence);
  });
  afterEach(async () => {
    names.forEach((name, n) => (window[name] = own[n]));
    setup.chat.dispose();
    await closeAll();
  });

  /** The command, with these files chosen; one without a text is not there any more. */
  async function run(files: Readonly<Record<string, string | undefined>>): Promise<void> {
    for (const [name, text] of Object.entries(files))
      if (text !== undefined) await vscode.workspace.fs.writeFile(fileUri(name), new TextEncoder().encode(text));
    window['showOpenDialog'] = async () => Object.keys(files).map((name) => fileUri(name));
    await commands['aside.import']!({ chat: async () => setup.chat } as Partial<Services> as Services)();
  }

  const refused: readonly [string, string, string][] = [
    ['no JSON', 'Dear diary', 'a.json is no JSON, and so no export of Aside. Nothing was imported from it.'],
    ['nothing at all', '', 'a.json is no JSON, and so no export of Aside. Nothing was imported from it.'],
    ['other JSON', '{"version":1}', 'a.json is JSON, but no export of Aside. Nothing was imported from it.'],
    ['null', 'null', 'a.json is JSON, but no export of Aside. Nothing was imported from it.'],
    [
      'of a newer version',
      exported(2, { id: 'c' }),
      'a.json was exported by a newer version of Aside. Update Aside to import it.',
    ],
    [
      'damaged',
      exported(1, ...(JSON.parse(toJson([emptyConversation('c', 1)], noKeys)) as { conversations: [] }).conversations, {
        id: 'd',
      }),
      'Conversation 2 in a.json is damaged. Nothing was imported from it.',
    ],
  ];
  for (const [name, text, sentence] of refused) {
    it(`${name}: one sentence, and nothing is imported`, async () => {
      await run({ 'a.json': text });
      equal([told, [...setup.logs.keys()]], [[sentence], []]);
    });
  }

  it('is told of by its name, and keeps the others from nothing', async () => {
    const good = toJson([emptyConversation('c', 1)], noKeys);
    await run({ 'gone.json': undefined, 'bad.json': 'x', 'good.json': good });
    equal(
      told.map((sentence) => sentence.replace(/: .*/s, '')),
      [
        'gone.json could not be read',
        'bad.json is no JSON, and so no export of Aside. Nothing was imported from it.',
        '1 conversations are imported.',
      ],
    );
    equal([...setup.logs.keys()], ['c']);
  });
});

describe('an import of a conversation that is open', () => {
  const window = vscode.window as unknown as Record<string, unknown>;
  const names = ['showOpenDialog', 'showInformationMessage'];
  const own = names.map((name) => window[name]);
  let setup: ChatSetup;
  afterEach(async () => {
    names.forEach((name, n) => (window[name] = own[n]));
    setup.chat.dispose();
    await closeAll();
  });

  const said = (at: number, id: string, parent: string | null, text: string): LogRecord => ({
    t: 'begin',
    at,
    turn: {
      ...{ id, parent, role: parent === null ? 'user' : 'assistant', at, state: 'done' },
      ...{ content: [{ type: 'text', text }], text },
    },
  });
  const here: LogRecord[] = [
    { t: 'open', v: logVersion, id: 'c', at: 1 },
    said(2, 'q', null, 'Q'),
    said(3, 'a', 'q', 'A'),
  ];
  const conversationOf = (records: readonly LogRecord[]) => records.reduce(applyRecord, emptyConversation('c', 1));

  /** Two panels with the conversation `c`; then a file with it, which has more, is imported. */
  async function importMore(...more: LogRecord[]): Promise<FakeView[]> {
    const disk = emptyDisk();
    disk.logs.set('c', here);
    disk.remembered.set('aside.conversation', 'c');
    setup = setUpChat({}, disk);
    const views = [fakeView(), fakeView()];
    for (const view of views) {
      setup.chat.attach(view.view);
      view.say({ type: 'ready' });
      await until(() => view.transcript().length === 2, 'the conversation');
    }
    const file = fileUri('more.json');
    await vscode.workspace.fs.writeFile(
      file,
      new TextEncoder().encode(toJson([conversationOf([...here, ...more])], noKeys)),
    );
    window['showOpenDialog'] = async () => [file];
    window['showInformationMessage'] = async () => undefined;
    await setup.chat.importConversations();
    return views;
  }

  it('shows what is new in every panel, which are still panels of one conversation', async () => {
    const views = await importMore(said(4, 'b', 'q', 'B'));
    for (const view of views) {
      await until(() => view.posts.some((post) => post.type === 'turn' && post.turn.sibling?.of === 2), 'the versions');
      equal(view.transcript(), ['Q', 'A'], 'the version on show stays');
    }
    views[0]!.say({ type: 'switchSibling', turn: 'a', by: 1 });
    for (const view of views) await until(() => view.transcript().at(-1) === 'B', 'the other one');
    views[1]!.send('And now?');
    const reply = await setup.reply(0);
    equal(reply.request.messages.length, 3, 'it goes on from there');
    reply.text('Now.');
    for (const view of views) await until(() => view.transcript().at(-1) === 'Now.', 'the reply in both');
    reply.end();
    const kept = setup.logs.get('c')!.filter((record) => record.t === 'begin');
    equal(new Set(kept.map(({ turn }) => turn.id)).size, kept.length, 'each turn once on the disk');
  });

  it('does not disturb a reply that is running', async () => {
    setup = setUpChat();
    const view = fakeView();
    setup.chat.attach(view.view);
    view.say({ type: 'ready' });
    await until(() => view.posts.some(({ type }) => type === 'conversation'), 'the conversation');
    view.send('Q');
    const reply = await setup.reply(0);
    reply.text('half');
    const [[id, records]] = [...setup.logs] as [[string, LogRecord[]]];
    const more = [...records, said(Date.now() + 1, 'b', null, 'Elsewhere')].reduce(
      applyRecord,
      emptyConversation(id, 1),
    );
    const file = fileUri('more.json');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(toJson([more], noKeys)));
    window['showOpenDialog'] = async () => [file];
    window['showInformationMessage'] = async () => undefined;
    await setup.chat.importConversations();
    reply.text(' and half');
    reply.end();
    await until(() => view.transcript().at(-1) === 'half and half', 'all of it');
    equal(view.transcript(), ['Q', 'half and half']);
  });
});
