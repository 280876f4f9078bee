import * as vscode from 'vscode';
import { firstLine, type Conversation } from '../../conversation/model';
import type { Store } from '../../conversation/store';
import {
  missingIn,
  readExport,
  toJson,
  toMarkdown,
  type ExportProblem,
  type ImportedConversation,
} from '../../conversation/transfer';
import type { Session } from '../session/types';
import type { ImportedSettings } from './importedSettings';
import { saveText } from '../../exits/saveText';
import type { Redactor } from '../../messages/redact';

const { l10n, window, workspace } = vscode;

/** Writes this conversation, or all of them, to a file that the person chooses. */
export async function exportConversations(
  store: Store,
  shown: Conversation,
  redacting: () => Promise<Redactor>,
): Promise<void> {
  const kinds = [
    { id: 'markdown', label: l10n.t('Markdown: this conversation, to read') },
    { id: 'json', label: l10n.t('JSON: this conversation, whole') },
    { id: 'allMarkdown', label: l10n.t('Markdown: all conversations, to read') },
    { id: 'all', label: l10n.t('JSON: all conversations') },
  ] as const;
  const chosen = await window.showQuickPick(kinds, { title: l10n.t('Export') });
  if (!chosen) return;
  const isAll = chosen.id === 'all' || chosen.id === 'allMarkdown';
  if (!isAll && shown.turns.size === 0) {
    void window.showInformationMessage(l10n.t('There is nothing in this conversation yet.'));
    return;
  }
  const redactor = await redacting();
  const extension = chosen.id === 'markdown' || chosen.id === 'allMarkdown' ? 'md' : 'json';
  await saveText({
    title: l10n.t('Export'),
    name: redactor.text(isAll ? 'Aside' : titleOf(shown)),
    extension,
    async text() {
      await store.flush();
      const conversations = isAll ? await everything(store) : [shown];
      if (extension === 'json') return toJson(conversations, redactor);
      const you = l10n.t('You');
      const texts = conversations.map((one) => toMarkdown(one, { you, title: titleOf(one) }, redactor));
      return redactor.text(texts.join('\n'));
    },
  });
}

function titleOf({ title, turns }: Conversation): string {
  const asked = [...turns.values()].find(({ role }) => role === 'user');
  return title || firstLine(asked?.text ?? '') || 'Aside';
}

/** What came of an import. */
export interface Imported {
  /** The conversations of the files. */
  readonly ids: readonly string[];
  /** What was left out. */
  readonly settings: readonly ImportedSettings[];
}

/**
 * Takes in files that were exported: what was said in their conversations.
 *
 * @param open the conversations that are open: what is new in a file is shown there, too
 */
export async function importConversations(store: Store, open: (id: string) => Session | undefined): Promise<Imported> {
  const files = await window.showOpenDialog({
    title: l10n.t('Import'),
    canSelectMany: true,
    filters: { JSON: ['json'] },
  });
  const ids: string[] = [];
  const settings: ImportedSettings[] = [];
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
      void window.showErrorMessage(problemText(nameOf(file), read.problem));
      continue;
    }
    const conversations: ImportedConversation[] = [];
    for (const one of read.conversations) {
      const { id, records } = one;
      const kept = await store.load(id);
      if (!kept) conversations.push(one);
      await store.append(id, kept ? missingIn(kept, records) : records);
      const session = open(id);
      session?.mergeRecords(missingIn(session.conversation(), records));
      ids.push(id);
    }
    settings.push({ file: nameOf(file), conversations });
  }
  await store.flush();
  if (ids.length > 0) void window.showInformationMessage(l10n.t('{0} conversations are imported.', ids.length));
  return { ids, settings };
}

async function everything(store: Store): Promise<Conversation[]> {
  const conversations: Conversation[] = [];
  for (const { id } of await store.list()) {
    const conversation = await store.load(id);
    if (conversation) conversations.push(conversation);
  }
  return conversations;
}

function problemText(name: string, problem: ExportProblem): string {
  switch (problem.kind) {
    case 'no_json':
      return l10n.t('{0} is no JSON, and so no export of Aside. Nothing was imported from it.', name);
    case 'other_format':
      return l10n.t('{0} is JSON, but no export of Aside. Nothing was imported from it.', name);
    case 'newer':
      return l10n.t('{0} was exported by a newer version of Aside. Update Aside to import it.', name);
    case 'damaged':
      return l10n.t('Conversation {1} in {0} is damaged. Nothing was imported from it.', name, problem.conversation);
  }
}

const nameOf = (uri: vscode.Uri): string => uri.path.split('/').at(-1) ?? uri.path;
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
