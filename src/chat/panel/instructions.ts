import * as vscode from 'vscode';
import { folderOf, instructionsGlob, readInstructions } from '../../context/instructions';
import { estimateTokens } from '../../context/tokens';
import { instructionsFrom, type Instructions } from '../../conversation/instructions';
import type { Conversation } from '../../conversation/model';
import type { PanelState } from '../../protocol';
import { Disposables } from '../../util/disposable';

/** The file with instructions of the workspace folder that is being worked in. */
export interface InstructionsSource extends vscode.Disposable {
  /** As it was last read. */
  current(): Instructions | undefined;
  /** As it is now. */
  read(): Promise<Instructions | undefined>;
  /** What was last read is another one. */
  readonly onDidChange: vscode.Event<void>;
}

export interface InstructionsSetting extends vscode.Disposable {
  /** Undefined while the setting is off: then no file is read or watched. */
  source(): InstructionsSource | undefined;
}

/** The instructions as long as they are wanted. What is shown of them changes with `changed`. */
export function createInstructionsSetting(deps: {
  isOn(): boolean;
  readonly onDidChangeSettings: vscode.Event<unknown>;
  changed(): void;
}): InstructionsSetting {
  const disposables = new Disposables();
  let running: Disposables | undefined;
  let source: InstructionsSource | undefined;

  function follow(): void {
    if (deps.isOn() === (running !== undefined)) return;
    running?.dispose();
    running = source = undefined;
    if (!deps.isOn()) return;
    running = new Disposables();
    source = running.add(createInstructions());
    running.add(source.onDidChange(deps.changed));
  }

  disposables.add(deps.onDidChangeSettings(follow));
  disposables.add({ dispose: () => running?.dispose() });
  return {
    source() {
      follow();
      return source;
    },
    dispose: () => disposables.dispose(),
  };
}

export function createInstructions(): InstructionsSource {
  const { workspace, window } = vscode;
  const disposables = new Disposables();
  const changed = disposables.add(new vscode.EventEmitter<void>());
  let watchers = disposables.add(new Disposables());
  let current: Instructions | undefined;
  let folder = folderOf(window.activeTextEditor?.document.uri);
  let reads = 0;

  async function read(): Promise<Instructions | undefined> {
    const number = ++reads;
    const file = folder && (await readInstructions(folder));
    const found = file && instructionsFrom(file.name, file.uri.toString(), file.content);
    // A later one may have been faster.
    if (number === reads && !isSame(found, current)) {
      current = found;
      changed.fire();
    }
    return found;
  }

  /** Without an active editor, as in a chat in a tab, it stays the folder that it was. */
  function followEditor(editor: vscode.TextEditor | undefined): void {
    if (!editor) return;
    const next = folderOf(editor.document.uri);
    if (next?.uri.toString() === folder?.uri.toString()) return;
    folder = next;
    void read();
  }

  function watch(): void {
    watchers.dispose();
    watchers = disposables.add(new Disposables());
    for (const one of workspace.workspaceFolders ?? []) {
      const pattern = new vscode.RelativePattern(one, instructionsGlob);
      const watcher = watchers.add(workspace.createFileSystemWatcher(pattern));
      for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) {
        watchers.add(event(() => void read()));
      }
    }
  }

  disposables.add(window.onDidChangeActiveTextEditor(followEditor));
  disposables.add(workspace.onDidGrantWorkspaceTrust(() => void read()));
  disposables.add(
    workspace.onDidChangeWorkspaceFolders(() => {
      folder = folderOf(window.activeTextEditor?.document.uri);
      watch();
      void read();
    }),
  );
  watch();
  void read();
  return { current: () => current, read, onDidChange: changed.event, dispose: () => disposables.dispose() };
}

/** What the composer shows of instructions: those that go along, those that could, and that there are newer ones. */
export function instructionsView(
  { instructions, turns }: Pick<Conversation, 'instructions' | 'turns'>,
  file: Instructions | undefined,
): PanelState['instructions'] {
  if (instructions) {
    const isNewer = file?.target === instructions.target && !isSame(file, instructions);
    // Before the first question what is sent is read anew.
    if (isNewer && turns.size === 0) return viewOf(file, 'used');
    return viewOf(instructions, isNewer ? 'changed' : 'used');
  }
  if (!file) return undefined;
  // In a conversation that began without them they would be news to the model.
  return viewOf(file, instructions === undefined && turns.size === 0 ? 'used' : 'offered');
}

function viewOf(
  { name, target, text, cut }: Instructions,
  state: NonNullable<PanelState['instructions']>['state'],
): PanelState['instructions'] {
  return { name, target, tokens: estimateTokens(text), cut: cut === true, state };
}

function isSame(a: Instructions | undefined, b: Instructions | undefined): boolean {
  return a?.target === b?.target && a?.text === b?.text && a?.cut === b?.cut;
}
