import * as vscode from 'vscode';

/** ms in which damage is told of together: where a disk is damaged, many conversations may be. */
const together = 500;

/** Tells of records that could not be read, and shows them to who wants to put them right by hand. */
export function createDamageReport(): (conversation: string, lines: readonly string[]) => void {
  let found = new Map<string, readonly string[]>();

  function tell(): void {
    const { l10n, window, workspace } = vscode;
    const damaged = found;
    found = new Map();
    const sentence =
      damaged.size === 1
        ? l10n.t('A damaged part of a conversation cannot be read and was left out. All else of it is there.')
        : l10n.t(
            'Damaged parts of {0} conversations cannot be read and were left out. All else of them is there.',
            damaged.size,
          );
    const show = l10n.t('Show What Was Left Out');
    void window.showWarningMessage(sentence, show).then(async (chosen) => {
      if (chosen !== show) return;
      const content = [...damaged.values()].flat().join('\n');
      await window.showTextDocument(await workspace.openTextDocument({ content }));
    });
  }

  return (conversation, lines) => {
    if (found.size === 0) setTimeout(tell, together);
    found.set(conversation, [...(found.get(conversation) ?? []), ...lines]);
  };
}
