import * as vscode from 'vscode';
import { firstLine, type Conversation } from '../conversation/model';
import type { Store } from '../conversation/store';
import { missingIn, readExport, toJson, toMarkdown, type ExportProblem } from '../conversation/transfer';

const { l10n, window, workspace } = vscode;

/** Writes this conversation, or all of them, to a file that the person chooses. */
export async function exportConversations(store: Store, shown: Conversation): Promise<void> {
  const kinds = [
    { id: 'markdown', label: l10n.t('Markdown: this conversation, to read') },
    { id: 'json', label: l10n.t('JSON: this conversation, whole') },
    { id: 'all', label: l10n.t('JSON: all conversations') },
  ] as const;
  const chosen = await window.showQuickPick(kinds, { title: l10n.t('Export') });
  if (!chosen) return;
  if (chosen.id !== 'all' && shown.turns.size === 0) {
    void window.showInformationMessage(l10n.t('There is nothing in this conversation yet.'));
    return;
  }
  const asked = [...shown.turns.values()].find(({ role }) => role === 'user');
  const title = shown.title || firstLine(asked?.text ?? '') || 'Aside';
  const extension = chosen.id === 'markdown' ? 'md' : 'json';
  const name = chosen.id === 'all' ? 'Aside' : title.replace(/[\\/:*?"<>|\s]+/g, ' ').trim();
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({
    title: l10n.t('Export'),
    defaultUri: folder && vscode.Uri.joinPath(folder, `${name}.${extension}`),
    filters: extension === 'md' ? { Markdown: ['md'] } : { JSON: ['json'] },
  });
  if (!target) return;
  try {
    await store.flush();
    const text =
      chosen.id === 'markdown'
        ? toMarkdown(shown, { you: l10n.t('You'), title })
        : toJson(chosen.id === 'json' ? [shown] : await everything(store));
    await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  } catch (error) {
    void window.showErrorMessage(l10n.t('{0} could not be written: {1}', nameOf(target), messageOf(error)));
    return;
  }
  const open = l10n.t('Open');
  const next = await window.showInformationMessage(l10n.t('Exported to {0}.', nameOf(target)), open);
  if (next === open) await window.showTextDocument(target);
}

/** Takes in files that were exported. Gives the ids of the conversations in them. */
export async function importConversations(store: Store): Promise<string[]> {
  const files = await window.showOpenDialog({
    title: l10n.t('Import'),
    canSelectMany: true,
    filters: { JSON: ['json'] },
  });
  const ids: string[] = [];
  for (const file of files ?? []) {
    let text: string;
    try {
      text = new TextDecoder().decode(await workspace.fs.readFile(file));
    } catch (error) {
      void window.showErrorMessage(l10n.t('{0} could not be read: {1}', nameOf(file), messageOf(error)));
      continue;
    }
    const read = readExport(text);
    if ('problem' in read) {
      void window.showErrorMessage(
        l10n.t('{0} is no export of Aside: {1}. Nothing was imported.', nameOf(file), problemText(read.problem)),
      );
      continue;
    }
    for (const { id, records } of read.conversations) {
      const here = await store.load(id);
      await store.append(id, here ? missingIn(here, records) : records);
      ids.push(id);
    }
  }
  await store.flush();
  if (ids.length > 0) void window.showInformationMessage(l10n.t('{0} conversations are imported.', ids.length));
  return ids;
}

async function everything(store: Store): Promise<Conversation[]> {
  const conversations: Conversation[] = [];
  for (const { id } of await store.list()) {
    const conversation = await store.load(id);
    if (conversation) conversations.push(conversation);
  }
  return conversations;
}

function problemText(problem: ExportProblem): string {
  switch (problem.kind) {
    case 'no_json':
      return l10n.t('it is no JSON');
    case 'other_format':
      return l10n.t('it does not say that it holds conversations of Aside');
    case 'newer':
      return l10n.t('a newer version of Aside wrote it');
    case 'damaged':
      return l10n.t('conversation {0} is damaged', problem.conversation);
  }
}

const nameOf = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? uri.path;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
