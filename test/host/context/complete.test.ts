import * as vscode from 'vscode';
import { createCompleter, type SourceKind } from '../../../src/context/complete';
import type { CodeChip } from '../../../src/context/selection';
import { openTerminal } from '../chat/openTerminal';
import { fakeView, setUpChat } from '../chat/support';
import { closeAll, equal, ok, open, sleep, until } from '../inline/support';

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

  /** What does not fail any more after a moment. */
  async function soon<T>(attempt: () => Promise<T>): Promise<T> {
    for (let left = 10; ; left -= 1) {
      try {
        return await attempt();
      } catch (error) {
        if (left === 0) throw error;
        await sleep(150);
      }
    }
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
    // Providers have a moment to answer, and a busy machine may take longer.
    const text = await soon(() => taken('symbol', 'zebraS'));
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
      // It may not show it yet.
      const chip = await soon(async () => {
        await vscode.commands.executeCommand('workbench.action.terminal.selectAll');
        const source = (await createCompleter().complete('term')).find(({ kind }) => kind === 'terminal');
        const [taken] = (await source?.take([])) ?? [];
        ok(taken?.kind === 'chip' && taken.chip.code.trim() === text, JSON.stringify(taken));
        return taken.chip;
      });
      chips.push(chip);
    }
    ok(chips[0]!.id !== chips[1]!.id, 'two chips');
    await vscode.commands.executeCommand('workbench.action.terminal.clearSelection');
    equal(await taken('terminal', 'term'), 'refused');
    equal(await vscode.env.clipboard.readText(), 'mine');
  });

  it('is taken from the list that was on show, also when one for the next letter has been made', async () => {
    const name = (await open('shared', 'ours')).document.uri.path.split('/').at(-1)!;
    const { chat } = setUpChat();
    disposables.push(chat);
    const side = fakeView();
    chat.attach(side.view);
    side.say({ type: 'ready' });
    await until(() => side.posts.some(({ type }) => type === 'conversation'), 'the panel');
    const lists = () => side.posts.filter((post) => post.type === 'completions');
    for (const [index, query] of [name.slice(0, -1), name].entries()) {
      side.say({ type: 'complete', id: `${index}`, trigger: '@', query });
      await until(() => lists().length > index, 'the list');
    }
    const row = lists()[0]!.items.find(({ label }) => label.endsWith(name));
    ok(row, JSON.stringify(lists()[0]));
    side.say({ type: 'choose', item: row.item });
    const chips = () => side.posts.flatMap((post) => (post.type === 'draft' ? post.draft.chips : []));
    await until(() => chips().some(({ label }) => label.endsWith(name)), 'the chip');
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
