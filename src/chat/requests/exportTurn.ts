import * as vscode from 'vscode';
import { firstLine, type Conversation, type Turn } from '../../conversation/model';
import { exchangeOf, toJson, toMarkdown } from '../../conversation/transfer';
import { saveText } from '../../exits/saveText';
import type { Redactor } from '../../messages/redact';

const { l10n, window } = vscode;

/** Writes a reply with its question to a file: as Markdown to read, or as JSON that can be imported. */
export async function exportTurn(
  conversation: Conversation,
  turn: Turn,
  redacting: () => Promise<Redactor>,
): Promise<void> {
  const kinds = [
    { id: 'md', label: l10n.t('Markdown: this reply and its question, to read') },
    { id: 'json', label: l10n.t('JSON: this reply and its question, whole') },
  ] as const;
  const chosen = await window.showQuickPick(kinds, { title: l10n.t('Export Reply') });
  if (!chosen) return;
  const redactor = await redacting();
  const part = exchangeOf(conversation, turn);
  const asked = [...part.turns.values()].find(({ role }) => role === 'user');
  const title = firstLine(asked?.text ?? '') || conversation.title || 'Aside';
  const text = async () =>
    chosen.id === 'json'
      ? toJson([part], redactor)
      : toMarkdown({ ...part, title: '' }, { you: l10n.t('You'), title }, redactor);
  await saveText({ title: l10n.t('Export Reply'), name: redactor.text(title), extension: chosen.id, text });
}
