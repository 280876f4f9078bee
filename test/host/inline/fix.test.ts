import * as vscode from 'vscode';
import { closeAll, equal, fileUri, ok, open, pieces, setUp, type Setup } from './support';

const source = 'function f() {\n  return bad;\n}\n\nfunction g() {\n  return worse;\n}\n';

describe('fix, document, write tests', () => {
  let setup: Setup | undefined;
  let checker: vscode.DiagnosticCollection;
  let listening: vscode.Disposable;

  /** A language extension: reports every `bad` and `worse`, in a language that has no other. */
  beforeEach(() => {
    checker = vscode.languages.createDiagnosticCollection('checker');
    const look = (document: vscode.TextDocument) => {
      const found: vscode.Diagnostic[] = [];
      for (let n = 0; n < document.lineCount; n++) {
        const match = /bad|worse/.exec(document.lineAt(n).text);
        if (!match) continue;
        const range = new vscode.Range(n, match.index, n, match.index + match[0].length);
        const diagnostic = new vscode.Diagnostic(range, `no ${match[0]} code`);
        diagnostic.source = 'checker';
        diagnostic.code = 7;
        found.push(diagnostic);
      }
      checker.set(document.uri, found);
    };
    listening = vscode.workspace.onDidChangeTextDocument(({ document }) => look(document));
    const opened = vscode.workspace.onDidOpenTextDocument(look);
    listening = vscode.Disposable.from(listening, opened);
  });

  afterEach(async () => {
    setup?.inline.dispose();
    setup = undefined;
    listening.dispose();
    checker.dispose();
    await closeAll();
  });

  async function offered(editor: vscode.TextEditor, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const { uri } = editor.document;
    const diagnostics = checker.get(uri)!.filter((one) => one.range.intersection(range));
    const context = {
      only: vscode.CodeActionKind.QuickFix,
      diagnostics,
      triggerKind: vscode.CodeActionTriggerKind.Invoke,
    };
    const token = new vscode.CancellationTokenSource().token;
    return setup!.inline.provideCodeActions(editor.document, range, context, token);
  }

  const fix = (action: vscode.CodeAction) => setup!.inline.fix(action.command!.arguments![0] as never);

  it('a quick fix of one problem changes its code and says that the problem is gone', async () => {
    setup = setUp({ chunks: pieces('function f() {\n  return good;\n}\n\nfunction g() {\n  return worse;\n}\n') });
    const editor = await open(source, 'txt');
    const actions = await offered(editor, new vscode.Range(1, 9, 1, 9));
    equal(
      actions.map((one) => [one.title, one.command!.command, one.kind!.value]),
      [
        ['Fix with Aside: no bad code', 'aside.fix', 'quickfix'],
        ['Explain with Aside: no bad code', 'aside.explain', 'quickfix'],
      ],
    );
    equal(await fix(actions[0]!), 'pending');
    equal(editor.document.getText(), source.replace('bad', 'good'));
    ok(setup.prompts[0]!.user.includes('- in `return bad;`: no bad code (checker 7)'), 'the problem in the prompt');
    equal(setup.said, ['The problem is gone.']);
    await setup.inline.discard();
    equal(editor.document.getText(), source);
  });

  it('all problems of a range at once; one that stays is told', async function () {
    this.timeout(120_000);
    setup = setUp({ chunks: pieces(source.replace('bad', 'good')) });
    const editor = await open(source, 'txt');
    const actions = await offered(editor, new vscode.Range(0, 0, 6, 0));
    equal(
      actions.map((one) => one.title),
      [
        'Fix with Aside: no bad code',
        'Fix with Aside: no worse code',
        'Fix all 2 problems here with Aside',
        'Explain all 2 problems here with Aside',
      ],
    );
    equal(await fix(actions[2]!), 'pending');
    equal(setup.said, ['1 of 2 problems are still reported: no worse code']);
  });

  it('no problem: nothing is offered, and the command says so', async () => {
    setup = setUp({ chunks: [] });
    const editor = await open('all is well\n', 'txt');
    equal((await offered(editor, new vscode.Range(0, 0, 0, 0))).length, 0);
    equal(await setup.inline.fix(), 'nothing');
    equal([setup.prompts.length, setup.said.length], [0, 1]);
  });

  it('documents the selection', async () => {
    const documented = '/** Adds. */\nfunction f() {\n  return bad;\n}\n';
    setup = setUp({ chunks: pieces(documented) });
    const editor = await open(source, 'txt');
    editor.selection = new vscode.Selection(0, 0, 3, 0);
    equal(await setup.inline.document(), 'pending');
    equal(editor.document.getText(), `/** Adds. */\n${source}`);
    ok(setup.prompts[0]!.user.includes('documentation comment'), 'the instruction');
  });

  it('writes tests into a new file, which is not on disk yet', async () => {
    const tests = "import { f } from './f';\n\ntest('f', () => f());\n";
    setup = setUp({ chunks: pieces(tests) });
    const editor = await open(source);
    editor.selection = new vscode.Selection(0, 0, 3, 0);
    equal(await setup.inline.tests(), 'pending');
    const { document } = vscode.window.activeTextEditor!;
    equal([document.isUntitled, document.languageId], [true, 'typescript']);
    equal(document.uri.path, editor.document.uri.path.replace(/\.ts$/, '.test.ts'));
    equal(document.getText().trimEnd(), tests.trimEnd());
    ok(setup.prompts[0]!.user.includes('return bad;'), 'the code in the prompt');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('adds tests to the file that has them', async () => {
    const there = "test('f', () => f());\n";
    const editor = await open(source);
    const uri = fileUri(editor.document.uri.path.split('/').at(-1)!.replace(/\.ts$/, '.spec.ts'));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(there));
    setup = setUp({ chunks: pieces(`${there}test('g', () => g());\n`) });
    editor.selection = new vscode.Selection(4, 0, 7, 0);
    equal(await setup.inline.tests(), 'pending');
    const { document } = vscode.window.activeTextEditor!;
    equal(document.uri.toString(), uri.toString());
    equal(document.getText(), `${there}test('g', () => g());\n`);
    await setup.inline.discard();
    equal(document.getText(), there);
  });
});
