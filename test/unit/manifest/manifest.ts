import { readdirSync, readFileSync } from 'node:fs';
import type { ManifestSettings, SettingEntry } from '../../harness/manifest/settings';

export interface Manifest extends ManifestSettings {
  readonly main: string;
  readonly browser: string;
  readonly activationEvents: readonly string[];
  readonly contributes: ManifestSettings['contributes'] & {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string }[];
    readonly menus: Readonly<Record<string, readonly { readonly command?: string; readonly submenu?: string }[]>>;
    readonly submenus: readonly { readonly id: string }[];
    readonly keybindings: readonly { readonly command: string }[];
    readonly walkthroughs: readonly { readonly steps: readonly WalkthroughStep[] }[];
  };
}

export interface WalkthroughStep {
  readonly media: { readonly markdown: string };
  readonly completionEvents: readonly string[];
}

export type Strings = Readonly<Record<string, string>>;

/** A file of the project; the tests run in its root. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}

export function readManifest(): Manifest {
  return JSON.parse(readText('package.json')) as Manifest;
}

export function readStrings(path: string): Strings {
  return JSON.parse(readText(path)) as Strings;
}

/** The manifest's strings by language. */
export function manifestStrings(): Readonly<Record<string, Strings>> {
  return { en: readStrings('package.nls.json'), 'zh-cn': readStrings('package.nls.zh-cn.json') };
}

/** All settings of all sections. */
export function settingsOf(manifest: Manifest): Readonly<Record<string, SettingEntry>> {
  return Object.assign({}, ...manifest.contributes.configuration.map(({ properties }) => properties));
}

/** The TypeScript files of `src`, with what is in them. */
export function sources(): { path: string; text: string }[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({ path: `src/${name}`, text: readText(`src/${name}`) }));
}

/** What only one of two lists has, a line each; empty when they have the same members. */
export function differences(left: Iterable<string>, right: Iterable<string>): string[] {
  const [a, b] = [new Set(left), new Set(right)];
  return [
    ...[...a].filter((name) => !b.has(name)).map((name) => `only in the first: ${name}`),
    ...[...b].filter((name) => !a.has(name)).map((name) => `only in the second: ${name}`),
  ];
}
