import { INITIAL, type StateStack } from '@shikijs/vscode-textmate';
import { type Grammar } from './registry';
import { maxLineLength } from './style';

export interface Token {
  /** UTF-16 offsets within the line; the end is exclusive. */
  readonly start: number;
  readonly end: number;
  /** From the grammar's root to the innermost scope. */
  readonly scopes: readonly string[];
}

export interface TokenizedLine {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** The scopes in force before the line's first character: what the line above left open. */
  readonly carried: readonly string[];
}

/** The text of line `n` without its line end, and how many lines there are. */
export interface LineSource {
  readonly lineCount: number;
  lineAt(n: number): string;
}

export interface LineTokenizer {
  /** How many lines from the top have a known start state (line 0 always has). */
  readonly known: number;
  /**
   * Tokenises on until line `to` has a known start state. `pause` is asked after each line; true stops early.
   * @returns whether line `to` can be tokenised now.
   */
  advance(source: LineSource, to: number, pause?: () => boolean): boolean;
  /** The tokens of line `n`, advancing to it first if it must. */
  line(source: LineSource, n: number): TokenizedLine;
  /** Line `n` or something below it changed: what is known above stays. */
  changed(n: number): void;
}

/**
 * Line-by-line tokenising with carried state. Only one small state a line is kept; tokens are made again on demand,
 * so a large file costs no more than its states.
 */
export function createLineTokenizer(grammar: Grammar, scopeName: string): LineTokenizer {
  /** states[n] is the state before line n. */
  const states: StateStack[] = [INITIAL];

  function tokenize(text: string, before: StateStack): { tokens: Token[]; after: StateStack } {
    if (text.length > maxLineLength) {
      return { tokens: [{ start: 0, end: text.length, scopes: [scopeName] }], after: before };
    }
    const result = withinLimit((limit) => grammar.tokenizeLine(text, before, limit));
    // The library tokenises a line with its newline: the last token may end one past the text.
    const tokens = result.tokens
      .map((token) => ({ start: token.startIndex, end: Math.min(token.endIndex, text.length), scopes: token.scopes }))
      .filter((token) => token.start < token.end || text.length === 0);
    return { tokens, after: result.ruleStack };
  }

  function advance(source: LineSource, to: number, pause?: () => boolean): boolean {
    const goal = Math.min(to, source.lineCount - 1);
    while (states.length <= goal) {
      const n = states.length - 1;
      states.push(tokenize(source.lineAt(n), states[n]!).after);
      if (pause?.() && states.length <= goal) return false;
    }
    return true;
  }

  return {
    get known() {
      return states.length;
    },
    advance,
    line(source, n) {
      advance(source, n);
      const before = states[n] ?? INITIAL;
      const text = source.lineAt(n);
      // Tokenising nothing shows what is open at the line's start, without a look into the state's insides.
      const carried = n === 0 ? [scopeName] : (tokenize('', before).tokens[0]?.scopes ?? [scopeName]);
      return { text, tokens: tokenize(text, before).tokens, carried };
    },
    changed(n) {
      states.length = Math.max(1, Math.min(states.length, n + 1));
    },
  };
}

/** The scopes at a position: those of the character behind it, or of the one before it at the end of a line. */
export function scopesAt(line: TokenizedLine, character: number): readonly string[] {
  const token = line.tokens.find((one) => character < one.end) ?? line.tokens.at(-1);
  return token?.scopes ?? line.carried;
}

/** A text as a source of lines; every kind of line end separates. */
export function linesOf(text: string): LineSource {
  const lines = text.split(/\r\n|\r|\n/);
  return { lineCount: lines.length, lineAt: (n) => lines[n] ?? '' };
}

/** Milliseconds for one line, checked between two matches. */
const lineTimeLimit = 500;
const lineAttempts = 4;

/**
 * The first line pays for compiling the rules, so a line that ran out of time is tried again with what compiled
 * meanwhile; only a pathological line stays unfinished.
 */
export function withinLimit<T extends { readonly stoppedEarly: boolean }>(tokenize: (limit: number) => T): T {
  let result = tokenize(lineTimeLimit);
  for (let attempt = 1; result.stoppedEarly && attempt < lineAttempts; attempt++) result = tokenize(lineTimeLimit);
  return result;
}
