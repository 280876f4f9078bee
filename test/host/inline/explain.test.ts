import * as vscode from 'vscode';
import { parseTarget, selectionChip } from '../../../src/context';
import { maxExplained } from '../../../src/inline/explain';
import { closeAll, equal, ok, open, setUp, until, type Setup } from './support';

describe('what Explain is about', () => {
  let setup: Setup;
  before(() => (setup = setUp({ chunks: [] })));
  after(() => setup.inline.dispose());
  afterEach(closeAll);

  it('the selection, as a chip that leads back', async () => {
    const editor = await open('one();\ntwo();\nthree();\n');
    editor.selection = new vscode.Selection(1, 0, 2, 0);
    const target = await setup.inline.explainTarget();
    ok(target.kind === 'code', 'code');
    const name = editor.document.uri.path.split('/').pop();
    equal([target.chip.label, target.chip.code, target.chip.languageId], [`${name}:2`, 'two();\n', 'typescript']);
    equal(target.chip.target, `${editor.document.uri.toString()}#L2`);
    const back = parseTarget(target.chip.target);
    equal([back?.uri.toString(), back?.range?.start.line], [editor.document.uri.toString(), 1]);
    equal(selectionChip(editor)?.id, target.chip.id);
    ok(target.chip.tokens > 0, 'a size');
  });

  it('the paragraph at the cursor where nothing is selected and there are no symbols', async () => {
    await open('one\n\ntwo\nth|ree\n\nfour\n', 'txt');
    const target = await setup.inline.explainTarget();
    equal(target.kind === 'code' && target.chip.code, 'two\nthree');
  });

  it('the symbol at the cursor', async () => {
    const editor = await open('const a = 1;\nfunction f() {\n  ret|urn 1;\n}\n', 'txt');
    const range = new vscode.Range(1, 0, 3, 1);
    const provider = vscode.languages.registerDocumentSymbolProvider('*', {
      provideDocumentSymbols: () => [new vscode.DocumentSymbol('f', '', vscode.SymbolKind.Function, range, range)],
    });
    const target = await setup.inline.explainTarget();
    provider.dispose();
    equal(target.kind === 'code' && target.chip.code, 'function f() {\n  return 1;\n}');
    ok(editor, 'an editor');
  });

  it('a problem: what is reported, and the lines that it is about', async () => {
    const filler = Array.from({ length: 20 }, (_, n) => `line${n}`);
    const editor = await open(filler.join('\n'), 'txt');
    const problem = { line: 10, endLine: 10, message: 'no such name', source: 'check 7' };
    const uri = editor.document.uri.toString();
    const target = await setup.inline.explainTarget({ uri, problems: [problem] });
    ok(target.kind === 'code', 'code');
    equal(target.text, 'Explain this problem, and how to solve it:\n\n- in `line10`: no such name (check 7)');
    equal(target.chip.code, `${filler.slice(2, 19).join('\n')}\n`);
    const both = await setup.inline.explainTarget({
      uri,
      problems: [problem, { ...problem, message: 'b', source: '' }],
    });
    ok(both.kind === 'code' && both.text.endsWith('(check 7)\n- in `line10`: b'), 'both problems');
  });

  it('the lightbulb offers it on a problem', async () => {
    const editor = await open('alpha\n', 'txt');
    const range = new vscode.Range(0, 0, 0, 0);
    const diagnostics = ['first', 'second'].map((message) => new vscode.Diagnostic(range, message));
    const offered = async (reported: vscode.Diagnostic[]) => {
      const context = { only: undefined, diagnostics: reported, triggerKind: vscode.CodeActionTriggerKind.Invoke };
      const { token } = new vscode.CancellationTokenSource();
      const actions = await setup.inline.provideCodeActions(editor.document, range, context, token);
      return actions.filter(({ command }) => command?.command === 'aside.explain').map(({ title }) => title);
    };
    equal(await offered(diagnostics.slice(0, 1)), ['Explain with Aside: first']);
    equal(await offered(diagnostics), ['Explain all 2 problems here with Aside']);
    equal(await offered([]), []);
  });

  it('a problem in a file that is gone: a sentence', async () => {
    const problems = [{ line: 0, endLine: 0, message: 'a', source: '' }];
    equal((await setup.inline.explainTarget({ uri: 'file:///nowhere/at-all.txt', problems })).kind, 'refused');
  });

  it('nothing: a sentence', async () => {
    await open('one\n|\ntwo\n', 'txt');
    const target = await setup.inline.explainTarget();
    equal(target.kind, 'refused');
  });

  it('no editor: a sentence', async () => {
    await until(() => vscode.window.activeTextEditor === undefined, 'no editor');
    equal((await setup.inline.explainTarget()).kind, 'refused');
  });

  it('200,000 characters: a sentence, never a cut', async () => {
    const editor = await open('x'.repeat(99).concat('\n').repeat(2000), 'txt');
    editor.selection = new vscode.Selection(0, 0, 2000, 0);
    const target = await setup.inline.explainTarget();
    ok(target.kind === 'refused' && /200[,.]?000/.test(target.sentence), 'a sentence with the size');
    editor.selection = new vscode.Selection(0, 0, maxExplained / 100, 0);
    const fits = await setup.inline.explainTarget();
    equal(fits.kind === 'code' && fits.chip.code.length, maxExplained);
  });
});
