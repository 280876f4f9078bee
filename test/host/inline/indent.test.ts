import * as vscode from 'vscode';
import { closeAll, env, equal, fileUri, ok, pieces, setUp, type Setup } from './support';

interface Fixture {
  readonly name: string;
  /** With `|` for the cursor. */
  readonly file: string;
  readonly expected: string;
  readonly reply: string;
  readonly options: { readonly insertSpaces: boolean; readonly tabSize: number };
}

/**
 * The first line has the width of a level or `tab`, then `crlf`, `noeol`. Below it the file as in a diff: ` ` what is
 * there, `+` what shall be inserted, `→` a tab; behind `<<<` the model's reply.
 */
function parse(name: string, text: string): Fixture {
  const [head = '', ...lines] = text.replaceAll('→', '\t').split('\n');
  const [width, ...flags] = head.split(' ');
  const end = lines.indexOf('<<<');
  ok(end > 0, `a reply in ${name}`);
  const eol = flags.includes('crlf') ? '\r\n' : '\n';
  const join = (kept: readonly string[]) =>
    kept.map((line) => line.slice(1)).join(eol) + (flags.includes('noeol') ? '' : eol);
  const file = lines.slice(0, end);
  return {
    name,
    file: join(file.filter((line) => line.startsWith(' '))),
    expected: join(file).replace('|', ''),
    reply: lines.slice(end + 1).join('\n'),
    options: width === 'tab' ? { insertSpaces: false, tabSize: 4 } : { insertSpaces: true, tabSize: Number(width) },
  };
}

async function fixtures(): Promise<Fixture[]> {
  const folder = vscode.extensions.getExtension('aside-dev.aside')!.extensionUri;
  const uri = vscode.Uri.joinPath(folder, 'test', 'fixtures', 'indent');
  const files = await vscode.workspace.fs.readDirectory(uri).then(undefined, () => []);
  return Promise.all(
    files.map(async ([name]) => {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(uri, name)));
      return parse(name.replace(/\.txt$/, ''), text);
    }),
  );
}

/** Without ASIDE_RUNS only every sixth fixture is tried: each opens an editor. */
const step = env.ASIDE_RUNS ? 1 : 6;

describe('the indentation of what is generated', () => {
  let setup: Setup | undefined;
  after(closeAll);

  async function generated({ name, file, reply, options }: Fixture): Promise<string> {
    const uri = fileUri(name);
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(file.replace('|', '')));
    const document = await vscode.workspace.openTextDocument(uri);
    const editor = await vscode.window.showTextDocument(document);
    editor.options = options;
    const at = document.positionAt(file.indexOf('|'));
    editor.selection = new vscode.Selection(at, at);
    setup = setUp({ chunks: pieces(reply), delay: 0 });
    const outcome = await setup.inline.generate();
    const text = document.getText();
    if (outcome === 'pending') await setup.inline.discard();
    setup.inline.dispose();
    return outcome === 'pending' ? text : outcome;
  }

  it('is right in every fixture file', async function () {
    this.timeout(120_000);
    const all = (await fixtures()).filter((_one, index) => index % step === 0);
    if (all.length === 0) this.skip();
    const wrong: { name: string; expected: string; got: string }[] = [];
    for (const fixture of all) {
      const got = await generated(fixture);
      if (got !== fixture.expected) wrong.push({ name: fixture.name, expected: fixture.expected, got });
    }
    this.test!.title += `: ${all.length} tried, ${all.length - wrong.length} right`;
    equal(wrong, []);
  });
});
