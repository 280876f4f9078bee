import * as vscode from 'vscode';
import { putInTerminal } from '../../../src/chat/panel/terminal';
import { equal, ok, sleep, until } from '../inline/support';
import { openTerminal, type OpenTerminal } from './openTerminal';

describe('code for the terminal', () => {
  let terminal: OpenTerminal;

  beforeEach(async () => (terminal = await openTerminal()));
  afterEach(async () => {
    const { activeTerminal } = vscode.window;
    terminal.dispose();
    await until(() => vscode.window.activeTerminal !== activeTerminal, 'no terminal');
  });

  it('is typed there, and not entered', async () => {
    await putInTerminal('npm test\n', 'sh');
    await until(() => terminal.typed() !== '', 'the command');
    await sleep(100);
    equal(terminal.typed(), 'npm test');
  });

  it('of several lines is pasted as one, and not entered; the clipboard is as it was', async () => {
    // What a shell says that takes what is pasted as one.
    terminal.write('\u001b[?2004h');
    await sleep(300);
    await vscode.env.clipboard.writeText('mine');
    await putInTerminal('cd a\nnpm test\n', 'sh');
    await until(() => terminal.typed().endsWith('\u001b[201~'), 'the end of what is pasted');
    ok(/^\u001b\[200~cd a\rnpm test\u001b\[201~$/.test(terminal.typed()), JSON.stringify(terminal.typed()));
    equal(await vscode.env.clipboard.readText(), 'mine');
  });

  it('with keys in it does not go there', async () => {
    await putInTerminal('echo 1\u0003', 'sh');
    await sleep(200);
    equal(terminal.typed(), '');
  });
});
