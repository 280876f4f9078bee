import * as vscode from 'vscode';
import {
  addFunction,
  equal,
  fileUri,
  ok,
  onDisk,
  open,
  pieces,
  type Setup,
  setUp,
  sleep,
  tearDown,
  type,
  until,
} from './support';

describe('generate: its file meanwhile', () => {
  let setup: Setup | undefined;
  afterEach(tearDown);

  it('streams 500 lines and one undo restores the file', async () => {
    const long = Array.from({ length: 500 }, (_, n) => `export const value${n} = ${n};`).join('\n');
    setup = setUp({ chunks: pieces(long, 60), delay: 1 });
    const editor = await open('// many values|\nconst last = 0;\n');
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), `// many values\n${long}\nconst last = 0;\n`);
    await vscode.commands.executeCommand('undo');
    equal(editor.document.getText(), '// many values\nconst last = 0;\n');
  });

  it('refuses a read-only document before a request is made', async () => {
    setup = setUp({ chunks: [addFunction] });
    const config = vscode.workspace.getConfiguration('files');
    await config.update('readonlyInclude', { '**/*.ts': true }, vscode.ConfigurationTarget.Global);
    try {
      const editor = await open('// add|\n');
      equal(await setup.inline.generate(), 'readOnly');
      equal([setup.prompts.length, setup.said.length, editor.document.getText()], [0, 1, '// add\n']);
    } finally {
      await config.update('readonlyInclude', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('ends with a sentence in an editor that is read-only for the session', async () => {
    setup = setUp({ chunks: pieces(addFunction) });
    const editor = await open('// add|\n');
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    await sleep(200);
    try {
      equal(await setup.inline.generate(), 'failed');
      equal([setup.said.length, editor.document.getText()], [1, '// add\n']);
    } finally {
      await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession');
    }
  });

  /** Does something in the middle of the stream, while nothing arrives. */
  function interrupted(act: () => Promise<unknown>): Setup {
    return setUp({
      chunks: pieces(addFunction, 3),
      delay: 10,
      async before(index) {
        if (index !== 16) return;
        await sleep(200);
        await act();
        await sleep(1500);
      },
    });
  }

  it('stops when the file is closed without saving, and says so', async () => {
    setup = interrupted(async () => vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor'));
    const editor = await open('// add|\n');
    await setup.inline.generate();
    equal(setup.said.length, 1);
    await until(() => setup!.aborted, 'the request to be aborted');
    equal(await onDisk(editor.document.uri), '// add\n');
  });

  it('stops when the file is saved and closed, and says so; what is there can still be discarded', async () => {
    setup = interrupted(async () => {
      await vscode.window.activeTextEditor!.document.save();
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    });
    const editor = await open('// add|\n');
    await setup.inline.generate();
    equal(setup.said.length, 1);
    await until(() => setup!.aborted, 'the request to be aborted');
    ok((await onDisk(editor.document.uri)).startsWith('// add\nexport'), 'what was saved');
    if (editor.document.isClosed) return;
    await setup.inline.discard('p1');
    equal(await onDisk(editor.document.uri), '// add\n');
  });

  it('stops when the file is deleted, and says so', async () => {
    setup = interrupted(async () => {
      const edit = new vscode.WorkspaceEdit();
      edit.deleteFile(vscode.window.activeTextEditor!.document.uri);
      await vscode.workspace.applyEdit(edit);
    });
    await open('// add|\n');
    await setup.inline.generate();
    equal(setup.said.length, 1);
    await until(() => setup!.aborted, 'the request to be aborted');
  });

  it('goes on while its editor is hidden', async () => {
    setup = setUp({ chunks: pieces(addFunction, 3), delay: 10 });
    const editor = await open('// add|\n');
    const running = setup.inline.generate();
    await until(() => editor.document.getText().includes('export'), 'the first code');
    await open('something else\n', 'txt');
    equal(await running, 'pending');
    equal(editor.document.getText(), `// add\n${addFunction}\n`);
    await setup.inline.discard('p1');
    equal(editor.document.getText(), '// add\n');
  });

  it('takes back what the first sentence wrote when a fence follows', async () => {
    setup = setUp({ chunks: pieces('the code you want\n\n```ts\nconst a = 1;\n```\nIt sets a.') });
    const editor = await open('// a|\nend();\n');
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), '// a\nconst a = 1;\nend();\n');
    await vscode.commands.executeCommand('undo');
    equal(editor.document.getText(), '// a\nend();\n');
  });

  it('an undo in the middle of a stream ends it', async () => {
    setup = setUp({ chunks: pieces(addFunction, 3), delay: 80 });
    const editor = await open('// add|\n');
    const running = setup.inline.generate();
    await until(() => editor.document.getText().includes('function'), 'the first code');
    await vscode.commands.executeCommand('undo');
    await running;
    const text = editor.document.getText();
    await sleep(150);
    equal(editor.document.getText(), text, 'nothing comes after');
    await setup.inline.discard();
    equal(editor.document.getText(), '// add\n');
  });

  it('Discard takes an edit inside the pending code along', async () => {
    setup = setUp({ chunks: ['const a = 1;\nconst b = 2;'] });
    const editor = await open('// values|\nend();\n');
    await setup.inline.generate();
    await type(editor, () => editor.document.getText().indexOf('= 1') + 2, '4');
    ok(editor.document.getText().includes('const a = 41;'), 'the edit');
    await setup.inline.discard();
    equal(editor.document.getText(), '// values\nend();\n');
  });

  it('survives a change of the line ends in the middle', async () => {
    const editor = await open('a();\n// values|\nend();\n');
    setup = setUp({
      chunks: pieces(addFunction, 4),
      delay: 8,
      async before(index) {
        if (index !== 6) return;
        for (let done = false; !done;) done = await editor.edit((one) => one.setEndOfLine(vscode.EndOfLine.CRLF));
      },
    });
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), `a();\n// values\n${addFunction}\nend();\n`.replaceAll('\n', '\r\n'));
    await setup.inline.discard();
    equal(editor.document.getText(), 'a();\r\n// values\r\nend();\r\n');
  });

  it('Discard saves the restored text when the pending one was saved', async () => {
    setup = setUp({ chunks: ['const a = 1;'] });
    const editor = await open('// values|\n');
    await setup.inline.generate();
    await editor.document.save();
    equal(await onDisk(editor.document.uri), '// values\nconst a = 1;\n');
    await setup.inline.discard();
    equal([await onDisk(editor.document.uri), editor.document.isDirty], ['// values\n', false]);
  });

  it('two at once in one file', async () => {
    setup = setUp({ chunks: pieces('one();\none();', 3), delay: 8 }, { chunks: pieces('two();\ntwo();', 3), delay: 8 });
    const editor = await open('// first\nx();\n// second\ny();\n');
    const uri = editor.document.uri.toString();
    const first = setup.inline.generate({ uri, line: 0, character: 4 });
    await until(() => setup!.prompts.length === 1, 'the first request');
    const second = setup.inline.generate({ uri, line: 2, character: 4 });
    equal(await Promise.all([first, second]), ['pending', 'pending']);
    equal(editor.document.getText(), '// first\none();\none();\nx();\n// second\ntwo();\ntwo();\ny();\n');
    await setup.inline.discard('p1');
    equal(editor.document.getText(), '// first\nx();\n// second\ntwo();\ntwo();\ny();\n');
    await setup.inline.discard('p2');
    equal(editor.document.getText(), '// first\nx();\n// second\ny();\n');
  });

  it('Stop of a code lens ends its own stream only', async () => {
    setup = setUp({ chunks: pieces(addFunction, 3), delay: 60 });
    const editor = await open('// first\nx();\n// second\ny();\n');
    const uri = editor.document.uri.toString();
    const first = setup.inline.generate({ uri, line: 0, character: 4 });
    await until(() => setup!.prompts.length === 1, 'the first request');
    const second = setup.inline.generate({ uri, line: 2, character: 4 });
    const written = () => editor.document.getText().split('export').length - 1;
    await until(() => written() === 2, 'code of both');
    equal([setup.inline.stop('p1'), setup.inline.stop('p9')], [true, false]);
    equal(await Promise.all([first, second]), ['pending', 'pending']);
    const text = editor.document.getText();
    ok(text.includes(`// second\n${addFunction}\ny();`), 'the second in full');
    ok(!text.includes(`// first\n${addFunction}`), 'the first cut');
  });

  it('says what to do without an editor and without a comment', async () => {
    setup = setUp({ chunks: [addFunction] });
    equal(await setup.inline.generate(), 'noEditor');
    await open('const url = "http:|//example.org";\n');
    equal(await setup.inline.generate(), 'noComment');
    equal([setup.said.length, setup.prompts.length], [2, 0]);
    ok(fileUri('x'), 'a folder');
  });
});
