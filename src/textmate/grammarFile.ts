import * as jsonc from 'jsonc-parser';
import { parsePlist } from './plist';
import type { RawGrammar } from './registry';

/**
 * The grammar in a file: a property list, or JSON, in which there may be comments.
 * @throws SyntaxError when it is neither.
 */
export function parseGrammar(text: string): RawGrammar {
  const grammar = /^\s*</.test(text) ? parsePlist(text) : parseJson(text);
  if (grammar === null || typeof grammar !== 'object') throw new SyntaxError('not a grammar');
  return grammar as RawGrammar;
}

/** JSON.parse is many times faster than a tolerant parser, which few grammars need. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return jsonc.parse(text);
  }
}
