import * as vscode from 'vscode';
import { addFunction, equal, ok, open, pieces, type Setup, setUp, sleep, tearDown, type, until } from './support';

describe('generate from a comment', () => {
  let setup: Setup | undefined;
  afterEach(tearDown);

  it('streams the code below the comment, pending, and an undo restores the file byte for byte', async () => {
    setup = setUp({ chunks: pieces(addFunction) });
    const before = "import x from 'x';\n\n// add two numbers|\n\nconst after = 1;\n";
    const editor = await open(before);
    equal(await setup.inline.generate(), 'pending');
    const text = before.replace('|', '');
    equal(editor.document.getText(), text.replace('numbers\n', `numbers\n${addFunction}\n`));
    equal(editor.selection.active.line, 2, 'the cursor stays on the comment');
    equal(setup.inline.provideCodeLenses(editor.document).length, 3);
    await vscode.commands.executeCommand('undo');
    equal(editor.document.getText(), text);
    equal(setup.inline.provideCodeLenses(editor.document).length, 0, 'an undone proposal is over');
    ok(setup.prompts[0]!.user.includes('add two numbers'), 'the comment in the prompt');
  });

  it('keeps', async () => {
    setup = setUp({ chunks: pieces(addFunction) });
    const editor = await open('// add|\n');
    await setup.inline.generate();
    equal(setup.inline.keep(), true);
    equal(editor.document.getText(), `// add\n${addFunction}\n`);
    equal(setup.inline.keep(), false, 'nothing is left to keep');
  });

  it('discards exactly what was pending and keeps what was typed elsewhere', async () => {
    const editor = await open('const top = 1;\n// add|\nconst end = 1;\n');
    setup = setUp({
      chunks: pieces(addFunction, 4),
      delay: 8,
      async before(index) {
        if (index % 6 === 1) await type(editor, () => 0, `/*${index}*/`);
        if (index % 6 === 3) await type(editor, () => editor.document.getText().length, `//${index}\n`);
      },
    });
    equal(await setup.inline.generate(), 'pending');
    const text = editor.document.getText();
    ok(text.includes(`// add\n${addFunction}\nconst end`), `the code in one piece in ${text}`);
    equal(await setup.inline.discard(), true);
    equal(editor.document.getText(), text.replace(`${addFunction}\n`, ''));
  });

  it('discards while it streams', async () => {
    setup = setUp({ chunks: pieces(addFunction, 3), delay: 80 });
    const editor = await open('// add|\nrest();\n');
    const running = setup.inline.generate();
    await until(() => editor.document.getText().includes('export'), 'the first code');
    equal(setup.inline.provideCodeLenses(editor.document).length, 2);
    equal(await setup.inline.discard(), true);
    equal(await running, 'discarded');
    equal(editor.document.getText(), '// add\nrest();\n');
  });

  it('stops on Esc and keeps what has arrived as pending', async () => {
    setup = setUp({ chunks: pieces(addFunction, 3), delay: 80 });
    const editor = await open('// add|\nrest();\n');
    const running = setup.inline.generate();
    await until(() => editor.document.getText().includes('export'), 'the first code');
    equal(setup.inline.stop(), true);
    equal(await running, 'pending');
    const stopped = editor.document.getText();
    await sleep(200);
    equal(editor.document.getText(), stopped);
    await setup.inline.discard();
    equal(editor.document.getText(), '// add\nrest();\n');
  });

  it('tries again in the same place', async () => {
    setup = setUp({ chunks: ['const first = 1;'] }, { chunks: ['const second = 2;'] });
    const editor = await open('a();\n// value|\nb();\n');
    await setup.inline.generate();
    equal(editor.document.getText(), 'a();\n// value\nconst first = 1;\nb();\n');
    await setup.inline.tryAgain();
    await until(() => editor.document.getText().includes('second = 2;'), 'the second try');
    await until(() => setup!.inline.provideCodeLenses(editor.document).length === 3, 'pending');
    equal(editor.document.getText(), 'a();\n// value\nconst second = 2;\nb();\n');
    await setup.inline.discard();
    equal(editor.document.getText(), 'a();\n// value\nb();\n');
  });

  it('keeps CRLF and tabs, and the indentation of the comment', async () => {
    setup = setUp({ chunks: pieces('```ts\nif (a) {\n    b();\n}\n```') });
    const editor = await open('function f() {\r\n\t// call b|\r\n}\r\n', 'ts', { insertSpaces: false, tabSize: 4 });
    await setup.inline.generate();
    equal(editor.document.getText(), 'function f() {\r\n\t// call b\r\n\tif (a) {\r\n\t\tb();\r\n\t}\r\n}\r\n');
    await setup.inline.discard();
    equal(editor.document.getText(), 'function f() {\r\n\t// call b\r\n}\r\n');
  });

  it('works for a comment at the very end of a file without a newline', async () => {
    setup = setUp({ chunks: pieces('print("hello")\nprint("again")') });
    const editor = await open('import os\n# say hello|', 'py', { insertSpaces: true, tabSize: 4 });
    await setup.inline.generate();
    equal(editor.document.getText(), 'import os\n# say hello\nprint("hello")\nprint("again")');
    equal([editor.selection.active.line, editor.selection.active.character], [1, 11], 'the cursor stays');
    await vscode.commands.executeCommand('undo');
    equal(editor.document.getText(), 'import os\n# say hello');
  });

  it('writes nothing when the model answers with prose, and shows it', async () => {
    setup = setUp({ chunks: pieces('I cannot write this: the comment is not clear to me.') });
    const editor = await open('// do it|\n');
    equal(await setup.inline.generate(), 'prose');
    equal(setup.prose, ['I cannot write this: the comment is not clear to me.']);
    equal([editor.document.getText(), editor.document.isDirty], ['// do it\n', false]);
  });

  it('says so when the reply is empty', async () => {
    setup = setUp({ chunks: [] });
    await open('// do it|\n');
    equal(await setup.inline.generate(), 'nothing');
    equal(setup.said.length, 1);
  });

  it('keeps what had arrived when the request fails, and offers to try again', async () => {
    setup = setUp(
      { chunks: pieces('const a = 1;\nconst b = 2;\n'), error: new Error('cut') },
      { chunks: ['const c = 3;'] },
    );
    const editor = await open('// values|\n');
    equal(await setup.inline.generate(), 'pending');
    equal(setup.errors.length, 1);
    equal(editor.document.getText(), '// values\nconst a = 1;\nconst b = 2;\n');
    setup.retries[0]!.retry();
    await until(() => editor.document.getText() === '// values\nconst c = 3;\n', 'the retry');
  });
});
