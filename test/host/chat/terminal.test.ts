import * as vscode from 'vscode';
import { putInTerminal } from '../../../src/chat/terminal';
import { equal, ok, sleep, until } from '../inline/support';

describe('code for the terminal', () => {
  let terminal: vscode.Terminal;
  let written: vscode.EventEmitter<string>;
  let typed: string;

  beforeEach(async () => {
    typed = '';
    written = new vscode.EventEmitter();
    const opened = new Promise<void>((resolve) => {
      terminal = vscode.window.createTerminal({
        name: 'a shell that only listens',
        pty: {
          onDidWrite: written.event,
          open: () => resolve(),
          close: () => undefined,
          handleInput: (data: string) => (typed += data),
        },
      });
      terminal.show();
    });
    await opened;
    await until(() => vscode.window.activeTerminal === terminal, 'the terminal');
  });
  afterEach(async () => {
    terminal.dispose();
    await until(() => vscode.window.activeTerminal !== terminal, 'no terminal');
  });

  it('is typed there, and not entered', async () => {
    await putInTerminal('npm test\n', 'sh');
    await until(() => typed !== '', 'the command');
    await sleep(100);
    equal(typed, 'npm test');
  });

  it('of several lines is pasted as one, and not entered; the clipboard is as it was', async () => {
    // What a shell says that takes what is pasted as one.
    written.fire('\u001b[?2004h');
    await sleep(300);
    await vscode.env.clipboard.writeText('mine');
    await putInTerminal('cd a\nnpm test\n', 'sh');
    await until(() => typed.endsWith('\u001b[201~'), 'the end of what is pasted');
    ok(/^\u001b\[200~cd a\rnpm test\u001b\[201~$/.test(typed), JSON.stringify(typed));
    equal(await vscode.env.clipboard.readText(), 'mine');
  });

  it('with keys in it does not go there', async () => {
    await putInTerminal('echo 1\u0003', 'sh');
    await sleep(200);
    equal(typed, '');
  });
});
