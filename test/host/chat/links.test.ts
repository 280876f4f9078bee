import * as vscode from 'vscode';
import { openLink } from '../../../src/chat/panel/openLink';
import { closeAll, equal, ok, open } from '../inline/support';

describe('a link of a reply', () => {
  const shown = () => vscode.window.activeTextEditor;
  let outside: vscode.Uri;
  /** A file of the workspace, and its path in it. */
  let file: vscode.Uri;
  let path: string;

  before(async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    ok(folder, 'an open folder');
    outside = vscode.Uri.joinPath(folder, '..', 'aside-outside.txt');
    await vscode.workspace.fs.writeFile(outside, new TextEncoder().encode('outside'));
  });
  after(() => vscode.workspace.fs.delete(outside));
  beforeEach(async () => {
    file = (await open('one\ntwo\nthree\nfour\n', 'txt')).document.uri;
    path = vscode.workspace.asRelativePath(file, false);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  afterEach(closeAll);

  async function check(href: string, lines?: [number, number]): Promise<void> {
    await openLink(href);
    equal(shown()?.document.uri.toString(), file.toString(), href);
    const selection = shown()?.selection;
    if (lines) equal([selection?.start.line, selection?.end.line], lines, `lines of ${href}`);
  }

  it('opens a file of the workspace at its lines', async () => {
    await check(path);
    await check(`${path}:3`, [2, 2]);
    await check(`${path}#L2-L4`, [1, 3]);
    await check(`./${path}#L1`, [0, 0]);
    await check(path.replaceAll('/', '\\'));
    await check(path.replaceAll('.', '%2E'));
    await check(`${file.path}:2`, [1, 1]);
    await check(`${file.toString()}#L4`, [3, 3]);
  });

  it('never leads out of the workspace', async () => {
    const name = 'aside-outside.txt';
    const folder = vscode.workspace.workspaceFolders![0]!.uri;
    const links = [
      `../${name}`,
      `..\\${name}`,
      `%2e%2e/${name}`,
      `..%5c${name}`,
      outside.path,
      `${folder.path}/../${name}`,
      `${folder.path}\\..\\${name}`,
      outside.toString(),
      `${folder.toString()}/../${name}`,
      `${folder.toString()}/%2e%2e/${name}`,
      `${folder.toString()}/..%2f${name}`,
    ];
    for (const link of links) {
      await openLink(link);
      equal(shown()?.document.uri.toString(), undefined, link);
    }
  });

  it('shows an unsaved document again as long as it is open, and no other one of its kind', async () => {
    const document = await vscode.workspace.openTextDocument({ content: 'one\ntwo\n', language: 'plaintext' });
    await openLink(`${document.uri.toString()}#L2`);
    equal([shown()?.document.uri.toString(), shown()?.selection.start.line], [document.uri.toString(), 1]);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await openLink('untitled:Elsewhere-1');
    equal(shown()?.document.uri.toString(), undefined);
  });
});
