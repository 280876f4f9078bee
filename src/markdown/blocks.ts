import { type Env, type MarkdownIt, type Token } from 'markdown-it';
import { fenceInfo } from './parser';

/** A top-level block of a document, as it is shown. */
export type Block =
  | { readonly kind: 'html'; readonly html: string }
  /** `info` is what follows the fence: usually the language, sometimes a file name too. Empty for indented code. */
  | { readonly kind: 'code'; readonly info: string; readonly lines: readonly string[] };

/** A block and the lines of its source, `end` exclusive. */
export interface Group {
  readonly block: Block;
  readonly start: number;
  readonly end: number;
  /** The fence's own characters; undefined for every other block. */
  readonly fence?: string;
  readonly tokens: readonly Token[];
}

/** Parses and renders `source`, block by block. Definitions found in it are added to `env.references`. */
export function parseGroups(md: MarkdownIt, source: string, env: Env): Group[] {
  const groups: Group[] = [];
  let open: Token[] = [];
  let depth = 0;
  for (const token of md.parse(source, env)) {
    open.push(token);
    depth += token.nesting;
    if (depth > 0) continue;
    groups.push(toGroup(md, open, env));
    open = [];
  }
  return groups;
}

/** The labels that the texts of some tokens look up, whether they are defined or not. */
export function labelsIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ meta }) => [...((meta?.looked as ReadonlySet<string> | undefined) ?? [])]);
}

export function sameBlock(a: Block, b: Block): boolean {
  if (a.kind === 'html') return b.kind === 'html' && a.html === b.html;
  return (
    b.kind === 'code' &&
    a.info === b.info &&
    a.lines.length === b.lines.length &&
    a.lines.every((line, index) => line === b.lines[index])
  );
}

/** The lines of a code block's content, which ends with a newline unless it is empty or was cut. */
export function contentLines(content: string): string[] {
  return content === '' ? [] : content.replace(/\n$/, '').split('\n');
}

function toGroup(md: MarkdownIt, tokens: Token[], env: Env): Group {
  const first = tokens[0]!;
  const [start, end] = first.map ?? [0, 0];
  if (first.type === 'fence' || first.type === 'code_block') {
    const block: Block = { kind: 'code', info: fenceInfo(md, first), lines: contentLines(first.content) };
    return { block, start, end, tokens, fence: first.type === 'fence' ? first.markup : undefined };
  }
  return { block: { kind: 'html', html: md.renderer.render(tokens, md.options, env) }, start, end, tokens };
}
