import * as vscode from 'vscode';
import { equal, open, type Setup, setUp, tearDown } from './support';

const text = "import a from 'a';\n\nfunction f() {\n  one();\n  two();\n}\n\nf();\n";
const block = 'function f() {\n  one();\n  three();\n}\n';
const wanted = text.replace('two', 'three');

describe('apply a code block of the chat', () => {
  let setup: Setup;
  beforeEach(() => (setup = setUp({ chunks: [] })));
  afterEach(tearDown);

  it('proposes it where it belongs, and Discard restores the file', async () => {
    const editor = await open(text);
    equal(await setup.inline.apply({ text: block, language: 'ts' }), 'pending');
    equal(editor.document.getText(), wanted);
    equal(await setup.inline.discard(), true);
    equal(editor.document.getText(), text);
  });

  it('undo takes it away in one step', async () => {
    const editor = await open(text.replaceAll('\n', '\r\n'));
    await setup.inline.apply({ text: block, language: 'ts' });
    equal(editor.document.getText(), wanted.replaceAll('\n', '\r\n'));
    await vscode.commands.executeCommand('undo');
    equal(editor.document.getText(), text.replaceAll('\n', '\r\n'));
  });

  it('a patch of two files is a proposal in each', async () => {
    const [one, two] = [await open(text), await open('a {\n  b();\n}\n', 'js')];
    const name = (editor: vscode.TextEditor) => vscode.workspace.asRelativePath(editor.document.uri);
    const header = (editor: vscode.TextEditor) => `--- a/${name(editor)}\n+++ b/${name(editor)}\n`;
    const first = `${header(one)}@@ -4,2 +4,2 @@\n   one();\n-  two();\n+  three();\n`;
    const second = `${header(two)}@@ -1,2 +1,2 @@\n a {\n-  b();\n+  c();\n`;
    equal(await setup.inline.apply({ text: first + second, language: 'diff' }), 'pending');
    equal([one.document.getText(), two.document.getText()], [wanted, 'a {\n  c();\n}\n']);
    equal([await setup.inline.discard('p1'), await setup.inline.discard('p2')], [true, true]);
    equal([one.document.getText(), two.document.getText()], [text, 'a {\n  b();\n}\n']);
  });

  it('a patch that makes a file is shown as a new one', async () => {
    const patch = '--- /dev/null\n+++ b/inline-tests/fresh.ts\n@@ -0,0 +1,2 @@\n+one();\n+two();\n';
    equal(await setup.inline.apply({ text: patch, language: 'diff' }), 'newFile');
    const { document } = vscode.window.activeTextEditor!;
    equal([document.isUntitled, document.getText()], [true, 'one();\ntwo();\n']);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('finds a file that is named and not open', async () => {
    const editor = await open(text);
    const name = vscode.workspace.asRelativePath(editor.document.uri);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    equal(await setup.inline.apply({ text: block, info: `ts ${name}` }), 'pending');
    const shown = vscode.window.activeTextEditor!.document;
    equal([vscode.workspace.asRelativePath(shown.uri), shown.getText()], [name, wanted]);
    await setup.inline.discard();
  });

  it('a diff; one that does not fit changes nothing and says so', async () => {
    const editor = await open(text);
    const diff = (line: string) => `@@ -4,2 +4,2 @@\n   one();\n-  ${line}();\n+  three();\n`;
    equal(await setup.inline.apply({ text: diff('nowhere'), language: 'diff' }), 'refused');
    equal([editor.document.getText(), setup.said.length], [text, 1]);
    equal(await setup.inline.apply({ text: diff('two'), language: 'diff' }), 'pending');
    equal(editor.document.getText(), wanted);
  });

  it('asks where nothing is certain, and Esc changes nothing', async () => {
    const editor = await open(text);
    const asked = setup.inline.apply({ text: 'completely();\ndifferent();\n', language: 'ts' });
    let done = false;
    void asked.then(() => (done = true));
    // The list of places appears a moment later; Esc is repeated until it is there.
    while (!done) {
      await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    equal(await asked, 'cancelled');
    equal([editor.document.getText(), editor.document.isDirty], [text, false]);
  });

  it('code that is there already, and an empty block', async () => {
    const editor = await open(text);
    equal(await setup.inline.apply({ text: block.replace('three', 'two'), language: 'ts' }), 'unchanged');
    equal(await setup.inline.apply({ text: ' \n' }), 'nothing');
    equal(editor.document.isDirty, false);
  });
});
