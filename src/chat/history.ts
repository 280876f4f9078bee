import * as vscode from 'vscode';
import { mapConcurrent } from '../conversation/mapConcurrent';
import type { ConversationSummary, Store, TextHit } from '../conversation/store';
import type { Change } from './session/types';

export interface HistoryDeps {
  readonly store: Store;
  readonly memento: vscode.Memento;
  /** The name of the workspace that is open. */
  readonly workspace: string | undefined;
  /** False where logs are kept in segments, whose number says nothing to anybody. */
  readonly sizesInBytes: boolean;
  /** False where it cannot be changed, which is told. */
  change(id: string, change: Change): Promise<boolean>;
  open(id: string): Promise<void>;
  failed(what: string, error: unknown): void;
}

interface Item extends vscode.QuickPickItem {
  readonly conversation?: ConversationSummary;
}

const everywhereKey = 'aside.history.everywhere';
/** ms without a key until what was typed is looked for in the texts. */
const pauseInTyping = 200;
/** ms that what was deleted stays on the disk, for who wants it back after all. */
const keptDeleted = 24 * 3600 * 1000;

/** All conversations in a picker: by title as one types, and by what was said in them. */
export async function showHistory(deps: HistoryDeps): Promise<void> {
  const { store, memento, workspace } = deps;
  const { l10n, ThemeIcon } = vscode;
  const rename = { iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Rename') };
  const pin = { iconPath: new ThemeIcon('pin'), tooltip: l10n.t('Pin') };
  const unpin = { iconPath: new ThemeIcon('pinned'), tooltip: l10n.t('Unpin') };
  const remove = { iconPath: new ThemeIcon('trash'), tooltip: l10n.t('Delete') };
  const showAll = { iconPath: new ThemeIcon('globe'), tooltip: l10n.t('Show conversations of all workspaces') };
  const showOwn = { iconPath: new ThemeIcon('root-folder'), tooltip: l10n.t('Show conversations of this workspace') };
  const undo = { iconPath: new ThemeIcon('discard'), tooltip: l10n.t('Undo') };
  const removeAll = { iconPath: new ThemeIcon('clear-all'), tooltip: l10n.t('Delete all of them') };

  const picker = vscode.window.createQuickPick<Item>();
  picker.title = l10n.t('Conversations');
  picker.placeholder = l10n.t('Open a conversation: type a part of its title, or of what was said in it');
  picker.matchOnDescription = true;
  let all: readonly ConversationSummary[] = [];
  let hits: readonly TextHit[] = [];
  let everywhere = workspace === undefined || memento.get<boolean>(everywhereKey) === true;
  let searching: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  /** Deleted in this picker. */
  const deleted: ConversationSummary[] = [];

  const inScope = (one: ConversationSummary) => everywhere || one.workspace === workspace;

  function itemOf(conversation: ConversationSummary, hit?: TextHit): Item {
    const { title, updated, size, pinned } = conversation;
    const facts = [
      new Date(updated).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' }),
      everywhere ? conversation.workspace : undefined,
      deps.sizesInBytes ? sizeText(size) : undefined,
    ];
    return {
      conversation,
      label: `${pinned ? '$(pinned) ' : ''}${title || l10n.t('Untitled')}`,
      description: facts.filter(Boolean).join(' · '),
      detail: hit?.excerpt,
      alwaysShow: hit !== undefined,
      buttons: [rename, pinned ? unpin : pin, remove],
    };
  }

  function show(): void {
    const active = picker.activeItems[0]?.conversation?.id;
    const listed = all.filter(inScope);
    const pinned = listed.filter((one) => one.pinned);
    // What was found is not looked for anew with each deletion and switch.
    const gone = new Set(deleted.map(({ id }) => id));
    const inText = hits.filter((hit) => inScope(hit) && !gone.has(hit.id));
    const found = new Set(inText.map(({ id }) => id));
    const others = listed.filter((one) => !one.pinned && !found.has(one.id));
    const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
    picker.items = [
      ...pinned.filter(({ id }) => !found.has(id)).map((one) => itemOf(one)),
      ...(pinned.length > 0 && others.length > 0 ? [separator(l10n.t('Conversations'))] : []),
      ...others.map((one) => itemOf(one)),
      ...(inText.length > 0 ? [separator(l10n.t('Found in the text'))] : []),
      ...inText.map((hit) => itemOf(all.find(({ id }) => id === hit.id) ?? hit, hit)),
    ];
    const again = picker.items.find(({ conversation }) => conversation && conversation.id === active);
    if (again) picker.activeItems = [again];
    picker.buttons = [
      ...(deleted.length > 0 ? [undo] : []),
      ...(workspace === undefined ? [] : [everywhere ? showOwn : showAll]),
      removeAll,
    ];
  }

  async function reload(): Promise<void> {
    all = await store.list();
    show();
  }

  function search(query: string): void {
    clearTimeout(timer);
    searching?.abort();
    const controller = (searching = new AbortController());
    hits = [];
    if (query.trim() === '') return show();
    timer = setTimeout(() => {
      picker.busy = true;
      let due = false;
      const take = (hit: TextHit) => {
        // What the title says the picker finds by itself.
        if (hit.excerpt === undefined) return;
        hits = [...hits, hit];
        if (due) return;
        due = true;
        setTimeout(() => {
          due = false;
          if (!controller.signal.aborted) show();
        }, 50);
      };
      store
        .search(query, take, controller.signal)
        .catch((error: unknown) => deps.failed('history', error))
        .finally(() => {
          if (searching === controller) picker.busy = false;
        });
    }, pauseInTyping);
  }

  async function onButton(conversation: ConversationSummary, button: vscode.QuickInputButton): Promise<void> {
    const { id, title, pinned } = conversation;
    if (button === remove) return deleteAll([conversation]);
    if (button === pin || button === unpin) await deps.change(id, { t: 'pin', pinned: !pinned });
    if (button === rename) {
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

  /** VS Code shows no notification while a picker is open: there the undo is a button. */
  function offerUndo(): void {
    const [first, ...more] = deleted;
    if (!first) return;
    const sentence =
      more.length === 0
        ? l10n.t('“{0}” is deleted.', first.title || l10n.t('Untitled'))
        : l10n.t('{0} conversations are deleted.', deleted.length);
    void vscode.window.showInformationMessage(sentence, undo.tooltip).then((chosen) => {
      if (chosen === undo.tooltip) guard(bringBack());
    });
  }

  async function askToDeleteAll(): Promise<void> {
    const listed = all.filter(inScope);
    if (listed.length === 0) return;
    asking = true;
    const yes = l10n.t('Delete');
    const question = everywhere
      ? l10n.t('Delete all {0} conversations, of every workspace?', listed.length)
      : l10n.t('Delete all {0} conversations of this workspace?', listed.length);
    const chosen = await vscode.window.showWarningMessage(question, { modal: true }, yes);
    asking = false;
    picker.show();
    if (chosen === yes) await deleteAll(listed);
  }

  const guard = (work: Promise<unknown>) => void work.catch((error: unknown) => deps.failed('history', error));
  const closed = new Promise<void>((resolve) => {
    picker.onDidHide(() => {
      // Another question stands in front of it for a moment.
      if (asking) return;
      clearTimeout(timer);
      searching?.abort();
      picker.dispose();
      offerUndo();
      resolve();
    });
  });
  picker.onDidChangeValue(search);
  picker.onDidTriggerButton((button) => {
    if (button === removeAll) return guard(askToDeleteAll());
    if (button === undo) return guard(bringBack().then(reload));
    everywhere = button === showAll;
    void memento.update(everywhereKey, everywhere);
    show();
  });
  picker.onDidTriggerItemButton(({ item, button }) => {
    if (item.conversation) guard(onButton(item.conversation, button));
  });
  picker.onDidAccept(() => {
    const chosen = picker.selectedItems[0]?.conversation;
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

function sizeText(bytes: number): string {
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  const digits = size < 10 ? 1 : 0;
  return new Intl.NumberFormat(vscode.env.language, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: digits,
  }).format(size);
}
