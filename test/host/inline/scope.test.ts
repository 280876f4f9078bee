import * as vscode from 'vscode';
import { closeAll, equal, fileUri, ok, open, setUp, until, type Setup } from './support';

const lines = (text: string) => text.split('\n');

describe('what is in scope goes along with a comment', () => {
  let setup: Setup;
  const providers: vscode.Disposable[] = [];
  beforeEach(() => {
    setup = setUp({ chunks: ['done();'] });
    setup.scopeTime = 30_000;
  });
  afterEach(async () => {
    setup.inline.dispose();
    for (const one of providers.splice(0)) one.dispose();
    await closeAll();
  });

  async function write(name: string, text: string): Promise<vscode.Uri> {
    const uri = fileUri(name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
    return uri;
  }

  /** A language extension that knows where some names are defined. */
  function define(places: Readonly<Record<string, vscode.Location>>): void {
    providers.push(
      vscode.languages.registerDefinitionProvider('*', {
        provideDefinition(document, position) {
          const range = document.getWordRangeAtPosition(position);
          return range && places[document.getText(range)];
        },
      }),
    );
  }

  function symbols(of: (document: vscode.TextDocument) => vscode.DocumentSymbol[]): void {
    providers.push(
      vscode.languages.registerDocumentSymbolProvider('*', { provideDocumentSymbols: (document) => of(document) }),
    );
  }

  const symbol = (name: string, first: number, last: number) => {
    const range = new vscode.Range(first, 0, last, 100);
    return new vscode.DocumentSymbol(name, '', vscode.SymbolKind.Class, range, new vscode.Range(first, 0, first, 1));
  };
  const prompt = () => setup.prompts[0]!.user;
  const given = () => [...prompt().matchAll(/<definition file=".*\/(.*)">\n([^]*?)\n<\/definition>/g)];

  it('the symbols around it, and the definitions of what is named near it', async () => {
    const rate = await write('rate.txt', 'before\nclass Rate {\n  of(a) {}\n}\nafter\n');
    const far = await write('far.txt', 'class Other {}\n');
    symbols((document) =>
      document.uri.path.endsWith('rate.txt')
        ? [symbol('Rate', 1, 3)]
        : lines(document.getText()).length > 4
          ? [symbol('total', 0, 4)]
          : [],
    );
    define({
      Rate: new vscode.Location(rate, new vscode.Range(1, 6, 1, 10)),
      total: new vscode.Location(far, new vscode.Range(0, 0, 0, 14)),
    });
    await open('function total(rate: Rate) {\n  // sum| them\n  a();\n  b();\n}\n', 'go');
    equal(await setup.inline.generate(), 'pending');
    ok(prompt().includes('\nInside: total\n'), 'the symbol around it');
    equal(
      given().map(([, file, text]) => [file, text]),
      [
        ['far.txt', 'class Other {}'],
        ['rate.txt', 'class Rate {\n  of(a) {}\n}'],
      ],
    );
  });

  it('of a long definition its members, and no more than the budget', async () => {
    const member = (n: number) => `  method${n}() {${'\n    work();'.repeat(30)}\n  }`;
    const long = await write('long.txt', `class Long {\n${member(0)}\n${member(1)}\n}\n`);
    const huge = await write('huge.txt', `class Huge { ${'x'.repeat(20_000)} }\n`);
    symbols((document) => {
      if (!document.uri.path.endsWith('long.txt')) return [];
      const all = symbol('Long', 0, 65);
      all.children.push(symbol('method0', 1, 32), symbol('method1', 33, 64));
      return [all];
    });
    define({
      Long: new vscode.Location(long, new vscode.Range(0, 6, 0, 10)),
      Huge: new vscode.Location(huge, new vscode.Range(0, 6, 0, 10)),
    });
    await open('const a: Huge = b as Long;\n// add| them\n', 'go');
    await setup.inline.generate();
    equal(
      given().map(([, , text]) => text),
      ['class Long {\n  method0() {\n  method1() {\n[…]'],
    );
  });

  it('a name that only the comment says is searched for in the workspace', async () => {
    const money = await write('money.txt', 'one\nfunction formatMoney() {}\n');
    providers.push(
      vscode.languages.registerWorkspaceSymbolProvider({
        provideWorkspaceSymbols: (query) =>
          ['formatMoneyBag', query].map(
            (name, index) =>
              new vscode.SymbolInformation(
                name,
                vscode.SymbolKind.Function,
                '',
                // Each a range of its own, as real symbols have.
                new vscode.Location(money, new vscode.Range(1, index, 1, 28)),
              ),
          ),
      }),
    );
    await open('// print it with formatMoney|\n', 'go');
    // What other extensions look for takes its time when it is asked for the first time.
    await until(
      async () => {
        const known = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
          'vscode.executeWorkspaceSymbolProvider',
          'formatMoney',
        );
        return known.some(({ name }) => name === 'formatMoney');
      },
      'VS Code to know the symbol',
      30_000,
    );
    await setup.inline.generate();
    equal(
      given().map(([, file, text]) => [file, text]),
      [['money.txt', 'function formatMoney() {}']],
    );
  });

  it('nothing from outside of the workspace, of a library, or that is shown anyway', async () => {
    const library = await write('node_modules/lib.txt', 'class Lib {}\n');
    const outside = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, '..', 'outside.txt');
    const editor = await open('class Here {}\nnew Here(Lib, Out);\n// add| them\n', 'go');
    define({
      Lib: new vscode.Location(library, new vscode.Position(0, 0)),
      Out: new vscode.Location(outside, new vscode.Position(0, 0)),
      Here: new vscode.Location(editor.document.uri, new vscode.Position(0, 0)),
    });
    equal(await setup.inline.generate(), 'pending');
    equal(given().length, 0);
  });

  it('a language server that fails or never answers costs a moment, not the code', async () => {
    setup.scopeTime = 500;
    providers.push(
      vscode.languages.registerDefinitionProvider('*', { provideDefinition: () => new Promise(() => undefined) }),
      vscode.languages.registerDocumentSymbolProvider('*', {
        provideDocumentSymbols: () => Promise.reject(new Error('no')),
      }),
    );
    const editor = await open('alpha(beta);\n// add| them\n', 'go');
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), 'alpha(beta);\n// add them\ndone();\n');
    equal(given().length, 0);
  });

  it('Discard while it is looked up asks nothing of the model', async () => {
    providers.push(
      vscode.languages.registerDefinitionProvider('*', { provideDefinition: () => new Promise(() => undefined) }),
    );
    await open('alpha(beta);\n// add| them\n', 'go');
    const running = setup.inline.generate();
    for (let n = 0; n < 500 && !(await setup.inline.discard()); n++)
      await new Promise((resolve) => setTimeout(resolve, 5));
    equal(await running, 'discarded');
    equal(setup.prompts.length, 0);
  });
});
