import { INITIAL, type StateStack } from '@shikijs/vscode-textmate';
import { withinLimit } from './lines';
import { type Grammar } from './registry';
import { maxLineLength, styleOf, type StyledLine } from './style';

/** The number of the default foreground in a colour map: the page has that already. */
const defaultForeground = 1;

export interface LineStyler {
  /** How many lines from the top have a known start state. */
  readonly known: number;
  /** The styles of these lines, which begin at line `from`. Line `from` must be known; what was below it is forgotten. */
  style(from: number, lines: readonly string[]): StyledLine[];
}

/** Styles lines from the top down, each once: what a line leaves open is carried into the next. */
export function createLineStyler(grammar: Grammar): LineStyler {
  const states: StateStack[] = [INITIAL];

  function styleLine(text: string, before: StateStack): { line: StyledLine; after: StateStack } {
    // As in VS Code: too long a line is plain and changes nothing below it.
    if (text.length > maxLineLength) return { line: [], after: before };
    const { tokens, ruleStack } = withinLimit((limit) => grammar.tokenizeLine2(text, before, limit));
    const line: number[] = [];
    for (let i = 0; i < tokens.length; i += 2) {
      const end = Math.min(tokens[i + 2] ?? text.length, text.length);
      const style = styleIn(tokens[i + 1]!);
      if (end <= tokens[i]!) continue;
      if (line.at(-1) === style) line[line.length - 2] = end;
      else line.push(end, style);
    }
    return { line: line.length === 2 && line[1] === 0 ? [] : line, after: ruleStack };
  }

  return {
    get known() {
      return states.length;
    },
    style(from, lines) {
      states.length = Math.min(states.length, from + 1);
      return lines.map((text) => {
        const { line, after } = styleLine(text, states.at(-1)!);
        states.push(after);
        return line;
      });
    },
  };
}

/** Metadata of vscode-textmate (encodedTokenAttributes.ts): four bits of font style from 11, nine of colour from 15. */
function styleIn(metadata: number): number {
  const colour = (metadata >>> 15) & 0x1ff;
  return styleOf(colour === defaultForeground ? 0 : colour, (metadata >>> 11) & 0xf);
}
