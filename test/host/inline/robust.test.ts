import * as vscode from 'vscode';
import {
  addFunction,
  closeAll,
  equal,
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

describe('generate: bad answers', () => {
  let setup: Setup | undefined;
  afterEach(tearDown);

  const file = ["import x from 'x';", '', '// add two numbers|', '', 'export const after = 1;', 'run(after);', ''];
  const before = file.join('\n');
  const plain = before.replace('|', '');
  const expected = plain.replace('numbers\n', `numbers\n${addFunction}\n`);

  function check(name: string, reply: string, outcome: 'pending' | 'prose' | 'nothing' | 'misfit'): void {
    it(`${name}: ${outcome}`, async () => {
      setup = setUp({ chunks: pieces(reply), delay: 1 });
      const editor = await open(before);
      equal(await setup.inline.generate(), outcome);
      equal(editor.document.getText(), outcome === 'pending' ? expected : plain);
      await setup.inline.discard();
      equal(editor.document.getText(), plain, 'discarded');
      equal(setup.prose.length + setup.said.length, outcome === 'pending' ? 0 : 1, 'told');
    });
  }

  check(
    'sentences around a fence',
    `Sure, here it is:\n\n\`\`\`ts\n${addFunction}\n\`\`\`\n\nIt adds them.`,
    'pending',
  );
  check('several fences', `\`\`\`ts\n${addFunction}\n\`\`\`\nor\n\`\`\`ts\nother();\n\`\`\``, 'pending');
  check('the whole file again', expected, 'pending');
  check('the whole file again, fenced', `Here you are:\n\`\`\`ts\n${expected}\`\`\``, 'pending');
  const diff = `@@ -2,4 +2,7 @@\n \n // add two numbers\n+${addFunction.replaceAll('\n', '\n+')}\n \n export const after = 1;`;
  check('a diff', `--- a/file.ts\n+++ b/file.ts\n${diff}\n`, 'pending');
  check('a fenced diff', `\`\`\`diff\n${diff}\n\`\`\``, 'pending');
  check('code of another language', '```python\ndef add(a, b):\n    return a + b\n```', 'prose');
  check('another language first', `\`\`\`python\npass\n\`\`\`\nand:\n\`\`\`ts\n${addFunction}\n\`\`\``, 'pending');
  check('only prose', 'I am not sure what the numbers are. Please say more in the comment.', 'prose');
  check('only white space', '\n \n\t\n', 'nothing');
  check('only the comment again', '// add two numbers\n', 'nothing');
  check('an empty fence', '```ts\n```', 'nothing');
  check('thoughts in front', `<think>\nconst a = 1;\n</think>\n\n${addFunction}`, 'pending');
  check('a remark behind', `${addFunction}\n\nThis function adds two numbers.`, 'pending');
  check('the whole file, changed elsewhere', expected.replace('after = 1', 'after = 2'), 'pending');
  check('the whole file without the comment', expected.replace('// add two numbers\n', ''), 'pending');
  check('gaps around the code', `// ... existing code ...\n\n${addFunction}\n\n// ... existing code ...`, 'pending');
  let line = 4;
  const search = '<<<<<<< SEARCH\n// add two numbers\n=======\n// add two numbers\n';
  check('search and replace', `${search}${addFunction}\n>>>>>>> REPLACE`, 'pending');
  check(
    'numbered lines',
    addFunction.replace(/^/gm, () => `${line++} | `),
    'pending',
  );
  const elsewhere = '@@ -80,2 +81,3 @@\n x\n+y\n z\n@@ -90,2 +92,3 @@\n u\n+v\n w';
  check('a diff of other places', `--- a/file.ts\n+++ b/file.ts\n${elsewhere}`, 'misfit');
});

describe('generate: files of every kind', () => {
  let setup: Setup | undefined;
  afterEach(tearDown);

  it('an untitled document', async () => {
    setup = setUp({ chunks: pieces(addFunction) });
    const content = '// add\n';
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
    await vscode.window.showTextDocument(document);
    equal(await setup.inline.generate(), 'pending');
    equal(document.getText(), `// add\n${addFunction}\n`);
    equal(await setup.inline.discard(), true);
    equal(document.getText(), content);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('a cell of a notebook', async () => {
    setup = setUp({ chunks: pieces('print("hello")\nprint("again")') });
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '# say hello\n\nlast()', 'python');
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData([cell]));
    await vscode.window.showNotebookDocument(notebook);
    const { document } = notebook.cellAt(0);
    equal(await setup.inline.generate({ uri: document.uri.toString(), line: 0, character: 3 }), 'pending');
    equal(document.getText(), '# say hello\nprint("hello")\nprint("again")\n\nlast()');
    equal(await setup.inline.discard('p1'), true);
    equal(document.getText(), '# say hello\n\nlast()');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('5 MB: the code is in place, and Discard exact', async function () {
    this.timeout(120_000);
    setup = setUp({ chunks: pieces(addFunction, 30) });
    const line = `export const value = compute(1, 2, 3); ${'x'.repeat(160)}\n`;
    const half = line.replace('; ', '; // ').repeat(12_500);
    // Not TypeScript: its server would be busy with it for a minute, and would answer no other test.
    const editor = await open(`${half}// add\n${half}`, 'go');
    ok(editor.document.getText().length > 5_000_000, 'five million characters');
    const at = { uri: editor.document.uri.toString(), line: 12_500, character: 4 };
    equal(await setup.inline.generate(at), 'pending');
    ok(editor.document.getText() === `${half}// add\n${addFunction}\n${half}`, 'the code in place');
    equal(await setup.inline.discard('p1'), true);
    ok(editor.document.getText() === `${half}// add\n${half}`, 'the file as it was');
    ok(setup.prompts[0]!.user.length < 60_000, 'a prompt within its budget');
  });

  it('a byte order mark stays, in front and once', async () => {
    setup = setUp({ chunks: pieces(addFunction) });
    const editor = await open('\ufeff// add\nrest();\n');
    editor.selection = new vscode.Selection(0, 4, 0, 4);
    equal(await setup.inline.generate(), 'pending');
    await editor.document.save();
    const bytes = await vscode.workspace.fs.readFile(editor.document.uri);
    equal([...bytes.slice(0, 5)], [0xef, 0xbb, 0xbf, 0x2f, 0x2f]);
    await setup.inline.discard();
    const read = async () =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(editor.document.uri));
    for (let n = 0; n < 50 && (await read()) !== '\ufeff// add\nrest();\n'; n += 1) await sleep(100);
    equal(await read(), '\ufeff// add\nrest();\n');
  });

  it('mixed indentation: the comment’s own, and the editor’s kind inside', async () => {
    setup = setUp({ chunks: pieces('if (a) {\n    b();\n}') });
    const text = 'function f() {\n\t  // call b|\n    rest();\n\trest();\n}\n';
    const editor = await open(text, 'ts', { insertSpaces: true, tabSize: 4 });
    await setup.inline.generate();
    const expected = '\t  if (a) {\n\t      b();\n\t  }\n';
    equal(editor.document.getText(), text.replace('|', '').replace('call b\n', `call b\n${expected}`));
    await setup.inline.discard();
    equal(editor.document.getText(), text.replace('|', ''));
  });

  it('mixed line ends become the document’s one kind, and Discard leaves no trace', async () => {
    setup = setUp({ chunks: pieces(addFunction) });
    const editor = await open('a();\r\n// add|\nb();\r\nc();\r\n');
    const before = editor.document.getText();
    await setup.inline.generate();
    ok(!/[^\r]\n/.test(editor.document.getText()), 'one kind of line end');
    await setup.inline.discard();
    equal(editor.document.getText(), before);
  });
});

describe('generate: what else happens meanwhile', () => {
  let setup: Setup | undefined;
  const cleanUp: vscode.Disposable[] = [];
  afterEach(async () => {
    setup?.inline.dispose();
    setup = undefined;
    for (const one of cleanUp.splice(0)) one.dispose();
    await closeAll();
  });

  /** Does something in the middle of the stream, then lets it go on. */
  function during(act: (editor: vscode.TextEditor) => Promise<unknown>): Setup {
    return setUp({
      chunks: pieces(addFunction, 3),
      delay: 10,
      async before(index) {
        if (index !== 16) return;
        await until(() => vscode.window.activeTextEditor!.document.getText().includes('export f'), 'the first code');
        await act(vscode.window.activeTextEditor!);
        await sleep(300);
      },
    });
  }

  it('typing inside the pending code: it stays where it was typed, the stream goes on, Discard takes it along', async () => {
    setup = during((editor) => type(editor, () => editor.document.getText().indexOf('function'), 'async '));
    const editor = await open('// add|\nrest();\n');
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), `// add\n${addFunction.replace('function', 'async function')}\nrest();\n`);
    await setup.inline.discard();
    equal(editor.document.getText(), '// add\nrest();\n');
  });

  it('reverted: the file is as on disk, and nothing more is written', async () => {
    setup = during(async (editor) => {
      // The workbench may not have heard yet that there is something to revert.
      for (let n = 0; n < 50 && editor.document.isDirty; n += 1) {
        await vscode.commands.executeCommand('workbench.action.files.revert');
        await sleep(100);
      }
      equal(editor.document.getText(), '// add\nrest();\n', 'reverted');
    });
    const editor = await open('// add|\nrest();\n');
    const outcome = await setup.inline.generate();
    ok(['discarded', 'failed'].includes(outcome), `an end, not ${outcome}`);
    equal([editor.document.getText(), editor.document.isDirty], ['// add\nrest();\n', false]);
    equal(setup.inline.provideCodeLenses(editor.document).length, 0);
  });

  it('changed on disk under a saved stream, as when switching branches: what is on disk is what is there', async () => {
    setup = during(async (editor) => {
      await editor.document.save();
      await sleep(100);
      await vscode.workspace.fs.writeFile(editor.document.uri, new TextEncoder().encode('other();\nbranch();\n'));
      await until(() => editor.document.getText() === 'other();\nbranch();\n', 'the reload');
    });
    const editor = await open('// add|\nrest();\n');
    ok(['discarded', 'failed', 'kept'].includes(await setup.inline.generate()), 'an end');
    equal(editor.document.getText(), 'other();\nbranch();\n');
    equal(setup.inline.provideCodeLenses(editor.document).length, 0, 'nothing is pending');
    equal(await onDisk(editor.document.uri), 'other();\nbranch();\n');
  });

  it('formatted by another extension while it is pending: Discard is exact all the same', async () => {
    cleanUp.push(
      vscode.languages.registerDocumentFormattingEditProvider('typescript', {
        // Doubles every indentation, line by line, as formatters do.
        provideDocumentFormattingEdits: (document) =>
          document
            .getText()
            .split('\n')
            .flatMap((line, n) => {
              const white = /^ +/.exec(line)?.[0];
              return white ? [vscode.TextEdit.insert(new vscode.Position(n, 0), white)] : [];
            }),
      }),
    );
    setup = setUp({ chunks: pieces(addFunction) });
    const editor = await open('{\n  head();\n}\n// add|\n{\n  rest();\n}\n');
    await setup.inline.generate();
    const edits = await vscode.commands.executeCommand<vscode.TextEdit[]>(
      'vscode.executeFormatDocumentProvider',
      editor.document.uri,
      { tabSize: 2, insertSpaces: true },
    );
    const edit = new vscode.WorkspaceEdit();
    // Of the providers that are asked, ours and TypeScript's own, one answers.
    edit.set(editor.document.uri, edits);
    await vscode.workspace.applyEdit(edit);
    await setup.inline.discard();
    equal(editor.document.getText(), '{\n    head();\n}\n// add\n{\n    rest();\n}\n');
  });

  it('replaced as a whole by a formatter in the middle: the code is found again and goes on', async () => {
    setup = during(async (editor) => {
      for (let done = false; !done;) {
        const text = editor.document.getText();
        const all = new vscode.Range(0, 0, editor.document.lineCount, 0);
        done = await editor.edit((builder) => builder.replace(all, `/* formatted */\n${text}`));
      }
    });
    const editor = await open('// add|\nrest();\n');
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), `/* formatted */\n// add\n${addFunction}\nrest();\n`);
    await setup.inline.discard();
    equal(editor.document.getText(), '/* formatted */\n// add\nrest();\n');
  });

  it('the comment is deleted in the middle: the code goes on where it is', async () => {
    setup = during(async (editor) => {
      for (let done = false; !done;) {
        done = await editor.edit((builder) => builder.delete(new vscode.Range(0, 0, 1, 0)));
      }
    });
    const editor = await open('// add|\nrest();\n');
    equal(await setup.inline.generate(), 'pending');
    equal(editor.document.getText(), `${addFunction}\nrest();\n`);
    await setup.inline.discard();
    equal(editor.document.getText(), 'rest();\n');
  });

  it('the pending code is deleted by hand in the middle: the stream ends, and nothing comes back', async () => {
    setup = during(async (editor) => {
      for (let done = false; !done;) {
        const end = editor.document.lineCount - 2;
        done = await editor.edit((builder) => builder.delete(new vscode.Range(1, 0, end, 0)));
      }
    });
    const editor = await open('// add|\nrest();\n');
    await setup.inline.generate();
    equal(editor.document.getText(), '// add\nrest();\n');
    equal(setup.said.length, 1);
  });
});
