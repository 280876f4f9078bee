import * as jsonc from 'jsonc-parser';
import { parsePlist } from './plist';

/** A rule of a TextMate theme: how the tokens that a scope selector matches look. */
export interface ThemeRule {
  readonly scope: string | readonly string[];
  readonly settings: {
    /** `#RRGGBB` or `#RRGGBBAA`, in capitals. */
    readonly foreground?: string;
    /** `italic`, `bold`, `underline`, `strikethrough`, several with spaces between; empty takes all away. */
    readonly fontStyle?: string;
  };
}

/** What a manifest says of the kind of a theme (`uiTheme`). */
export type ThemeKind = 'vs' | 'vs-dark' | 'hc-black' | 'hc-light';

/**
 * The token colours that a theme file brings, with all that it includes, in order.
 *
 * @param path of the theme, JSON or a property list, from its extension's folder
 * @param read gives a file's text; its errors are passed on
 * @throws SyntaxError when a file is not a theme
 */
export async function readTokenColors(path: string, read: (path: string) => Promise<string>): Promise<unknown[]> {
  const open = new Set<string>();

  async function load(file: string): Promise<unknown[]> {
    if (open.has(file)) throw new SyntaxError(`${file} includes itself`);
    open.add(file);
    const rules = await rulesOf(file);
    open.delete(file);
    return rules;
  }

  async function rulesOf(file: string): Promise<unknown[]> {
    const text = await read(file);
    if (!file.endsWith('.json')) return settingsOf(parsePlist(text), file);
    const theme = parse(text, file);
    const beside = (name: string) => resolve(file, name);
    const included = typeof theme['include'] === 'string' ? await load(beside(theme['include'])) : [];
    if (Array.isArray(theme['settings'])) return [...included, ...settingsOf(theme, file)];
    const own = theme['tokenColors'];
    // Always a property list, whatever its name.
    if (typeof own === 'string') {
      return [...included, ...settingsOf(parsePlist(await read(beside(own))), file)];
    }
    if (own !== undefined && own !== null && !Array.isArray(own)) {
      throw new SyntaxError(`${file}: tokenColors is neither a list nor a file`);
    }
    return [...included, ...((own as unknown[] | undefined | null) ?? [])];
  }

  return load(resolve('', path));
}

/**
 * The rules in force, the last one winning: the theme's, the person's (`editor.tokenColorCustomizations`), and VS Code's
 * own for the words of logs. As VS Code 1.139 puts them together in `ColorThemeData.tokenColors`.
 *
 * @param themeId the name that settings use for the theme
 */
export function rulesInForce(
  tokenColors: readonly unknown[],
  customizations: unknown,
  themeId: string,
  kind: ThemeKind,
): ThemeRule[] {
  const rules = [...tokenColors, ...customRules(customizations, themeId)].flatMap(toRule);
  if (!rules.some(({ scope }) => scope === 'token.info-token')) rules.push(...logRules[kind]);
  return rules;
}

const groups: Readonly<Record<string, readonly string[]>> = {
  comments: ['comment', 'punctuation.definition.comment'],
  strings: ['string', 'meta.embedded.assembly'],
  keywords: ['keyword - keyword.operator', 'keyword.control', 'storage', 'storage.type'],
  numbers: ['constant.numeric'],
  types: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class'],
  functions: ['entity.name.function', 'support.function'],
  variables: ['variable', 'entity.name.variable'],
};

function customRules(customizations: unknown, themeId: string): unknown[] {
  if (!isObject(customizations)) return [];
  return [...customGroup(customizations), ...customGroup(themeSpecific(customizations, themeId))];
}

/** The general members first, so that rules for single scopes override them. */
function customGroup(customizations: Readonly<Record<string, unknown>>): unknown[] {
  const general = Object.entries(groups).flatMap(([group, scopes]) => {
    const value = customizations[group];
    if (!value) return [];
    const settings = typeof value === 'string' ? { foreground: value } : value;
    return scopes.map((scope) => ({ scope, settings }));
  });
  const { textMateRules } = customizations;
  return [...general, ...(Array.isArray(textMateRules) ? (textMateRules as unknown[]) : [])];
}

/** What stands under `[Name]`, `[Name][Other]` or with `*` at an end of a name, for this theme. */
function themeSpecific(customizations: Readonly<Record<string, unknown>>, themeId: string): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const [key, members] of Object.entries(customizations)) {
    if (!key.startsWith('[') || !key.endsWith(']') || !isObject(members)) continue;
    for (const name of key.slice(1, -1).split('][')) {
      if (!matchesTheme(name, themeId)) continue;
      for (const [member, value] of Object.entries(members)) {
        const before = found[member];
        if (Array.isArray(before) && Array.isArray(value)) found[member] = [...(before as unknown[]), ...value];
        else if (value) found[member] = value;
      }
    }
  }
  return found;
}

function matchesTheme(name: string, themeId: string): boolean {
  if (name === themeId) return true;
  const open = name.startsWith('*');
  const close = name.endsWith('*');
  if (open && close) return themeId.includes(name.slice(1, -1));
  if (close) return themeId.startsWith(name.slice(0, -1));
  return open && themeId.endsWith(name.slice(1));
}

/** Rules without a scope are a theme's defaults: VS Code takes those from its colours instead. */
function toRule(value: unknown): ThemeRule[] {
  if (!isObject(value) || !isObject(value['settings'])) return [];
  const { scope } = value;
  const scopes = Array.isArray(scope) ? scope.filter((one) => typeof one === 'string') : scope;
  if (!scopes || (typeof scopes !== 'string' && !Array.isArray(scopes))) return [];
  const { foreground, fontStyle } = value['settings'];
  return [
    {
      scope: scopes,
      settings: {
        foreground: normalColor(foreground),
        fontStyle: typeof fontStyle === 'string' ? fontStyle : undefined,
      },
    },
  ];
}

/** `#rgb`, `#rgba`, `#rrggbb` and `#rrggbbaa` in one form; everything else is no colour. */
function normalColor(color: unknown): string | undefined {
  if (typeof color !== 'string' || !/^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/i.test(color)) return undefined;
  const digits = color.length <= 5 ? color.slice(1).replace(/./g, '$&$&') : color.slice(1);
  return `#${digits.toUpperCase().replace(/^(.{6})FF$/, '$1')}`;
}

function logColors(info: string, warn: string, error: string, debug: string): readonly ThemeRule[] {
  return Object.entries({ info, warn, error, debug }).map(([level, foreground]) => ({
    scope: `token.${level}-token`,
    settings: { foreground },
  }));
}

const logRules: Readonly<Record<ThemeKind, readonly ThemeRule[]>> = {
  vs: logColors('#316BCD', '#CD9731', '#CD3131', '#800080'),
  'vs-dark': logColors('#6796E6', '#CD9731', '#F44747', '#B267E6'),
  'hc-black': logColors('#6796E6', '#008000', '#FF0000', '#B267E6'),
  'hc-light': logColors('#316BCD', '#CD9731', '#CD3131', '#800080'),
};

function settingsOf(theme: unknown, file: string): unknown[] {
  const settings = isObject(theme) ? theme['settings'] : undefined;
  if (!Array.isArray(settings)) throw new SyntaxError(`${file}: a theme needs a list of settings`);
  return settings;
}

/** Themes are written by hand: comments and trailing commas are common. */
function parse(text: string, file: string): Record<string, unknown> {
  const theme: unknown = jsonc.parse(text, undefined, { allowTrailingComma: true });
  if (!isObject(theme)) throw new SyntaxError(`${file} is not an object`);
  return theme;
}

function resolve(file: string, name: string): string {
  const parts: string[] = [];
  for (const part of `${file.slice(0, file.lastIndexOf('/') + 1)}${name}`.split('/')) {
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
