import * as vscode from 'vscode';
import { commands } from '../../../src/commands';
import { emptyConversation } from '../../../src/conversation/model';
import { toJson } from '../../../src/conversation/transfer';
import type { Services } from '../../../src/services';
import { closeAll, equal, fileUri } from '../inline/support';
import { setUpChat, type ChatSetup } from './support';

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
      exported(1, ...(JSON.parse(toJson([emptyConversation('c', 1)])) as { conversations: [] }).conversations, {
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
    const good = toJson([emptyConversation('c', 1)]);
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
