import * as vscode from 'vscode';
import { type GitApi } from '../../../src/context/git';
import { equal, open, type Setup, setUp, tearDown, until } from './support';

describe('a failed request of the editor', () => {
  let setup: Setup;
  afterEach(tearDown);

  const failing = { chunks: [], error: new Error('overloaded') };

  /** Sends it once more with the model of the settings, and with another one. */
  async function sendAgain(done: () => boolean): Promise<void> {
    setup.retries[0]!.retry();
    await until(() => setup.retries.length === 2, 'the retry');
    setup.retries[1]!.retryWith!({ model: 'claude-y' });
    await until(done, 'the reply of another model');
    equal(setup.models, [undefined, undefined, 'claude-y']);
  }

  it('can ask another model for code', async () => {
    setup = setUp(failing, failing, { chunks: ['const c = 3;'] });
    const editor = await open('// values|\n');
    equal(await setup.inline.generate(), 'failed');
    await sendAgain(() => editor.document.getText() === '// values\nconst c = 3;\n');
  });

  it('can ask another model for an edit', async () => {
    setup = setUp(failing, failing, { chunks: ['const b = 2;\n'] });
    const editor = await open('const a = 1;|\n');
    equal(await setup.inline.edit({ instruction: 'b, not a' }), 'failed');
    await sendAgain(() => editor.document.getText() === 'const b = 2;\n');
  });

  it('can ask another model for a commit message', async () => {
    setup = setUp(failing, failing, { chunks: ['fix: use y'] });
    const repository = {
      rootUri: vscode.Uri.file('/nowhere/project'),
      inputBox: { value: '' },
      state: { workingTreeChanges: [{ uri: vscode.Uri.file('/nowhere/a.ts'), status: 5 }], indexChanges: [] },
      diff: async () => 'diff --git a/a.ts b/a.ts\n--- a/a.ts\n+++ b/a.ts\n@@ -1 +1 @@\n-x\n+y\n',
      log: async () => [],
    };
    setup.git = { repositories: [repository], getRepository: () => null } as GitApi;
    equal(await setup.inline.commitMessage(), 'failed');
    await sendAgain(() => repository.inputBox.value === 'fix: use y');
  });

  it('cannot ask another model for ghost text, which VS Code asks for', async () => {
    setup = setUp(failing);
    const { document, selection } = await open('const sum = |\n');
    const { token } = new vscode.CancellationTokenSource();
    await setup.inline.complete(document, selection.active, vscode.InlineCompletionTriggerKind.Invoke, token);
    equal([setup.retries.length, setup.retries[0]!.retryWith], [1, undefined]);
  });
});
