import assert from 'node:assert/strict';
import { terminalText } from '../../../../src/chat/panel/terminalText';

describe('what of a code block goes to a terminal', () => {
  const check = (code: string, language: string, expected: string | undefined) =>
    assert.equal(terminalText(code, language), expected);

  it('is the code without the end of its last line', () => {
    check('npm test', 'sh', 'npm test');
    check('npm test\n\n', 'sh', 'npm test');
    check('cd a\r\nnpm test\r\n', 'bash', 'cd a\nnpm test');
    check('echo “你好” \t🙂', 'zsh', 'echo “你好” \t🙂');
  });

  it('is the commands of a session, without prompts and what they printed', () => {
    check('$ ls\na  b\n$ cat a \\\n> b\nhello', 'console', 'ls\ncat a \\\nb');
    check('% ls', 'sh-session', 'ls');
    check('ls\ncat a', 'console', 'ls\ncat a');
    check('$ npm i\n$ npm test', 'bash', 'npm i\nnpm test');
  });

  describe('is a command of several lines whole', () => {
    const session = (name: string, command: string) =>
      it(name, () => {
        check(`$ ${command}\nprinted\n$ echo done\ndone`, 'console', `${command}\necho done`);
        // A shell shows the lines after the first behind a prompt of its own.
        const [first, ...rest] = command.split('\n');
        const prompted = [first, ...rest.map((line) => `> ${line}`)].join('\n');
        check(`% ${prompted}\nprinted\n% echo done`, 'zsh', `${command}\necho done`);
      });
    session('with a here-document', "cat > made.env <<'EOF'\nPORT=3000\nEOF");
    session('with an unquoted here-document that looks like a session', 'cat <<EOF | sh\n$ not a prompt "\nEOF');
    session('with an indented here-document', 'cat <<-END\n\tone\n\tEND');
    session('with two here-documents', 'diff /dev/fd/3 3<<A - <<"B"\n1\nA\n2\nB');
    session('with a quoted text', 'git commit -m "one\n\n$ two"');
    session('with a text in single quotes', `awk '{\n  print "a"\n}' f`);
    session('with a backslash in single quotes', "echo 'C:\\'");
    session('with a pipe at the end of a line', 'cat a |\n  sort |\n  uniq');
    session('with && at the end of a line', 'make &&\nmake test');
    session('with a backslash', 'ls \\\n  -l');
    session('with a loop', 'for f in *.txt; do\n  cat "$f"\ndone');
    session('with a condition', 'if [ -f a ]; then\n  echo 1\nfi');
    session('with a function', 'greet() {\n  echo "hi ($1)"\n}');
    session('with a case', 'case $x in\n  a) echo 1 ;;\nesac');
    session('with a subshell', '(\n  cd a\n)');
    session('with a comment that has a quote', "ls # don't");
    session('with a here-string', 'grep x <<< "$y"');
    session('with signs in quotes', "echo '(' \"{\" \\( 'if'");
  });

  it('is the lines behind prompts where a command never ends', () => {
    check("$ echo it's\nits\n$ ls\na", 'console', "echo it's\nls");
    check('$ cat <<EOF\nx\n$ ls', 'console', 'cat <<EOF\nls');
  });

  it('keeps what only looks like a prompt', () => {
    check('$HOME/bin/tool', 'sh', '$HOME/bin/tool');
    check('$ = 1', 'powershell', '$ = 1');
    check('# a comment\necho 1', 'sh', '# a comment\necho 1');
  });

  it('is nothing where a terminal would take a character for a key', () => {
    for (const key of ['\u0003', '\u0004', '\u001b[201~', '\u0000', '\u007f', '\u009b', '\u0008']) {
      check(`echo 1${key}`, 'sh', undefined);
    }
    // An old line end, or one that is hidden in a line, is a line end all the same, and no Enter.
    check('echo 1\rrm -r x', 'sh', 'echo 1\nrm -r x');
  });
});
