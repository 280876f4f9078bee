/** The grammars and languages of the installed extensions. */
export interface Contributions {
  /** What a code block may call a language -> the scope name of its grammar. For `scopeNameOf`. */
  readonly names: LanguageNames;
  /** Language id -> the scope name of its grammar. */
  readonly scopes: ReadonlyMap<string, string>;
  /** Scope name -> the id of the language whose grammar it is. */
  readonly languages: ReadonlyMap<string, string>;
  readonly grammars: ReadonlyMap<string, ContributedGrammar>;
  /** Scope name -> the scope names of the grammars that inject themselves into it (`injectTo`). */
  readonly injections: Readonly<Record<string, readonly string[]>>;
  /** Language id -> its language configuration. */
  readonly configurations: ReadonlyMap<string, ContributedFile>;
}

export interface ContributedFile {
  /** The place of its extension in the list. */
  readonly extension: number;
  /** Within the extension. */
  readonly path: string;
}

export interface ContributedGrammar extends ContributedFile {
  /** Scope name -> the id of the language that the grammar has there (`embeddedLanguages`). */
  readonly embedded: Readonly<Record<string, string>>;
}

/**
 * Ids, aliases, file names, and extensions with their dot, all in lower case -> scope name. Null for a language that
 * is known and has no grammar.
 */
export type LanguageNames = Readonly<Record<string, string | null>>;

/**
 * Reads what package.json files contribute, in the order of `vscode.extensions.all`: as in VS Code, of two grammars for
 * one language or scope name the later one counts. What is malformed is left out.
 */
export function readContributions(manifests: readonly unknown[]): Contributions {
  const grammars = new Map<string, ContributedGrammar>();
  const scopes = new Map<string, string>();
  const languages = new Map<string, string>();
  const injections: Record<string, string[]> = Object.create(null);
  const configurations = new Map<string, ContributedFile>();
  const all: Record<string, unknown>[] = [];
  for (const [extension, manifest] of manifests.entries()) {
    const contributes = (manifest as { contributes?: Record<string, unknown> | null }).contributes ?? {};
    for (const language of objects(contributes['languages'])) {
      all.push(language);
      const { id, configuration: path } = language;
      if (typeof id === 'string' && typeof path === 'string') configurations.set(id, { extension, path });
    }
    for (const { language, scopeName, path, injectTo, embeddedLanguages } of objects(contributes['grammars'])) {
      if (typeof scopeName !== 'string' || typeof path !== 'string') continue;
      grammars.set(scopeName, { extension, path, embedded: stringMembers(embeddedLanguages) });
      if (typeof language === 'string') {
        scopes.set(language, scopeName);
        // Others borrow the grammar of the language that brings it.
        if (!languages.has(scopeName)) languages.set(scopeName, language);
      }
      for (const target of strings(injectTo)) (injections[target] ??= []).push(scopeName);
    }
  }
  return { names: namesOf(all, scopes), scopes, languages, grammars, injections, configurations };
}

/** As in VS Code: what injects itself into `source.js` also goes into `source.js.jsx`. */
export function injectionsInto(injections: Contributions['injections'], scopeName: string): string[] {
  const parts = scopeName.split('.');
  return parts.flatMap((_part, n) => {
    const prefix = parts.slice(0, n + 1).join('.');
    return Object.hasOwn(injections, prefix) ? injections[prefix]! : [];
  });
}

/** Names in wide use for code blocks that VS Code's languages do not carry. */
const synonyms: Readonly<Record<string, string>> = {
  'c++': 'cpp',
  'c#': 'csharp',
  'f#': 'fsharp',
  golang: 'go',
  shell: 'shellscript',
  console: 'shellscript',
  'shell-session': 'shellscript',
  pwsh: 'powershell',
  cmd: 'bat',
  batch: 'bat',
  docker: 'dockerfile',
  make: 'makefile',
  objc: 'objective-c',
  tex: 'latex',
  hbs: 'handlebars',
  rst: 'restructuredtext',
  vbnet: 'vb',
  node: 'javascript',
  python3: 'python',
};

/**
 * The scope name for a code block's language, or for its file where it names no language. A language that is given as a
 * file name counts as one. Undefined where there is none.
 */
export function scopeNameOf(
  names: LanguageNames,
  { language, file }: { readonly language: string; readonly file?: string | undefined },
): string | undefined {
  /** Null for a language without a grammar, undefined for no language. */
  const find = (key: string) => (Object.hasOwn(names, key) ? (names[key] as string | null) : undefined);
  const name = language.toLowerCase();
  for (const key of [name, `.${name}`, Object.hasOwn(synonyms, name) ? synonyms[name]! : '']) {
    const found = find(key);
    if (found !== undefined) return found ?? undefined;
  }
  for (const path of [name, file?.toLowerCase() ?? '']) {
    const base = path.split(/[\\/]/).at(-1)!;
    const whole = find(base);
    if (whole) return whole;
    // The longest extension first: `.d.ts` before `.ts`.
    for (let dot = base.indexOf('.'); dot >= 0; dot = base.indexOf('.', dot + 1)) {
      const scopeName = find(base.slice(dot));
      if (scopeName) return scopeName;
    }
  }
  return undefined;
}

function namesOf(languages: readonly Record<string, unknown>[], scopes: ReadonlyMap<string, string>): LanguageNames {
  const names: Record<string, string | null> = Object.create(null);
  // An id means its language whoever has it as an alias, and an alias goes before a file name.
  const kinds = [({ id }: Record<string, unknown>) => [id], ...['aliases', 'filenames', 'extensions'].map(member)];
  for (const kind of kinds) {
    for (const language of languages) {
      const scopeName = typeof language['id'] === 'string' ? scopes.get(language['id']) : undefined;
      for (const name of strings(kind(language))) names[name.toLowerCase()] ??= scopeName ?? null;
    }
  }
  return names;
}

function member(name: string): (language: Record<string, unknown>) => unknown {
  return (language) => language[name];
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one) => one !== null && typeof one === 'object') : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function stringMembers(value: unknown): Record<string, string> {
  if (value === null || typeof value !== 'object') return {};
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'));
}
