import * as vscode from 'vscode';
import { equal, ok, onDisk, open, type Setup, setUp, setUpWith, sleep, tearDown, until } from './support';

const text = '// one|\nold();\n';
const plain = text.replace('|', '');
const pending = '// one\nnew();\nold();\n';

describe('what is pending when its file is closed, or the window', () => {
  let setup: Setup;
  afterEach(tearDown);

  const lenses = (document: vscode.TextDocument) =>
    setup.inline.provideCodeLenses(document).map((lens) => lens.command!.title.replace(/^\$\(.*?\) /, ''));

  async function generated(): Promise<vscode.TextEditor> {
    setup = setUp({ chunks: ['new();'] });
    const editor = await open(text);
    equal(await setup.inline.generate(), 'pending');
    return editor;
  }

  /** The window is closed and opened again; the file as it is in the editor. */
  function reload(): void {
    setup.inline.dispose();
    setup = setUpWith(JSON.parse(JSON.stringify(setup.memory)) as unknown[], { chunks: ['other();'] });
  }

  it('a reload: it is pending again, and Discard is exact', async () => {
    const { document } = await generated();
    reload();
    equal(document.getText(), pending);
    equal(lenses(document), ['Keep', 'Discard']);
    equal(await setup.inline.discard(), true);
    equal(document.getText(), plain);
    setup.inline.dispose();
    equal(setup.memory, []);
  });

  it('a reload: kept is kept', async () => {
    const { document } = await generated();
    setup.inline.keep();
    reload();
    equal([setup.memory, lenses(document).length, document.getText()], [[], 0, pending]);
  });

  it('a reload with an edit: its hunks are there again', async () => {
    setup = setUp({ chunks: ['a1();\nb();\nc1();\n'] });
    const { document } = await open('a();\nb();\nc();\n');
    const uri = document.uri.toString();
    equal(await setup.inline.edit({ uri, line: 0, endLine: 2, instruction: 'number them' }), 'pending');
    reload();
    equal(lenses(document).filter((title) => title === 'Keep this').length, 2);
    ok(await setup.inline.discardHunk(undefined, 0), 'a hunk to be discarded');
    equal(document.getText(), 'a();\nb();\nc1();\n');
    await setup.inline.discard();
    equal(document.getText(), 'a();\nb();\nc();\n');
  });

  it('a reload in the middle of a stream: what has come is pending', async () => {
    setup = setUp({ chunks: ['first();\n', 'second();\n', 'third();'], delay: 300 });
    const { document } = await open(text);
    const generating = setup.inline.generate();
    await until(() => document.getText().includes('first();'), 'the first line');
    reload();
    await generating;
    await until(() => lenses(document).length === 2, 'the lenses');
    await setup.inline.discard();
    equal(document.getText(), plain);
  });

  it('changed by another program meanwhile: it is the reader’s, and nothing is marked', async () => {
    const { document } = await generated();
    setup.inline.dispose();
    await document.save();
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(1, 0, 2, 0), 'quite();\ndifferent();\n');
    await vscode.workspace.applyEdit(edit);
    reload();
    equal(lenses(document), []);
    setup.inline.dispose();
    equal(setup.memory, []);
  });

  async function closed(decision: 'keep' | 'discard' | undefined): Promise<vscode.Uri> {
    const { document } = await generated();
    setup.decision = decision;
    // With auto-save nobody is asked by VS Code.
    await document.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await until(() => setup.closed.length === 1, 'the question');
    equal(setup.closed, [document.uri.path.split('/').pop()]);
    return document.uri;
  }

  it('a file is closed: it is asked, and Discard takes it from the disk', async () => {
    const uri = await closed('discard');
    for (let n = 0; n < 200 && (await onDisk(uri)) !== plain; n++) await sleep(50);
    equal(await onDisk(uri), plain);
  });

  it('a file is closed: it is asked, and Keep keeps it', async () => {
    const uri = await closed('keep');
    const document = await vscode.workspace.openTextDocument(uri);
    await until(() => lenses(document).length === 0, 'nothing pending');
    equal(document.getText(), pending);
  });

  it('a file is closed: without an answer it is pending when the file is opened again', async () => {
    const uri = await closed(undefined);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    await until(() => lenses(document).length > 0, 'the lenses');
    await setup.inline.discard();
    equal(document.getText(), plain);
  });

  it('closed without saving: VS Code has asked, and nothing is left', async () => {
    const { document } = await generated();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await sleep(500);
    equal([setup.closed.length, await onDisk(document.uri)], [0, plain]);
    setup.inline.dispose();
    equal(setup.memory, []);
  });
});
