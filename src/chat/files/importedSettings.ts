import * as vscode from 'vscode';
import type { LogRecord } from '../../conversation/model';
import { requestOptions } from '../../conversation/options';
import type { ImportedConversation } from '../../conversation/transfer';

const { l10n, window, workspace } = vscode;

/** What a file says of how the model is to be asked, in conversations that were not here before. */
export interface ImportedSettings {
  readonly file: string;
  readonly conversations: readonly ImportedConversation[];
}

/**
 * Tells what was left out of an import, and takes it in where the person wants that. A file is data: somebody else's system
 * prompt, tools and instructions would go out with the person's next question.
 */
export async function offerImportedSettings(
  { file, conversations }: ImportedSettings,
  use: (id: string, records: readonly LogRecord[]) => Promise<void>,
): Promise<void> {
  const settings = conversations.flatMap((one) => one.settings);
  if (settings.length === 0) return;
  const sentence = l10n.t('{0} also sets how Claude is asked: {1}. That was not imported.', file, namesIn(settings));
  const [show, take] = [l10n.t('Show'), l10n.t('Import That Too')];
  let chosen = await window.showWarningMessage(sentence, show, take);
  if (chosen === show) {
    const content = JSON.stringify(settings.map(settingOf), null, 2);
    await window.showTextDocument(await workspace.openTextDocument({ content, language: 'json' }));
    chosen = await window.showWarningMessage(sentence, take);
  }
  if (chosen === take) for (const one of conversations) await use(one.id, one.settings);
}

function settingOf(record: LogRecord): unknown {
  return record.t === 'options' ? record.options : record.t === 'instructions' ? record.instructions : undefined;
}

/** As the request has them: `system`, `tools`, `AGENTS.md`. */
function namesIn(settings: readonly LogRecord[]): string {
  const names = settings.flatMap((record) => {
    if (record.t === 'instructions') return record.instructions?.name ?? [];
    if (record.t !== 'options') return [];
    return Object.keys(record.options).map(
      (name) => requestOptions.find(({ setting }) => setting === name)?.field || l10n.t('extra body'),
    );
  });
  return [...new Set(names)]
    .map((name) => name.slice(0, 40))
    .slice(0, 10)
    .join(', ');
}
