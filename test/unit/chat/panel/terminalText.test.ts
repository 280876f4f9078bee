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
