import * as vscode from 'vscode';

/** A quick pick without a window: the test is the person. Rows are told by their labels. */
export interface FakePicker {
  readonly quickPick: vscode.QuickPick<vscode.QuickPickItem>;
  /** The labels; of a separator behind a dash. */
  rows(): string[];
  item(label: string): vscode.QuickPickItem;
  /** What the buttons of the title say. */
  buttons(): string[];
  visible(): boolean;
  type(text: string): void;
  press(button: string): void;
  pressOn(label: string, button: string): void;
  /** Chooses the row, as Enter does. */
  accept(label: string): void;
}

export function fakePicker(): FakePicker {
  const [value, accepted, hidden] = [
    new vscode.EventEmitter<string>(),
    new vscode.EventEmitter<void>(),
    new vscode.EventEmitter<void>(),
  ];
  const button = new vscode.EventEmitter<vscode.QuickInputButton>();
  const itemButton = new vscode.EventEmitter<vscode.QuickPickItemButtonEvent<vscode.QuickPickItem>>();
  let visible = false;
  const quickPick = {
    items: [],
    buttons: [],
    activeItems: [],
    selectedItems: [],
    busy: false,
    onDidChangeValue: value.event,
    onDidAccept: accepted.event,
    onDidHide: hidden.event,
    onDidTriggerButton: button.event,
    onDidTriggerItemButton: itemButton.event,
    show: () => (visible = true),
    hide() {
      if (!visible) return;
      visible = false;
      hidden.fire();
    },
    dispose: () => [value, accepted, hidden, button, itemButton].forEach((one) => one.dispose()),
  } as unknown as FakePicker['quickPick'];
  const isRow = ({ kind }: vscode.QuickPickItem) => kind !== vscode.QuickPickItemKind.Separator;
  const item = (label: string) => found(quickPick.items.filter(isRow), (one) => one.label === label, label);
  const labelled = (all: readonly vscode.QuickInputButton[], label: string) =>
    found(all, ({ tooltip }) => tooltip === label, label);
  return {
    quickPick,
    item,
    rows: () => quickPick.items.map((one) => (isRow(one) ? one.label : `— ${one.label}`)),
    buttons: () => quickPick.buttons.map(({ tooltip }) => tooltip ?? ''),
    visible: () => visible,
    type: (text) => value.fire(text),
    press: (label) => button.fire(labelled(quickPick.buttons, label)),
    accept(label) {
      (quickPick as { selectedItems: readonly vscode.QuickPickItem[] }).selectedItems = [item(label)];
      accepted.fire();
    },
    pressOn: (label, name) => itemButton.fire({ item: item(label), button: labelled(item(label).buttons ?? [], name) }),
  };
}

function found<T>(all: readonly T[], matches: (one: T) => boolean, what: string): T {
  const one = all.find(matches);
  if (!one) throw new Error(`there is no ${what}`);
  return one;
}
