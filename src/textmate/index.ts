export { createRegistry, type Grammar, type GrammarRegistry, type RawGrammar, type RawTheme } from './registry';
export {
  createLineTokenizer,
  linesOf,
  scopesAt,
  type LineSource,
  type LineTokenizer,
  type Token,
  type TokenizedLine,
} from './lines';
export { parsePlist } from './plist';
