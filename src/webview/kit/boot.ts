import * as l10n from '@vscode/l10n';

interface Boot {
  readonly language?: string;
  readonly l10n?: Record<string, string>;
}

/** Has to be imported before anything that shows a string. */
const boot = JSON.parse(document.getElementById('boot')?.textContent || '{}') as Boot;
l10n.config({ contents: boot.l10n ?? {} });

/** BCP 47, for numbers and dates. */
export const language = boot.language || 'en';
