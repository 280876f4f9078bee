/** The table of settings in README.md: names and defaults are the manifest's, what a row says of a setting is its own. */
import type { ManifestSettings, SettingEntry } from './settings';

/** A setting's name, default and description, as they stand in the table. */
export type SettingRow = readonly [name: string, value: string, text: string];

const header = '| Setting';

/** The rows as they should be. A setting that has none yet begins with its description in the manifest. */
export function settingRows(
  readme: string,
  { contributes }: ManifestSettings,
  strings: Readonly<Record<string, string>>,
): SettingRow[] {
  const texts = new Map(rowsIn(readme).map(([name, , text]) => [name, text]));
  return contributes.configuration
    .flatMap(({ properties }) => Object.entries(properties).sort(([, a], [, b]) => orderOf(a) - orderOf(b)))
    .map(([name, entry]) => {
      const description = strings[String(entry['markdownDescription']).slice(1, -1)] ?? '';
      return [`\`${name}\``, defaultText(entry['default']), texts.get(`\`${name}\``) ?? description];
    });
}

const orderOf = (entry: SettingEntry): number => Number(entry['order']);

/** Of settings that have members by name, the names. */
function defaultText(value: unknown): string {
  const names = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return names.length > 0 ? names.join(', ') : `\`${JSON.stringify(value)}\``;
}

/** The rows that are there. */
export function rowsIn(readme: string): SettingRow[] {
  return tableIn(readme.split('\n'))
    .rows.map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, name = '', value = '', ...text]) => [name, value, text.slice(0, -1).join(' | ')]);
}

export function withRows(readme: string, rows: readonly SettingRow[]): string {
  const lines = readme.split('\n');
  const { from, rows: old } = tableIn(lines);
  return lines.toSpliced(from, old.length, ...rows.map((cells) => `| ${cells.join(' | ')} |`)).join('\n');
}

/** @throws where there is no such table */
function tableIn(lines: readonly string[]): { readonly from: number; readonly rows: readonly string[] } {
  const from = lines.findIndex((line) => line.startsWith(header)) + 2;
  if (from < 2) throw new Error('The README has no table of settings.');
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'));
  return { from, rows: lines.slice(from, from + length) };
}
