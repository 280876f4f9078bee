import * as jsonc from 'jsonc-parser';
import * as vscode from 'vscode';
import { installedLanguages } from '../../languages/installed';
import { createRegistry, type Grammar, type GrammarRegistry, type RawGrammar } from '../../textmate';
import { injectionsInto } from '../../textmate/contributions';
import { parseGrammar } from '../../textmate/grammarFile';
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

export function createLanguages(log: Log): Languages {
  const disposables = new Disposables();
  const installed = disposables.add(installedLanguages());
  let registry: GrammarRegistry | undefined;
  let markers = new Map<string, Promise<CommentMarkers>>();

  disposables.add(
    installed.onDidChange(() => {
      registry?.dispose();
      registry = undefined;
      markers = new Map();
    }),
  );
  disposables.add({ dispose: () => registry?.dispose() });

  async function loadGrammar(scopeName: string): Promise<RawGrammar | undefined> {
    const uri = installed.grammarFile(scopeName);
    if (!uri) return undefined;
    try {
      return parseGrammar(await readText(uri));
    } catch (error) {
      logError(log, `The grammar ${scopeName} (${uri.path}) cannot be read`, error, 'warn');
      return undefined;
    }
  }

  async function readMarkers(languageId: string): Promise<CommentMarkers> {
    const uri = installed.configurationFile(languageId);
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
    scopeName: (languageId) => installed.contributions().scopes.get(languageId),
    grammar(scopeName) {
      registry ??= createRegistry({
        loadGrammar,
        injections: (into) => injectionsInto(installed.contributions().injections, into),
      });
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
      const { grammars, languages } = installed.contributions();
      const embedded = grammars.get(scopeName)?.embedded ?? {};
      for (const scope of [...scopes].reverse()) {
        const languageId = embedded[scope] ?? languages.get(scope);
        if (languageId !== undefined && scope !== scopeName) return languageId;
      }
      return undefined;
    },
    dispose: () => disposables.dispose(),
  };
}

async function readText(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}
