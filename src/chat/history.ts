import * as vscode from 'vscode';
import { mapConcurrent } from '../conversation/mapConcurrent';
import { belongsTo, type Place } from '../conversation/place';
import type { ConversationSummary, Store, TextHit } from '../conversation/store';
import { createRows, type Row } from './historyRows';
import { createHistorySearch } from './historySearch';
import type { Change } from './session/types';

export interface HistoryDeps {
  readonly store: Store;
  readonly memento: vscode.Memento;
  /** What is open in the window. */
  readonly place: Place;
  /** False where logs are kept in segments, whose number says nothing to anybody. */
  readonly sizesInBytes: boolean;
  /** False where it cannot be changed, which is told. */
  change(id: string, change: Change): Promise<boolean>;
  open(id: string): Promise<void>;
  failed(what: string, error: unknown): void;
}

const everywhereKey = 'aside.history.everywhere';
/** ms that what was deleted stays on the disk, for who wants it back after all. */
const keptDeleted = 24 * 3600 * 1000;

/** All conversations in a picker: by title as one types, and by what was said in them. */
export async function showHistory(deps: HistoryDeps): Promise<void> {
  const { store, memento, place } = deps;
  const { l10n, ThemeIcon } = vscode;
  const rows = createRows(deps.sizesInBytes);
  const showAll = { iconPath: new ThemeIcon('globe'), tooltip: l10n.t('Show conversations of all workspaces') };
  const showOwn = { iconPath: new ThemeIcon('root-folder'), tooltip: l10n.t('Show conversations of this workspace') };
  const undo = { iconPath: new ThemeIcon('discard'), tooltip: l10n.t('Undo') };
  const removeAll = { iconPath: new ThemeIcon('clear-all'), tooltip: l10n.t('Delete all of them') };

  const picker = vscode.window.createQuickPick<Row>();
  picker.title = l10n.t('Conversations');
  picker.placeholder = l10n.t('Open a conversation: type a part of its title, or of what was said in it');
  picker.matchOnDescription = true;
  let all: readonly ConversationSummary[] = [];
  let hits: readonly TextHit[] = [];
  let everywhere = place.name === undefined || memento.get<boolean>(everywhereKey) === true;
  let asking = false;
  /** Deleted in this picker. */
  const deleted: ConversationSummary[] = [];

  const inScope = (one: ConversationSummary) => everywhere || belongsTo(one, place);

  function show(): void {
    const active = picker.activeItems[0]?.conversation?.id;
    // What was found is not looked for anew with each deletion and switch.
    const gone = new Set(deleted.map(({ id }) => id));
    const found = hits.filter((hit) => inScope(hit) && !gone.has(hit.id));
    const shown = all.filter(inScope);
    const isEmpty = shown.length === 0 && all.length > 0;
    picker.items = isEmpty ? [elsewhere(all.length)] : rows.list(shown, found, everywhere);
    const again = picker.items.find(({ conversation }) => conversation && conversation.id === active);
    if (again) picker.activeItems = [again];
    picker.buttons = [
      ...(deleted.length > 0 ? [undo] : []),
      ...(place.name === undefined ? [] : [everywhere ? showOwn : showAll]),
      removeAll,
    ];
  }

  function choose(isEverywhere: boolean): void {
    everywhere = isEverywhere;
    void memento.update(everywhereKey, everywhere);
    show();
  }

  async function reload(): Promise<void> {
    all = await store.list();
    show();
  }

  const search = createHistorySearch({
    store,
    show(found) {
      hits = found;
      show();
      return picker.items.length;
    },
    busy: (isBusy) => (picker.busy = isBusy),
    failed: (error) => deps.failed('history', error),
    later(callback, ms) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });

  async function onButton(conversation: ConversationSummary, button: vscode.QuickInputButton): Promise<void> {
    const { id, title, pinned } = conversation;
    const action = rows.actionOf(button);
    if (action === 'remove') return deleteAll([conversation]);
    if (action === 'pin' || action === 'unpin') await deps.change(id, { t: 'pin', pinned: !pinned });
    if (action === 'rename') {
      asking = true;
      const typed = await vscode.window.showInputBox({ title: l10n.t('Rename'), value: title });
      if (typed?.trim()) await deps.change(id, { t: 'title', title: typed.trim() });
      asking = false;
      picker.show();
    }
    await store.flush();
    await reload();
  }

  async function deleteAll(conversations: readonly ConversationSummary[]): Promise<void> {
    await mapConcurrent(conversations, 4, async (one) => {
      if (await deps.change(one.id, { t: 'delete', deleted: true })) deleted.push(one);
    });
    await store.flush();
    await reload();
  }

  async function bringBack(): Promise<void> {
    const conversations = deleted.splice(0);
    await mapConcurrent(
      conversations,
      4,
      async ({ id }) => void (await deps.change(id, { t: 'delete', deleted: false })),
    );
    await store.flush();
  }

  async function askToDeleteAll(): Promise<void> {
    const listed = all.filter(inScope);
    if (listed.length === 0) return;
    asking = true;
    const isSure = await confirmDeletion(listed.length, everywhere);
    asking = false;
    picker.show();
    if (isSure) await deleteAll(listed);
  }

  const guard = (work: Promise<unknown>) => void work.catch((error: unknown) => deps.failed('history', error));
  const closed = new Promise<void>((resolve) => {
    picker.onDidHide(() => {
      // Another question stands in front of it for a moment.
      if (asking) return;
      search.stop();
      picker.dispose();
      offerUndo(deleted, undo.tooltip, () => guard(bringBack()));
      resolve();
    });
  });
  picker.onDidChangeValue(search.look);
  picker.onDidTriggerButton((button) => {
    if (button === removeAll) return guard(askToDeleteAll());
    if (button === undo) return guard(bringBack().then(reload));
    choose(button === showAll);
  });
  picker.onDidTriggerItemButton(({ item, button }) => {
    if (item.conversation) guard(onButton(item.conversation, button));
  });
  picker.onDidAccept(() => {
    const { conversation: chosen, isElsewhere } = picker.selectedItems[0] ?? {};
    if (isElsewhere) return choose(true);
    if (!chosen) return;
    picker.hide();
    guard(deps.open(chosen.id));
  });

  picker.busy = true;
  picker.show();
  try {
    await reload();
    // What changed behind the catalog's back shows a moment later.
    if (await store.check()) await reload();
    await store.purge(keptDeleted);
  } catch (error) {
    deps.failed('history', error);
  }
  picker.busy = false;
  await closed;
}

/** Stands in an empty list, which would say nothing of what other workspaces have. */
function elsewhere(count: number): Row {
  const label =
    count === 1
      ? vscode.l10n.t('Show 1 conversation of another workspace')
      : vscode.l10n.t('Show {0} conversations of other workspaces', count);
  return { label: `$(globe) ${label}`, alwaysShow: true, isElsewhere: true };
}

async function confirmDeletion(count: number, isEverywhere: boolean): Promise<boolean> {
  const { l10n, window } = vscode;
  const yes = l10n.t('Delete');
  const question = isEverywhere
    ? l10n.t('Delete all {0} conversations, of every workspace?', count)
    : l10n.t('Delete all {0} conversations of this workspace?', count);
  return (await window.showWarningMessage(question, { modal: true }, yes)) === yes;
}

/** VS Code shows no notification while a picker is open: there the undo is a button. */
function offerUndo(deleted: readonly ConversationSummary[], undo: string, bringBack: () => void): void {
  const { l10n, window } = vscode;
  const [first, ...more] = deleted;
  if (!first) return;
  const sentence =
    more.length === 0
      ? l10n.t('“{0}” is deleted.', first.title || l10n.t('Untitled'))
      : l10n.t('{0} conversations are deleted.', deleted.length);
  void window.showInformationMessage(sentence, undo).then((chosen) => {
    if (chosen === undo) bringBack();
  });
}
