import * as vscode from 'vscode';
import { equal, ok, open, type Setup, setUp, sleep, tearDown, until } from './support';

const { Invoke, Automatic } = vscode.InlineCompletionTriggerKind;

describe('complete at the cursor', () => {
  let setup: Setup;
  afterEach(tearDown);

  async function complete(
    editor: vscode.TextEditor,
    trigger = Invoke,
    cancel = new vscode.CancellationTokenSource(),
  ): Promise<string | undefined> {
    const items = await setup.inline.complete(editor.document, editor.selection.active, trigger, cancel.token);
    return items?.[0]?.insertText as string | undefined;
  }

  it('asks with the file around the cursor, and shows what is new', async () => {
    setup = setUp({ chunks: ['```ts\nconst sum', ' = a + b;\n```'] });
    const editor = await open('const a = 1;\nconst sum = |\nprint(sum);\n');
    equal(await complete(editor), 'a + b;');
    ok(setup.prompts[0]!.user.includes('<file>\nconst a = 1;\nconst sum = <cursor/>\nprint(sum);\n'), 'the file');
  });

  it('asks once for a place, also while the suggestion is typed', async () => {
    setup = setUp({ chunks: ['a + b;'] });
    const editor = await open('const sum = |\n');
    equal(await complete(editor), 'a + b;');
    equal(await complete(editor), 'a + b;');
    await editor.edit((builder) => builder.insert(editor.selection.active, 'a +'));
    equal(await complete(editor, Automatic), ' b;');
    equal(setup.prompts.length, 1);
  });

  it('typing cancels the request', async () => {
    const cancel = new vscode.CancellationTokenSource();
    setup = setUp({ chunks: ['a ', '+ ', 'b;'], before: (index) => void (index === 1 && cancel.cancel()) });
    const editor = await open('const sum = |\n');
    equal(await complete(editor, Invoke, cancel), undefined);
    equal([setup.aborted, setup.errors.length, setup.said.length], [true, 0, 0]);
  });

  it('without a key it waits for a pause, and asks nothing when typing goes on', async () => {
    const cancel = new vscode.CancellationTokenSource();
    setup = setUp({ chunks: ['a;'] });
    const editor = await open('const sum = |\n');
    const asked = complete(editor, Automatic, cancel);
    cancel.cancel();
    equal(await asked, undefined);
    equal(setup.prompts.length, 0);
    equal(await complete(editor, Automatic), 'a;');
  });

  it('a failure is told where it was asked for; else it is quiet, and rests', async () => {
    setup = setUp({ chunks: [], error: new Error('broken') });
    const editor = await open('const sum = |\n');
    equal([await complete(editor, Automatic), setup.errors.length, setup.prompts.length], [undefined, 0, 1]);
    equal([await complete(editor, Automatic), setup.prompts.length], [undefined, 1]);
    equal([await complete(editor), setup.errors.length], [undefined, 1]);
  });

  it('nothing to add: a sentence where it was asked for', async () => {
    setup = setUp({ chunks: [' \n'] });
    const editor = await open('done();|\n');
    equal([await complete(editor), setup.said.length], [undefined, 1]);
    equal([await complete(editor, Automatic), setup.said.length], [undefined, 1]);
  });

  it('an answer without an end is ended', async () => {
    setup = setUp({ chunks: Array.from({ length: 200 }, (_, n) => `line${n}();\n`), delay: 1 });
    const editor = await open('begin();\n|\n');
    const text = await complete(editor);
    equal(text?.split('\n').length, 40);
    ok(setup.sent < 100 * 10, 'the rest not to be waited for');
  });

  it('not in VS Code’s own inputs, and not while code streams into the document', async () => {
    setup = setUp({ chunks: ['a();\n', 'b();'], delay: 200 });
    const editor = await open('// call a|\n');
    const generating = setup.inline.generate();
    await until(() => setup.prompts.length === 1, 'the stream');
    equal(await complete(editor), undefined);
    await generating;
    const provider = vscode.workspace.registerTextDocumentContentProvider('aside-input', {
      provideTextDocumentContent: () => 'const sum = ',
    });
    const input = await vscode.workspace.openTextDocument(vscode.Uri.parse('aside-input:/a'));
    const { token } = new vscode.CancellationTokenSource();
    equal(await setup.inline.complete(input, new vscode.Position(0, 12), Automatic, token), undefined);
    provider.dispose();
    equal(setup.prompts.length, 1);
  });

  it('as ghost text in the editor: shown, and taken with one command, in a file with CRLF', async function () {
    this.timeout(60_000);
    setup = setUp({ chunks: ['f() {\n  return 1;\n}'] });
    const editor = await open('function |\r\nend();\r\n', 'txt');
    const provider = vscode.languages.registerInlineCompletionItemProvider(
      { language: 'plaintext' },
      {
        provideInlineCompletionItems: (document, position, { triggerKind }, token) =>
          setup.inline.complete(document, position, triggerKind, token),
      },
    );
    try {
      const wanted = 'function f() {\r\n  return 1;\r\n}\r\nend();\r\n';
      // It is shown a moment after it was given.
      for (let n = 0; n < 300 && editor.document.getText() !== wanted; n++) {
        if (n % 20 === 0) await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
        await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
        await sleep(50);
      }
      equal(editor.document.getText(), wanted);
      equal(setup.prompts.length, 1);
    } finally {
      provider.dispose();
    }
  });
});
