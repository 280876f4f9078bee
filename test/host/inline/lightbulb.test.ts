import * as vscode from 'vscode';
import { registerLightbulb } from '../../../src/inline/lightbulb';
import { Disposables } from '../../../src/util/disposable';
import { closeAll, equal, fileUri, open, sleep, until } from './support';

describe('the lightbulb', () => {
  const here = { pattern: new vscode.RelativePattern(fileUri(''), '**') };
  let registered: Disposables;
  let loaded: number;
  let asked: number;

  beforeEach(() => {
    registered = new Disposables();
    loaded = 0;
    asked = 0;
    registered.add(
      registerLightbulb(async () => {
        loaded++;
        return { provideCodeActions: () => [] };
      }, here),
    );
    registered.add(vscode.languages.registerCodeActionsProvider(here, { provideCodeActions: () => void asked++ }));
  });
  afterEach(async () => {
    registered.dispose();
    await closeAll();
  });

  /** Puts the cursor into a word, where VS Code asks for code actions, or selects. */
  async function select(editor: vscode.TextEditor, ...[line, character, toLine, toCharacter]: number[]): Promise<void> {
    const before = asked;
    const from = new vscode.Position(line!, character!);
    const to = toLine === undefined ? from : new vscode.Position(toLine, toCharacter!);
    editor.selection = new vscode.Selection(from, to);
    await until(() => asked > before, `the question at ${line}:${character}`);
  }

  const code = `import { a } from './a';\n\nexport function f(b: number): string {\n  return b % 2 ? "one" : a;\n}\n`;

  it('loads nothing while the cursor moves in code', async () => {
    const editor = await open(`|${code}`);
    await until(() => asked > 0, 'the question for the file');
    for (const [line, character] of [
      [0, 3],
      [2, 10],
      [3, 4],
      [3, 18],
    ] as const) {
      await select(editor, line, character);
    }
    // What is asked is loaded for at once, or never.
    await sleep(100);
    equal(loaded, 0);
  });

  const reasons: readonly (readonly [string, (editor: vscode.TextEditor) => unknown])[] = [
    ['a selection', (editor) => select(editor, 2, 0, 4, 1)],
    ['a comment', (editor) => select(editor, 7, 4)],
    [
      'a problem',
      async (editor) => {
        const problems = registered.add(vscode.languages.createDiagnosticCollection('lightbulb'));
        const range = new vscode.Range(3, 9, 3, 10);
        problems.set(editor.document.uri, [new vscode.Diagnostic(range, 'not a number')]);
        await until(() => vscode.languages.getDiagnostics(editor.document.uri).length > 0, 'the problem');
        await select(editor, 3, 10);
      },
    ],
    ['a question for code actions', () => vscode.commands.executeCommand('editor.action.quickFix')],
  ];
  for (const [name, act] of reasons) {
    it(`loads what it takes for ${name}`, async () => {
      const editor = await open(`|${code}\nf(1);\n/* add one */\n`);
      await select(editor, 2, 10);
      equal(loaded, 0);
      await act(editor);
      await until(() => loaded > 0, 'the part to be loaded');
    });
  }
});
