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
