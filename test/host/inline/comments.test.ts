import * as vscode from 'vscode';
import { closeAll, env, equal, hasGrammar, ok, setUp, sleep, type Setup } from './support';

describe('the comment at the cursor, by the installed grammars', () => {
  let setup: Setup;
  before(() => (setup = setUp({ chunks: [] })));
  after(async () => {
    setup.inline.dispose();
    await closeAll();
  });

  /** `|` is the cursor; the comment's text is expected, and optionally the language at it. */
  function check(name: string, languageId: string, text: string, expected: string | undefined, at?: string): void {
    it(`${languageId}: ${name}`, async function () {
      // Beside a remote workspace, the web worker host has no grammars: a scan for markers then does what it can, but
      // it does not know the languages inside other languages.
      if (at !== undefined && at !== languageId && !hasGrammar(languageId)) this.skip();
      const cursor = text.indexOf('|');
      const content = text.replace('|', '');
      const document = await vscode.workspace.openTextDocument({ language: languageId, content });
      const found = await setup.inline.commentAt(document, document.positionAt(cursor));
      equal(found?.comment.text, expected);
      if (at !== undefined) equal(found?.languageId, at);
    });
  }

  check('a line comment', 'typescript', 'a();\n// add two| numbers\n', 'add two numbers');
  check('consecutive line comments are one', 'typescript', '// one\n//   two|\n\n// three', 'one\n  two');
  check('behind code', 'typescript', 'let a; // the |first\n// not this', 'the first');
  check('no comment on the code in front of one', 'typescript', 'let |a; // the first', undefined);
  check('two slashes in a string', 'typescript', 'const u = "http:|//a.example/b";', undefined);
  check('two slashes in a template', 'typescript', 'const u = `\n// no|t one\n`;', undefined);
  check('a regular expression', 'typescript', 'const r = /\\/\\/ |x/;', undefined);
  check('a doc comment', 'typescript', '/**\n * Adds |two.\n *\n *   indented\n */\nf();', 'Adds two.\n\n  indented');
  check('an empty line in a block', 'typescript', '/* a\n|\n b */', 'a\n\nb');
  check('two blocks are two', 'typescript', '/* a */\n/* b| */', 'b');
  check('an open block at the end of a file', 'typescript', '/* a\n b|', 'a\nb');
  check('in JSX', 'typescriptreact', 'const a = <b>{/* a |list */}</b>;', 'a list');
  check('a line comment', 'python', 'import os\n# say |hello\n', 'say hello');
  check('a docstring', 'python', 'def f():\n    """Sum |of a.\n\n    More.\n    """\n', 'Sum of a.\n\nMore.');
  check('a hash in a string', 'python', 'a = "# n|o"\n', undefined);
  check('a string that is assigned', 'python', 'a = """\nn|o\n"""\n', undefined);
  check('a line comment', 'go', 'package m\n\n// Add |adds.\n// Two.\nfunc Add() {}\n', 'Add adds.\nTwo.');
  check('a raw string', 'go', 'var s = `// |no`\n', undefined);
  check('a comment of HTML', 'html', '<p></p>\n<!-- a |list -->\n', 'a list', 'html');
  check('of a script', 'html', '<script>\n  // add |one\n  f();\n</script>\n', 'add one', 'javascript');
  check('a string in a script', 'html', '<script>\n  f("// |add");\n</script>\n', undefined);
  check('of a style', 'html', '<style>\n  /* red |text */\n</style>\n', 'red text', 'css');
  check('text that looks like one', 'html', '<p>// n|o</p>\n', undefined);
  check('a block', 'css', 'a { /* blue| */ }', 'blue');
  check('an outer doc comment', 'rust', '/// Adds |two.\n/// Twice.\nfn f() {}', 'Adds two.\nTwice.');
  check('a line comment', 'c', '#include <a.h>\n// swap |them\n', 'swap them');
  // Its grammar takes seconds to compile.
  if (env.ASIDE_RUNS) check('a line comment', 'cpp', 'int a;\n// swap |them\n', 'swap them');
  check(
    'a doc comment of lines',
    'csharp',
    '/// <summary>A |b</summary>\n/// c\nclass A {}',
    '<summary>A b</summary>\nc',
  );
  check('a line comment', 'java', 'class A {\n  // add| one\n}', 'add one');
  check('a line comment', 'php', '<?php\n// add |one\n$a = "// no";\n', 'add one');
  check('a hash comment', 'php', '<?php\n# add |one\n', 'add one');
  check('an attribute is none', 'php', '<?php\n#[Pu|re]\nfunction f() {}\n', undefined);
  check('a line comment', 'ruby', 'x = 1\n# add |one\n', 'add one');
  check('a line comment', 'shellscript', '#!/bin/sh\n\n# list |files\nls\n', 'list files');
  check('a hash in a word', 'shellscript', 'echo a#|b\n', undefined);
  check('a line comment', 'sql', 'select 1;\n-- all |users\n', 'all users');
  check('a line comment', 'lua', '-- add |one\n', 'add one');
  check('a block', 'lua', '--[[ add\n  one| ]]\n', 'add\none');
  check('a line comment', 'yaml', 'a: 1\n# add |b\n', 'add b');
  check('a line comment', 'r', '# plot |it\nx <- 1\n', 'plot it');
  check('REM', 'bat', '@echo off\nREM copy |all\n', 'copy all');
  check('an apostrophe', 'vb', "Dim a\n' add |one\n", 'add one');
  check('a block', 'powershell', '<#\n  list |all\n#>\n', 'list all');
  check('a comment', 'clojure', ';; add |one\n(+ 1 1)\n', 'add one');
  check('a comment in a fenced block', 'markdown', '```js\n// add| one\n```\n', 'add one', 'javascript');
  check('plain text has none', 'plaintext', '// n|o\n', undefined);

  it('offers the action on a comment, fast, and not on code', async () => {
    const content = `${'const a = "http://x";\n'.repeat(3000)}// add one\nb();\n`;
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content });
    const context = { only: undefined, diagnostics: [], triggerKind: vscode.CodeActionTriggerKind.Automatic };
    const token = new vscode.CancellationTokenSource().token;
    const at = (line: number, character: number) => {
      const position = new vscode.Position(line, character);
      return setup.inline.provideCodeActions(document, new vscode.Range(position, position), context, token);
    };
    const offered = await at(3000, 5);
    equal(
      offered.map((one) => [one.title, one.command?.command]),
      [['Generate code from this comment', 'aside.generate']],
    );
    const started = performance.now();
    for (let n = 0; n < 50; n++) equal((await at(1000 + n, 15)).length, 0);
    const each = (performance.now() - started) / 50;
    ok(each < 40, `a repeated look to take a few milliseconds, not ${each}`);
    equal((await at(3001, 1)).length, 0);
    const selected = await setup.inline.provideCodeActions(document, new vscode.Range(0, 0, 2, 0), context, token);
    equal(selected[0]?.command?.command, 'aside.explain');
    const only = { ...context, only: vscode.CodeActionKind.QuickFix };
    equal((await setup.inline.provideCodeActions(document, new vscode.Range(0, 0, 2, 0), only, token)).length, 0);
  });

  it('follows edits above', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'typescript', content: 'a();\n// one\n' });
    const editor = await vscode.window.showTextDocument(document);
    equal((await setup.inline.commentAt(document, new vscode.Position(1, 4)))?.comment.text, 'one');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'const t = `\n'));
    equal(await setup.inline.commentAt(document, new vscode.Position(2, 4)), undefined);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('never blocks the host for long, whatever the language', async function () {
    this.timeout(60_000);
    let longest = 0;
    const pauses: string[] = [];
    let last = performance.now();
    const timer = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 5);
    for (const language of ['objective-cpp', 'swift', 'latex']) {
      const document = await vscode.workspace.openTextDocument({ language, content: 'x\n// a\n% a\n'.repeat(50) });
      longest = 0;
      await setup.inline.commentAt(document, new vscode.Position(100, 3));
      await sleep(20);
      pauses.push(`${language} ${longest.toFixed(0)} ms`);
    }
    longest = Math.max(...pauses.map((one) => Number(one.split(' ')[1])));
    clearInterval(timer);
    ok(longest < 2000, `no pause over 2000 ms; the longest was ${longest.toFixed(0)} ms`);
    this.test!.title += `: ${pauses.join(', ')}`;
  });
});
