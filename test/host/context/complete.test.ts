import * as vscode from 'vscode';
import { createCompleter, type SourceKind } from '../../../src/context/complete';
import type { CodeChip } from '../../../src/context/selection';
import { openTerminal } from '../chat/openTerminal';
import { closeAll, equal, ok, open, sleep } from '../inline/support';

describe('what an @ offers beside files', () => {
  const disposables: vscode.Disposable[] = [];
  afterEach(async () => {
    disposables.splice(0).forEach((one) => one.dispose());
    await closeAll();
  });

  /** The text of what is taken of the first source of a kind. */
  async function taken(kind: SourceKind, query: string, label?: string): Promise<string> {
    const sources = await createCompleter().complete(query);
    const source = sources.find((one) => one.kind === kind && (label === undefined || one.label === label));
    ok(source, `${kind} among ${sources.map((one) => `${one.kind} ${one.label}`).join(', ')}`);
    const attachments = await source.take(source.uris ?? []);
    return attachments
      .map((one) => (one.kind === 'chip' ? `${one.chip.label}: ${one.chip.code}` : one.kind))
      .join('\n');
  }

  it('the selection', async () => {
    const editor = await open('let a = 1;\nlet b = 2;\n');
    editor.selection = new vscode.Selection(1, 0, 1, 10);
    ok((await taken('selection', 'sel')).endsWith(': let b = 2;'), 'the line that is selected');
  });

  it('the open editors, as they are typed and not saved', async () => {
    await open('first');
    const editor = await open('second');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 6), ', changed'));
    // In no file at all yet.
    const content = 'third';
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }), { preview: false });
    const text = await taken('editors', 'open');
    for (const one of [': first', ': second, changed', ': third']) ok(text.includes(one), `${one} in ${text}`);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('the problems, with their places', async () => {
    const editor = await open('let a: number = "";\n');
    const diagnostics = vscode.languages.createDiagnosticCollection('aside-test');
    disposables.push(diagnostics);
    const problem = new vscode.Diagnostic(new vscode.Range(0, 4, 0, 5), 'Not a number.');
    diagnostics.set(editor.document.uri, [problem]);
    const text = await taken('problems', 'prob');
    const place = vscode.workspace.asRelativePath(editor.document.uri);
    ok(text.includes(`${place}:1:5: error: Not a number.`), text);
  });

  it('a symbol, whole, where only its name was told', async () => {
    const editor = await open('// before\nfunction zebraStripes() {\n  return 1;\n}\n// after\n', 'txt');
    const { uri } = editor.document;
    const [whole, name] = [new vscode.Range(1, 0, 3, 1), new vscode.Range(1, 9, 1, 21)];
    disposables.push(
      vscode.languages.registerWorkspaceSymbolProvider({
        provideWorkspaceSymbols: () => [
          new vscode.SymbolInformation('zebraStripes', vscode.SymbolKind.Function, '', new vscode.Location(uri, name)),
        ],
      }),
      vscode.languages.registerDocumentSymbolProvider(
        { pattern: '**/*.txt' },
        {
          provideDocumentSymbols: () => [
            new vscode.DocumentSymbol('zebraStripes', '', vscode.SymbolKind.Function, whole, name),
          ],
        },
      ),
    );
    const text = await taken('symbol', 'zebraS');
    ok(text.endsWith(': function zebraStripes() {\n  return 1;\n}'), text);
  });

  it('the terminal’s selection, once for each time; the clipboard is as it was', async () => {
    const terminal = await openTerminal();
    disposables.push(terminal);
    await vscode.env.clipboard.writeText('mine');
    const chips: CodeChip[] = [];
    for (const text of ['npm ERR! 404', 'npm ERR! 500']) {
      // Clears the screen and what was above it (xterm: ED 3).
      terminal.write(`\x1b[2J\x1b[3J\x1b[H${text}`);
      await sleep(150);
      await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
      const source = (await createCompleter().complete('term')).find(({ kind }) => kind === 'terminal');
      const [taken] = (await source?.take([])) ?? [];
      ok(taken?.kind === 'chip', JSON.stringify(taken));
      chips.push(taken.chip);
    }
    equal(
      chips.map(({ code }) => code.trim()),
      ['npm ERR! 404', 'npm ERR! 500'],
    );
    ok(chips[0]!.id !== chips[1]!.id, 'two chips');
    await vscode.commands.executeCommand('workbench.action.terminal.clearSelection');
    equal(await taken('terminal', 'term'), 'refused');
    equal(await vscode.env.clipboard.readText(), 'mine');
  });

  it('nothing of what there is not', async () => {
    await closeAll();
    const kinds = (await createCompleter().complete('')).map(({ kind }) => kind);
    equal(
      kinds.filter((kind) => kind === 'selection' || kind === 'editors'),
      [],
    );
  });
});
