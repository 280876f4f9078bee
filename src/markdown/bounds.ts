import { type Env, type MarkdownIt, type StateInline } from 'markdown-it';

/**
 * Characters that are looked through for the ends of link texts, in one paragraph, heading or cell. A thousand long
 * links take a fiftieth of it. Brackets that find no other half take its length each, which makes a reply of nothing
 * but brackets quadratic: beyond this, they are characters.
 */
const mostLookedThrough = 3_000_000;

/** Columns of a table: more are no table that anybody reads, but thousands of cells a line. */
const mostColumns = 200;

const lookedThrough = new WeakMap<Env, number>();

/** Keeps what a text of any kind costs to parse within bounds. */
export function boundWork(md: MarkdownIt): void {
  boundLinks(md);
  boundTables(md);
  boundAddresses(md);
}

/** To be called before what is in a paragraph, heading or cell is parsed. */
export function beginText(env: Env): void {
  lookedThrough.set(env, 0);
}

function boundLinks(md: MarkdownIt): void {
  const { parseLinkLabel } = md.helpers;
  /** By state: where the last bracket closes. */
  const lastClosers = new WeakMap<StateInline, number>();
  const endOfLabel = (state: StateInline, start: number, disableNested?: boolean): number => {
    const last = lastClosers.get(state) ?? state.src.lastIndexOf(']');
    lastClosers.set(state, last);
    const spent = lookedThrough.get(state.env) ?? 0;
    if (start >= last || spent > mostLookedThrough) return -1;
    const end = parseLinkLabel(state, start, disableNested);
    lookedThrough.set(state.env, spent + (end < 0 ? state.posMax : end) - start);
    return end;
  };
  md.helpers = { ...md.helpers, parseLinkLabel: endOfLabel };
  md.core.ruler.at('inline', ({ tokens, env }) => {
    for (const token of tokens) {
      if (token.type !== 'inline') continue;
      beginText(env);
      md.inline.parse(token.content, md, env, token.children!);
    }
  });
}

/** No browser and no server takes an address of that length. */
const longWord = /(?:^|\s)\S{2100}/;
const wordIsLong = /^\S{2100}/;

function boundAddresses({ linkify }: MarkdownIt): void {
  const match = linkify.match.bind(linkify);
  const matchAtStart = linkify.matchAtStart.bind(linkify);
  linkify.match = (text) => (longWord.test(text) ? [] : match(text));
  linkify.matchAtStart = (text) => (wordIsLong.test(text) ? null : matchAtStart(text));
}

function boundTables(md: MarkdownIt): void {
  // The first of all rules for blocks.
  const table = md.block.ruler.getRules('')[0]!;
  md.block.ruler.at(
    'table',
    (state, startLine, endLine, silent) => {
      const header = state.src.slice(state.bMarks[startLine]!, state.eMarks[startLine]);
      return header.split('|', mostColumns + 3).length <= mostColumns + 2 && table(state, startLine, endLine, silent);
    },
    { alt: ['paragraph', 'reference'] },
  );
}
