import * as jsonc from 'jsonc-parser';
import * as vscode from 'vscode';
import { createRegistry, parsePlist, type Grammar, type GrammarRegistry, type RawGrammar } from '../../textmate';
import { Disposables } from '../../util/disposable';
import { logError, type Log } from '../../util/log';
import { defaultMarkers, markersFrom, noMarkers, type CommentMarkers } from './markers';

/** The grammars and comment markers of the languages installed in this VS Code. Read on demand, each file once. */
export interface Languages extends vscode.Disposable {
  /** The scope name of a language's grammar. */
  scopeName(languageId: string): string | undefined;
  grammar(scopeName: string): Promise<Grammar | undefined>;
  /** How the language writes comments: its own configuration, else a small table. */
  markers(languageId: string): Promise<CommentMarkers>;
  /** The language that scopes belong to, where a grammar embeds others: the innermost that is known. */
  embeddedLanguage(scopeName: string, scopes: readonly string[]): string | undefined;
}

interface GrammarEntry {
  readonly uri: vscode.Uri;
  readonly embedded: Readonly<Record<string, string>>;
}

interface Contributions {
  readonly grammars: Map<string, GrammarEntry>;
  readonly scopeOf: Map<string, string>;
  readonly languageOf: Map<string, string>;
  readonly injections: Map<string, string[]>;
  readonly configurations: Map<string, vscode.Uri>;
}

export function createLanguages(log: Log): Languages {
  const disposables = new Disposables();
  let contributions: Contributions | undefined;
  let registry: GrammarRegistry | undefined;
  let markers = new Map<string, Promise<CommentMarkers>>();

  disposables.add(
    vscode.extensions.onDidChange(() => {
      contributions = undefined;
      registry?.dispose();
      registry = undefined;
      markers = new Map();
    }),
  );
  disposables.add({ dispose: () => registry?.dispose() });

  const all = () => (contributions ??= readContributions());

  async function loadGrammar(scopeName: string): Promise<RawGrammar | undefined> {
    const entry = all().grammars.get(scopeName);
    if (!entry) return undefined;
    try {
      const text = await readText(entry.uri);
      const raw = /^\s*[{[]/.test(text) ? parseJson(text) : parsePlist(text);
      return raw as RawGrammar;
    } catch (error) {
      logError(log, `The grammar ${scopeName} (${entry.uri.path}) cannot be read`, error, 'warn');
      return undefined;
    }
  }

  async function readMarkers(languageId: string): Promise<CommentMarkers> {
    const uri = all().configurations.get(languageId);
    if (!uri) return defaultMarkers(languageId);
    try {
      const configuration = jsonc.parse(await readText(uri)) as { comments?: unknown } | undefined;
      const own = markersFrom(configuration?.comments);
      // The configuration names one marker of each kind; some languages have more.
      const known = defaultMarkers(languageId);
      return { line: [...new Set([...own.line, ...known.line])], block: [...own.block, ...known.block] };
    } catch (error) {
      logError(log, `The configuration of ${languageId} (${uri.path}) cannot be read`, error, 'warn');
      return noMarkers;
    }
  }

  return {
    scopeName: (languageId) => all().scopeOf.get(languageId),
    grammar(scopeName) {
      registry ??= createRegistry({ loadGrammar, injections: injectionsInto });
      return registry.grammar(scopeName);
    },
    markers(languageId) {
      let found = markers.get(languageId);
      if (!found) {
        found = readMarkers(languageId);
        markers.set(languageId, found);
      }
      return found;
    },
    embeddedLanguage(scopeName, scopes) {
      const embedded = all().grammars.get(scopeName)?.embedded ?? {};
      for (const scope of [...scopes].reverse()) {
        const languageId = embedded[scope] ?? all().languageOf.get(scope);
        if (languageId !== undefined && scope !== scopeName) return languageId;
      }
      return undefined;
    },
    dispose: () => disposables.dispose(),
  };

  /** As in VS Code: an injection into `source.js` also goes into `source.js.jsx`. */
  function injectionsInto(scopeName: string): string[] {
    const parts = scopeName.split('.');
    return parts.flatMap((_part, n) => all().injections.get(parts.slice(0, n + 1).join('.')) ?? []);
  }
}

function readContributions(): Contributions {
  const found: Contributions = {
    grammars: new Map(),
    scopeOf: new Map(),
    languageOf: new Map(),
    injections: new Map(),
    configurations: new Map(),
  };
  for (const extension of vscode.extensions.all) {
    const contributes = (extension.packageJSON as { contributes?: Record<string, unknown> }).contributes ?? {};
    for (const grammar of list(contributes.grammars)) {
      const { language, scopeName, path, injectTo, embeddedLanguages } = grammar;
      if (typeof scopeName !== 'string' || typeof path !== 'string') continue;
      found.grammars.set(scopeName, {
        uri: vscode.Uri.joinPath(extension.extensionUri, path),
        embedded: stringMembers(embeddedLanguages),
      });
      if (typeof language === 'string') {
        found.scopeOf.set(language, scopeName);
        if (!found.languageOf.has(scopeName)) found.languageOf.set(scopeName, language);
      }
      for (const target of Array.isArray(injectTo) ? (injectTo as unknown[]) : []) {
        if (typeof target !== 'string') continue;
        found.injections.set(target, [...(found.injections.get(target) ?? []), scopeName]);
      }
    }
    for (const { id, configuration } of list(contributes.languages)) {
      if (typeof id !== 'string' || typeof configuration !== 'string') continue;
      found.configurations.set(id, vscode.Uri.joinPath(extension.extensionUri, configuration));
    }
  }
  return found;
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((one) => one !== null && typeof one === 'object') : [];
}

function stringMembers(value: unknown): Record<string, string> {
  if (value === null || typeof value !== 'object') return {};
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'));
}

async function readText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** JSON.parse is many times faster than a tolerant parser, which few grammars need. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return jsonc.parse(text);
  }
}
