import { type MarkdownIt, type StateCore, type Token } from 'markdown-it';
import { type TextBounds } from './bounds';
import { type ParseEnv } from './env';
import { closeUnclosed } from './repair';
import { type StandardRules } from './rules';
import { segmentsOf } from './segments';
import { restOfWordMark, textMarks } from './spine';

/**
 * Parses the text of paragraphs, headings and cells segment by segment. A token of type `segment` stands at the end of
 * each. Its content is rendered as is: empty, or a mark.
 */
export function parseTexts(md: MarkdownIt, { core }: StandardRules, bounds: TextBounds): void {
  md.core.ruler.disable('linkify');
  md.core.ruler.at('inline', (state) => {
    let mark = (state.env as ParseEnv).restMark;
    for (const token of state.tokens) {
      if (token.type !== 'inline') continue;
      const isRest = mark !== undefined && token.content.startsWith(mark);
      parseText(state, token, bounds, core.linkify, isRest ? mark : undefined);
      if (isRest) mark = undefined;
    }
  });
  md.renderer.rules.segment = (tokens, index) => tokens[index]!.content;
}

function parseText(
  state: StateCore,
  token: Token,
  bounds: TextBounds,
  linkify: StandardRules['core']['linkify'],
  mark?: string,
): void {
  const { md, Token: NewToken } = state;
  const env: ParseEnv = state.env;
  const children = token.children!;

  function endSegment(content: string): Token {
    const end = new NewToken('segment', '', 0);
    end.content = content;
    children.push(end);
    return end;
  }

  /** @param hasAddresses false for part of a word that was cut */
  function parseSegment(content: string, hasAddresses: boolean): void {
    const part = new NewToken('inline', '', 0);
    part.content = content;
    part.children = [];
    md.options.linkify = hasAddresses;
    md.inline.parse(content, md, env, part.children);
    linkify(Object.assign(Object.create(state), { tokens: [part] }));
    md.options.linkify = true;
    for (const child of part.children) children.push(child);
  }

  if (env.looked) token.meta = { ...token.meta, looked: (env.looked = new Set<string>()) };
  if (mark) endSegment(textMarks.from);
  const text = mark ? token.content.slice(mark.length) : token.content;
  let start = 0;
  let inWord = mark === restOfWordMark;
  for (const segment of segmentsOf(md, text, bounds, inWord)) {
    parseSegment(text.slice(start, segment.end), !inWord && !segment.inWord);
    endSegment('').meta = { segment };
    start = segment.end;
    inWord = segment.inWord;
  }
  const rest = text.slice(start);
  if (!token.meta?.mayGoOn) return parseSegment(rest, !inWord);
  const { content, link } = closeUnclosed(md, rest, env);
  token.meta.unfinishedLink = link;
  parseSegment(content, !inWord);
}
