import * as vscode from 'vscode';
import { needsAsking } from '../../../src/context/attach';
import { createCompleter } from '../../../src/context/complete';
import { changesChip, hasChanges, type GitApi, type Repository } from '../../../src/context/git';
import { fakeView, setUpChat, type ChatSetup, type FakeView } from '../chat/support';
import { closeAll, equal, fileUri, ok, open, until } from '../inline/support';

const diffOf = (name: string, line: string) => `diff --git a/${name} b/${name}\n@@ -1 +1 @@\n-x\n+${line}\n`;

/** What a repository has, and which files it is told to leave alone. */
interface Kept {
  readonly staged?: string;
  readonly changed?: string;
  readonly added?: readonly vscode.Uri[];
  readonly ignored?: readonly vscode.Uri[];
  readonly checkIgnore?: Repository['checkIgnore'] | undefined;
}

function repositoryOf({ staged = '', changed = '', added = [], ignored = [], ...over }: Kept): Repository {
  const file = { uri: vscode.Uri.file('/nowhere/a.ts'), status: 5 };
  return {
    rootUri: fileUri(''),
    inputBox: { value: '' },
    state: {
      indexChanges: staged === '' ? [] : [file],
      workingTreeChanges: changed === '' ? [] : [file],
      untrackedChanges: added.map((uri) => ({ uri, status: 7 })),
    },
    diff: async (cached) => (cached ? staged : changed),
    log: async () => [],
    checkIgnore: async (paths) => new Set(paths.filter((path) => ignored.some((uri) => uri.fsPath === path))),
    ...over,
  };
}

describe('with git', () => {
  const extensions = vscode.extensions as unknown as Record<string, unknown>;
  const window = vscode.window as unknown as Record<string, unknown>;
  const own = [extensions['getExtension'], window['showWarningMessage']] as const;

  /** The git extension has these repositories; every file is the first one's. */
  function use(...repositories: Repository[]): void {
    const api: GitApi = { repositories, getRepository: () => repositories[0] ?? null };
    const git = { isActive: true, exports: { getAPI: () => api } };
    extensions['getExtension'] = (id: string) =>
      id === 'vscode.git' ? git : (own[0] as typeof vscode.extensions.getExtension).call(vscode.extensions, id);
  }
  afterEach(async () => {
    [extensions['getExtension'], window['showWarningMessage']] = own;
    await closeAll();
  });

  describe('a file that it is told to leave alone', () => {
    let setup: ChatSetup;
    let side: FakeView;
    let asked: string[];
    let choice: string | undefined;
    beforeEach(async () => {
      asked = [];
      window['showWarningMessage'] = async (sentence: string, { modal }: vscode.MessageOptions) => {
        ok(modal, 'a question that is not missed');
        asked.push(sentence);
        return choice;
      };
      setup = setUpChat();
      side = fakeView();
      setup.chat.attach(side.view);
      side.say({ type: 'ready' });
      await until(() => side.posts.some(({ type }) => type === 'conversation'), 'the panel');
    });
    afterEach(() => setup.chat.dispose());

    const chips = () => {
      const last = side.posts.findLast((post) => post.type === 'draft');
      return last?.type === 'draft' ? last.draft.chips.map(({ label }) => label.split('/').at(-1)) : [];
    };

    it('is asked about by its name; the others go along', async () => {
      const [local, shared] = [(await open('mine', 'local')).document.uri, (await open('ours', 'shared')).document.uri];
      const [localName, sharedName] = [local, shared].map(({ path }) => path.split('/').at(-1)!);
      use(repositoryOf({ ignored: [local] }));
      choice = undefined;
      side.say({ type: 'attachUris', uris: `${local.toString()}\n${shared.toString()}` });
      await until(() => chips().length > 0, 'the chip');
      equal(chips(), [sharedName]);
      equal(asked, [
        `${vscode.workspace.asRelativePath(local)} may hold secrets, or is kept out of git. Send it to the model?`,
      ]);
      choice = 'Attach';
      side.say({ type: 'attachUris', uris: local.toString() });
      await until(() => chips().length > 1, 'the other chip');
      equal([chips(), asked.length], [[sharedName, localName], 2]);
    });

    it('is asked about among the open editors too', async () => {
      const local = (await open('mine', 'local')).document.uri;
      const shared = (await open('ours', 'shared')).document.uri;
      use(repositoryOf({ ignored: [local] }));
      choice = undefined;
      side.say({ type: 'complete', id: '1', trigger: '@', query: 'open ed' });
      const offered = () => side.posts.find((post) => post.type === 'completions');
      await until(() => offered() !== undefined, 'the list');
      const [first] = offered()!.items;
      equal(first?.kind, 'editors');
      side.say({ type: 'choose', item: first!.item });
      await until(() => chips().length > 0, 'the chip');
      equal([chips(), asked.length], [[shared.path.split('/').at(-1)], 1]);
    });

    it('is told by its name alone where git cannot say', async () => {
      const uri = fileUri('a.ts');
      const refuses = repositoryOf({ checkIgnore: () => Promise.reject(new Error('git: fatal')) });
      for (const repository of [refuses, repositoryOf({ checkIgnore: undefined })]) {
        use(repository);
        equal([await needsAsking(uri), await needsAsking(fileUri('.env'))], [false, true]);
      }
      use();
      equal(await needsAsking(uri), false);
    });
  });

  describe('its changes', () => {
    const write = async (name: string, text: string) => {
      await vscode.workspace.fs.writeFile(fileUri(name), new TextEncoder().encode(text));
      return fileUri(name);
    };
    /** What is taken after an `@`; undefined where it is not offered. */
    async function taken(): Promise<string | undefined> {
      const source = (await createCompleter().complete('git')).find(({ kind }) => kind === 'changes');
      equal(source !== undefined, hasChanges(), 'offered when there are any');
      const [one] = (await source?.take([])) ?? [];
      return one?.kind === 'chip' ? one.chip.code : one?.kind;
    }

    it('are those that are staged and those that are not, of every repository', async () => {
      const [staged, changed, other] = [diffOf('a', 'staged'), diffOf('a', 'changed'), diffOf('b', 'other')];
      use(repositoryOf({ staged, changed }), repositoryOf({ changed: other }));
      equal(await taken(), [staged, changed, other].join('\n'));
      equal((await changesChip())?.languageId, 'diff');
    });

    it('are new files too, without what one looks like that keeps secrets', async () => {
      use(repositoryOf({ added: [await write('new.ts', 'let a = 1;\n'), await write('.env', 'TOKEN=mine\n')] }));
      const text = (await taken()) ?? '';
      ok(text.includes('+let a = 1;') && text.includes('.env') && !text.includes('mine'), text);
    });

    it('are not offered where there are none, and refused where git finds none after all', async () => {
      use(repositoryOf({}));
      equal(await taken(), undefined);
      use({ ...repositoryOf({ changed: 'x' }), diff: async () => '' });
      equal(await taken(), 'refused');
    });

    it('are cut where they are long, and say so', async () => {
      use(repositoryOf({ changed: 'x'.repeat(100_001) }));
      const text = (await taken()) ?? '';
      ok(/^x{100000}\n\[… cut: 100001 characters in all\]$/.test(text), text.slice(-60));
    });
  });
});
