import * as vscode from 'vscode';
import { knownModels } from '../../../src/messages/models';
import { type ModelInfo } from '../../../src/messages/types';
import { askForModel } from '../../../src/connections/modelPicker';
import { equal, sleep } from '../inline/support';

const run = (command: string) => vscode.commands.executeCommand(`workbench.action.${command}`);

describe('the picker of models', () => {
  /** Picks the third of the models that are known, with the server's list coming in between. */
  async function pickThird(listed: readonly string[]): Promise<string | undefined> {
    let answer: (models: ModelInfo[]) => void = () => undefined;
    const list = new Promise<ModelInfo[]>((resolve) => (answer = resolve));
    const picked = askForModel({ title: 'Model', current: knownModels[0]!.id, list: () => list });
    await sleep(300);
    await run('quickOpenSelectNext');
    await run('quickOpenSelectNext');
    await sleep(300);
    answer(listed.map((id) => ({ id, displayName: id })));
    await sleep(300);
    await run('acceptSelectedQuickOpenItem');
    return picked;
  }

  const known = knownModels.map(({ id }) => id);

  it('stays on the model that is chosen when the server’s list comes in', async () => {
    equal(await pickThird(['claude-new-1', 'claude-new-2', ...known]), known[2]);
  });

  it('takes the model that was seen when the list comes in while Enter is on its way', async () => {
    const accepted = new vscode.EventEmitter<void>();
    const active = new vscode.EventEmitter<void>();
    const other = new vscode.EventEmitter<string>().event;
    const events = { onDidAccept: accepted.event, onDidChangeActive: active.event };
    const quickPick = {
      ...{ items: [], activeItems: [], selectedItems: [], value: '', show: () => undefined, dispose: () => undefined },
      ...{ ...events, onDidChangeValue: other, onDidHide: other },
    } as unknown as vscode.QuickPick<vscode.QuickPickItem>;
    let answer: (models: ModelInfo[]) => void = () => undefined;
    const list = new Promise<ModelInfo[]>((resolve) => (answer = resolve));
    const picked = askForModel({ title: 'Model', current: known[0]!, list: () => list }, quickPick);
    quickPick.activeItems = [quickPick.items[2]!];
    active.fire();
    answer(['claude-new-1', ...known].map((id) => ({ id, displayName: id })));
    await sleep(50);
    // VS Code has sent the number of the row.
    Object.assign(quickPick, { selectedItems: [quickPick.items[2]] });
    accepted.fire();
    equal(await picked, known[2]);
  });

  it('begins at the first where the server does not have the one that was chosen', async () => {
    equal(await pickThird(['claude-new-1', 'claude-new-2']), 'claude-new-1');
  });
});
