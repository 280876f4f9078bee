import * as vscode from 'vscode';
import { closeAll, equal, open, setUp, type Setup } from './support';

const text = "import a from 'a';\n\nfunction f() {\n  one();\n  two();\n}\n\nf();\n";
const block = 'function f() {\n  one();\n  three();\n}\n';
const wanted = text.replace('two', 'three');

describe('apply a code block of the chat', () => {
  let setup: Setup;
  beforeEach(() => (setup = setUp({ chunks: [] })));
  afterEach(async () => {
    setup.inline.dispose();
    await closeAll();
  });

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
