import { createJavaScriptRegexEngine } from '@shikijs/engine-javascript';
import { Registry, type IGrammar, type IRawGrammar, type IRawTheme } from '@shikijs/vscode-textmate';

/** A grammar file's content, parsed from JSON or from a property list (plist.ts). */
export type RawGrammar = IRawGrammar;
export type RawTheme = IRawTheme;
/** A grammar ready to tokenise; its rules compile on first use. */
export type Grammar = IGrammar;

export interface RegistryOptions {
  /** The grammar of a scope name such as `source.ts`; undefined where no extension brings it. Called once a name. */
  loadGrammar(scopeName: string): Promise<RawGrammar | undefined>;
  /** The scope names of grammars that inject themselves into `scopeName` (`injectTo` in a manifest). */
  injections?(scopeName: string): readonly string[];
  /**
   * Where a long pause does no harm, patterns compile when they are first met; elsewhere the long ones compile ahead,
   * with pauses for other work.
   */
  readonly compile?: 'ahead' | 'onUse';
}

export interface GrammarRegistry {
  /** The grammar for a scope name with everything it includes; undefined where there is none. Never rejects twice for
   *  the same broken file: a grammar that cannot be read counts as absent. */
  grammar(scopeName: string): Promise<Grammar | undefined>;
  /** From here on styles are this theme's. What was tokenised before has to be tokenised anew from its first line. */
  setTheme(theme: RawTheme): void;
  /** The theme's colours, by their number in a token's metadata. */
  colorMap(): readonly string[];
  dispose(): void;
}

/**
 * Grammars on a JavaScript regular expression engine: no wasm, so the same code runs in every host and the view.
 * Patterns that JavaScript cannot express are skipped (`forgiving`): a lost pattern costs a colour, not the language.
 */
export function createRegistry(options: RegistryOptions): GrammarRegistry {
  const engine = createJavaScriptRegexEngine({ forgiving: true });
  const raws = new Map<string, Promise<RawGrammar | undefined>>();
  const ready = new Map<string, RawGrammar>();
  const grammars = new Map<string, Promise<Grammar | undefined>>();
  const registry = new Registry({
    onigLib: {
      createOnigScanner: (sources) =>
        engine.createScanner(sources.map((one) => (typeof one === 'string' ? singleCodePoints(one) : one))),
      createOnigString: (text) => engine.createString(text),
    },
    loadGrammar: (scopeName) => ready.get(scopeName),
    getInjections: (scopeName) => [...(options.injections?.(scopeName) ?? [])],
  });

  function raw(scopeName: string): Promise<RawGrammar | undefined> {
    let loading = raws.get(scopeName);
    if (!loading) {
      loading = options.loadGrammar(scopeName).catch(() => undefined);
      raws.set(scopeName, loading);
    }
    return loading;
  }

  /** The registry loads synchronously, so everything that a grammar can reach is read before it is asked. */
  async function loadAll(scopeName: string): Promise<void> {
    const seen = new Set<string>([scopeName]);
    let wave = [scopeName];
    while (wave.length > 0) {
      const next: string[] = [];
      await Promise.all(
        wave.map(async (name) => {
          const grammar = await raw(name);
          if (!grammar) return;
          ready.set(name, grammar);
          for (const other of [...includedScopes(grammar), ...(options.injections?.(name) ?? [])]) {
            if (seen.has(other)) continue;
            seen.add(other);
            next.push(other);
          }
        }),
      );
      wave = next;
    }
  }

  return {
    grammar(scopeName) {
      let grammar = grammars.get(scopeName);
      if (!grammar) {
        grammar = loadAll(scopeName).then(async () => {
          const root = ready.get(scopeName);
          if (!root) return undefined;
          if (options.compile !== 'onUse') await compileInSlices(engine, root);
          return registry.loadGrammar(scopeName) ?? undefined;
        });
        grammars.set(scopeName, grammar);
      }
      return grammar;
    },
    setTheme: (theme) => registry.setTheme(theme),
    colorMap: () => registry.getColorMap(),
    dispose() {
      registry.dispose();
      grammars.clear();
      raws.clear();
      ready.clear();
    },
  };
}

/**
 * Oniguruma takes several code points in one escape, `\x{2028 2029}`, which the engine does not know. YAML's grammar
 * writes its plain scalars so.
 */
function singleCodePoints(pattern: string): string {
  return pattern.replace(/\\x\{([\da-f]+(?: +[\da-f]+)+)\}/gi, (_all, points: string) =>
    points.replace(/[\da-f]+ */gi, (point) => `\\x{${point.trim()}}`),
  );
}

/** Shorter patterns compile in well under a millisecond when they are first met. */
const longPattern = 300;
/** Milliseconds of work before other work gets its turn. */
const slice = 8;

/**
 * Compiling the long patterns of C++ takes over a second, which must not be one pause of the host. The engine keeps
 * compiled patterns by their source, so what is compiled here, slice by slice, is ready when the grammar asks for it.
 */
async function compileInSlices(
  engine: ReturnType<typeof createJavaScriptRegexEngine>,
  root: RawGrammar,
): Promise<void> {
  let started = performance.now();
  for (const pattern of [...patternsOf(root)].filter((one) => one.length >= longPattern).flatMap(variants)) {
    // Run once: the host's own compiling waits for that.
    engine.createScanner([singleCodePoints(pattern)]).findNextMatchSync(' \n', 0, 0);
    if (performance.now() - started > slice) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      started = performance.now();
    }
  }
}

/**
 * vscode-textmate turns off the anchors `\A` and `\G` where they cannot match, by putting U+FFFF for the letter, and
 * compiles the pattern that results: on all lines but the first, `\A` is off; most often `\G` too.
 */
function variants(pattern: string): string[] {
  if (!/\\[AG]/.test(pattern)) return [pattern];
  const without = (letters: string) =>
    pattern.replace(/\\([\s\S])/g, (all, letter: string) => (letters.includes(letter) ? '\\\uFFFF' : all));
  return [...new Set([without('AG'), without('A'), without('G')])];
}

function patternsOf(grammar: RawGrammar): Set<string> {
  const found = new Set<string>();
  for (const [key, value] of members(grammar)) {
    if (typeof value === 'string' && (key === 'match' || key === 'begin' || key === 'end' || key === 'while')) {
      found.add(value);
    }
  }
  return found;
}

/** The scope names of other grammars that a grammar includes, anywhere in it. */
export function includedScopes(grammar: RawGrammar): Set<string> {
  const found = new Set<string>();
  for (const [key, value] of members(grammar)) {
    if (key !== 'include' || typeof value !== 'string') continue;
    const scope = value.split('#', 1)[0]!;
    if (scope !== '' && !scope.startsWith('$')) found.add(scope);
  }
  found.delete(grammar.scopeName);
  return found;
}

/** Every member of every object in a grammar. */
function* members(grammar: RawGrammar): Generator<[string, unknown]> {
  const open: unknown[] = [grammar.patterns, grammar.repository, grammar.injections];
  while (open.length > 0) {
    const node = open.pop();
    if (node === null || typeof node !== 'object') continue;
    for (const [key, value] of Object.entries(node)) {
      if (typeof value === 'object') open.push(value);
      else yield [key, value];
    }
  }
}
