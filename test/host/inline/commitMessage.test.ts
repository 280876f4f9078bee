import * as vscode from 'vscode';
import { gitApi, type GitApi, type Repository } from '../../../src/context/git';
import { equal, fileUri, ok, pieces, type Setup, setUp, tearDown, until } from './support';

const diff = 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-x\n+y\n';
const change = { uri: vscode.Uri.file('/nowhere/a.ts'), status: 5 };

/** A repository as the git extension shows it. */
function repository(parts: Partial<Repository['state']> = {}, draft = ''): Repository {
  return {
    rootUri: vscode.Uri.file('/nowhere/project'),
    inputBox: { value: draft },
    state: { workingTreeChanges: [], indexChanges: [], ...parts },
    diff: (cached) => Promise.resolve(cached ? diff.replaceAll('a.ts', 'staged.ts') : diff),
    log: () => Promise.resolve([{ message: 'fix: something\n' }]),
  };
}

function api(...repositories: Repository[]): GitApi {
  return { repositories, getRepository: () => null };
}

describe('write a commit message', () => {
  let setup: Setup;
  afterEach(tearDown);
  // With it, git's own extension starts a process whenever a setting changes.
  const enableGit = (isEnabled: boolean) =>
    vscode.workspace.getConfiguration('git').update('enabled', isEnabled, vscode.ConfigurationTarget.Global);
  after(() => enableGit(false));

  it('streams it into the input box, for what is staged', async () => {
    setup = setUp({ chunks: pieces('fix: use y\n\nBecause.\n') });
    const one = repository({ indexChanges: [change], workingTreeChanges: [change] });
    setup.git = api(one);
    equal(await setup.inline.commitMessage(), 'written');
    equal(one.inputBox.value, 'fix: use y\n\nBecause.');
    const { user } = setup.prompts[0]!;
    ok(user.includes('staged.ts') && !user.includes('/a.ts'), 'only what is staged');
    ok(user.includes('<subjects>\nfix: something\n</subjects>'), 'the subjects');
  });

  it('for all changes where nothing is staged; what was typed is a hint', async () => {
    setup = setUp({ chunks: ['fix: use y'] });
    const one = repository({ workingTreeChanges: [change] }, 'y is better');
    setup.git = api(one);
    equal(await setup.inline.commitMessage(), 'written');
    equal(one.inputBox.value, 'fix: use y');
    const { user } = setup.prompts[0]!;
    ok(user.includes('b/a.ts') && user.includes('<draft>\ny is better\n</draft>'), 'the changes and the draft');
  });

  it('nothing has changed, no repository, no git: a sentence each, and nothing is asked', async () => {
    setup = setUp({ chunks: ['x'] });
    const one = repository({}, 'mine');
    setup.git = api(one);
    equal(await setup.inline.commitMessage(), 'nothing');
    setup.git = api();
    equal(await setup.inline.commitMessage(), 'noRepository');
    setup.git = undefined;
    equal(await setup.inline.commitMessage(), 'noGit');
    equal([setup.prompts.length, setup.said.length, one.inputBox.value], [0, 3, 'mine']);
  });

  it('typing into the box ends the stream, and what was typed stays', async () => {
    const one = repository({ indexChanges: [change] });
    setup = setUp({
      chunks: ['fix: ', 'use ', 'y ', 'now'],
      before: (index) => {
        if (index === 2) one.inputBox.value = 'my own';
      },
    });
    setup.git = api(one);
    equal(await setup.inline.commitMessage(), 'stopped');
    equal([one.inputBox.value, setup.errors.length], ['my own', 0]);
  });

  it('stopped, or failed: what stood there is there again', async () => {
    const one = repository({ indexChanges: [change] }, 'mine');
    setup = setUp(
      { chunks: ['fix: ', 'use ', 'y'], before: (index) => void (index === 2 && setup.inline.stopCommitMessage()) },
      { chunks: ['fix: '], error: new Error('broken') },
    );
    setup.git = api(one);
    equal(await setup.inline.commitMessage(), 'stopped');
    equal([one.inputBox.value, setup.aborted], ['mine', true]);
    equal(await setup.inline.commitMessage(), 'failed');
    equal([one.inputBox.value, setup.errors.length], ['mine', 1]);
    equal(setup.inline.stopCommitMessage(), false);
  });

  it('failed, and its repository has gone meanwhile: the failure is told, and the next one can begin', async () => {
    const one = repository({ indexChanges: [change] }, 'mine');
    const gone = {
      get value() {
        return 'mine';
      },
      set value(_: string) {
        throw new Error('the box is gone');
      },
    };
    setup = setUp({ chunks: ['fix: '] }, { chunks: ['fix: use y'] });
    setup.git = api({ ...one, inputBox: gone });
    equal(await setup.inline.commitMessage(), 'failed');
    equal(setup.errors.length, 1);
    equal(setup.inline.stopCommitMessage(), false);
    setup.git = api(one);
    equal(await setup.inline.commitMessage(), 'written');
  });

  it('an empty answer: a sentence, and the box as it was', async () => {
    const one = repository({ indexChanges: [change] }, 'mine');
    setup = setUp({ chunks: ['```\n```'] });
    setup.git = api(one);
    equal(await setup.inline.commitMessage(), 'nothing');
    equal([one.inputBox.value, setup.said.length], ['mine', 1]);
  });

  it('a second one while the first is written changes nothing', async () => {
    const one = repository({ indexChanges: [change] });
    setup = setUp({ chunks: pieces('fix: use y') });
    setup.git = api(one);
    const first = setup.inline.commitMessage();
    equal(await setup.inline.commitMessage(), 'running');
    equal([await first, one.inputBox.value], ['written', 'fix: use y']);
  });

  it('of several repositories the one that is named, else the one that is chosen', async () => {
    const one = repository({ indexChanges: [change] });
    const other = { ...repository({ indexChanges: [change] }), rootUri: vscode.Uri.file('/nowhere/other') };
    setup = setUp({ chunks: ['fix: y'] });
    setup.git = api(one, other);
    await setup.inline.commitMessage(one.rootUri);
    equal([one.inputBox.value, other.inputBox.value], ['fix: y', '']);
    await setup.inline.commitMessage();
    equal(other.inputBox.value, 'fix: y');
  });

  it('with the git extension itself: a new file, then a staged change', async function () {
    this.timeout(120_000);
    if (!vscode.extensions.getExtension('vscode.git')) this.skip();
    await enableGit(true);
    await until(() => gitApi() !== undefined, 'the git extension');
    const git = gitApi() as GitApi & { init(root: vscode.Uri): Promise<RealRepository | null> };
    const root = fileUri('repository');
    await vscode.workspace.fs.createDirectory(root);
    const made = await git.init(root);
    ok(made, 'a repository');
    const write = (name: string, text: string) =>
      vscode.workspace.fs.writeFile(vscode.Uri.joinPath(root, name), new TextEncoder().encode(text));
    const config = vscode.Uri.joinPath(root, '.git', 'config');
    const before = new TextDecoder().decode(await vscode.workspace.fs.readFile(config));
    await write('.git/config', `${before}\n[user]\n\tname = A\n\temail = a@example.com\n[commit]\n\tgpgsign = false\n`);

    setup = setUp({ chunks: ['feat: begin'] });
    setup.git = git;
    equal(await setup.inline.commitMessage(root), 'nothing');
    await write('new.txt', 'first line\n');
    await made.status();
    equal(await setup.inline.commitMessage(root), 'written');
    equal(made.inputBox.value, 'feat: begin');
    ok(setup.prompts[0]!.user.includes('+++ b/new.txt\n@@ -0,0 +1,1 @@\n+first line'), 'the new file');

    await made.add([vscode.Uri.joinPath(root, 'new.txt').fsPath]);
    await made.commit('feat: begin');
    await write('new.txt', 'changed line\n');
    await made.add([vscode.Uri.joinPath(root, 'new.txt').fsPath]);
    await write('new.txt', 'not staged\n');
    await made.status();
    equal(await setup.inline.commitMessage(root), 'written');
    const { user } = setup.prompts[1]!;
    ok(user.includes('+changed line') && !user.includes('not staged'), 'what is staged');
    ok(user.includes('<subjects>\nfeat: begin\n</subjects>'), 'the subject');
  });
});

interface RealRepository extends Repository {
  status(): Promise<void>;
  add(paths: string[]): Promise<void>;
  commit(message: string): Promise<void>;
}
