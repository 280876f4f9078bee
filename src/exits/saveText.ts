/** The exit into files. */
import * as vscode from 'vscode';
import type { Redacted } from '../messages/redact';

const { l10n, window, workspace } = vscode;

export interface SavedText {
  readonly title: string;
  /** Without its extension; what no file may be called is taken out. */
  readonly name: Redacted;
  readonly extension: 'md' | 'json';
  /** Made when it is known where to. */
  text(): Promise<Redacted>;
}

/** Writes a text to a file that the person chooses, and offers to open it. */
export async function saveText({ title, name, extension, text }: SavedText): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const file = `${name.replace(/[\\/:*?"<>|\s]+/g, ' ').trim()}.${extension}`;
  const target = await window.showSaveDialog({
    title,
    defaultUri: folder && vscode.Uri.joinPath(folder, file),
    filters: extension === 'md' ? { Markdown: ['md'] } : { JSON: ['json'] },
  });
  if (!target) return;
  const written = target.path.split('/').at(-1) ?? target.path;
  try {
    await workspace.fs.writeFile(target, new TextEncoder().encode(await text()));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    void window.showErrorMessage(l10n.t('{0} could not be written: {1}', written, why));
    return;
  }
  const open = l10n.t('Open');
  const next = await window.showInformationMessage(l10n.t('Exported to {0}.', written), open);
  if (next === open) await window.showTextDocument(target);
}
