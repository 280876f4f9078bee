import * as vscode from 'vscode';
import { commands } from '../../../src/commands';
import { equal, ok } from '../inline/support';

describe('the extension', () => {
  const extension = vscode.extensions.getExtension('aside-dev.aside');

  it('is there and activates', async () => {
    ok(extension, 'the extension');
    await extension.activate();
    equal(extension.isActive, true);
  });

  it('has registered every command of the table', async () => {
    const registered = await vscode.commands.getCommands(true);
    equal(
      Object.keys(commands).filter((command) => !registered.includes(command)),
      [],
      'commands that are missing',
    );
  });

  it('exports nothing that another extension could call', () => {
    equal(extension?.exports, undefined);
  });
});
