import { type Env, type MarkdownIt, type StateBlock, type Token } from 'markdown-it';

/**
 * Settling a part of a block that is still open. A block such as a list is a chain of open containers, the spine, and
 * only the end of the innermost one can still change. What comes before the cut is let go; the rest is parsed behind a
 * `head`, a few lines that open the same containers again: so it is markdown-it that reads every line in its context,
 * and no second parser has to agree with it. A quote or list item is opened with a heading, which nothing can continue;
 * a list with an item of one paragraph, which also tells whether the list is still tight; a table with a header of as
 * many columns; a paragraph with a character of no meaning, after which a line is text whatever it begins with.
 *
 * A cut is made only where the lines above it cannot mean anything else by what comes below, and is taken back when
 * the tail no longer begins with the head's tokens: a list turned loose, or a paragraph turned into a heading.
 */
export interface Cut {
  readonly head: string;
  readonly spine: readonly Level[];
  /** Where in the parsed source the tail begins. */
  readonly offset: number;
  /** Puts the mark of the cut into the tokens it was found in. Text is marked in the source instead. */
  readonly mark?: (tokens: Token[]) => Token[];
}

export type Level =
  | { readonly type: 'blockquote_open' }
  | { readonly type: 'bullet_list_open' | 'ordered_list_open'; readonly marker: string; readonly loose: boolean }
  | { readonly type: 'list_item_open'; readonly marker: string; readonly width: number; readonly hidden?: boolean }
  | { readonly type: 'table_open'; readonly aligns: readonly string[] }
  | { readonly type: 'fence'; readonly indent: number; readonly opener: string }
  | { readonly type: 'code_block' }
  | { readonly type: 'paragraph_open' };

/** In the HTML of a tail: the nodes before are shown already, and those up to `to` are final. */
export const fromMark = '<!--from-->';
export const toMark = '<!--to-->';

/** Characters of the private use area stand for the marks in text. Where the source has them, text is not cut. */
export const fromText = '\uE001';
export const toText = '\uE000';

const placeholder = '# x';

/** Tells where blocks begin: markdown-it's tokens have lines but no columns. By level and line. */
interface Start {
  readonly blockIndent: number;
  readonly indent: number;
}

export function trackStarts(md: MarkdownIt): void {
  md.block.ruler.before('table', 'start', (state: StateBlock, line: number) => {
    const starts = state.env.starts as Map<string, Start> | undefined;
    starts?.set(`${state.level}:${line}`, { blockIndent: state.blkIndent, indent: state.sCount[line]! });
    return false;
  });
  md.renderer.rules.mark = (tokens, index) => {
    const { content, meta } = tokens[index]!;
    const next = tokens[index + 1];
    // A block after a tight paragraph begins on a line of its own, in what markdown-it renders.
    const newline =
      meta?.afterTight && next?.block && next.nesting !== -1 && !next.hidden && !md.renderer.rules[next.type];
    return newline ? `${content}\n` : content;
  };
}

/** The tokens of head and tail with the mark where the tail begins; undefined when the tail does not fit the head. */
export function markTail(tokens: Token[], spine: readonly Level[]): Token[] | undefined {
  let at = 0;
  const skip = (...types: string[]): boolean => types.every((type) => tokens[at]?.type === type && (at += 1) > 0);
  let afterTight = false;
  for (const level of spine) {
    switch (level.type) {
      case 'blockquote_open':
      case 'list_item_open':
        if (!skip(level.type, 'heading_open', 'inline', 'heading_close')) return undefined;
        afterTight = level.type === 'list_item_open' && level.hidden === true;
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        if (!skip(level.type, 'list_item_open')) return undefined;
        if (tokens[at]?.hidden === level.loose) return undefined;
        if (!skip('paragraph_open', 'inline', 'paragraph_close', 'list_item_close')) return undefined;
        break;
      case 'table_open':
        if (!skip('table_open', 'thead_open', 'tr_open')) return undefined;
        if (!level.aligns.every(() => skip('th_open', 'inline', 'th_close'))) return undefined;
        if (!skip('tr_close', 'thead_close', 'tbody_open')) return undefined;
        break;
      case 'fence':
      case 'code_block': {
        const token = tokens[at];
        if (token?.type !== level.type) return undefined;
        token.meta = { ...token.meta, from: level.type === 'fence' ? 0 : 1 };
        return tokens;
      }
      case 'paragraph_open':
        return skip('paragraph_open') && tokens[at]?.content.startsWith(fromText) ? tokens : undefined;
    }
  }
  return [...tokens.slice(0, at), mark(fromMark, afterTight), ...tokens.slice(at)];
}

/** The deepest place at which an open block can be cut. Every line of `source` is complete. */
export function findCut(tokens: readonly Token[], source: string, headLength: number, env: Env): Cut | undefined {
  const lines = source.split('\n');
  const walk = walkSpine(tokens, lines, env);
  const offsets = lineOffsets(source);
  let best: Cut | undefined;
  const offer = (line: number, spine: readonly Level[], mark: Cut['mark']): void => {
    const offset = offsets[line]!;
    if (offset > headLength) best = { head: headOf(spine), spine, offset, mark };
  };
  for (const { spine, parts, quotes } of walk.steps) {
    const last = parts.at(-1);
    const before = parts.at(-2);
    if (!last || !before) continue;
    const blank = blankLine(quotes);
    const [first, end] = tokens[before]!.map!;
    let line = tokens[last]!.map![0];
    if ((end < line && !blank.test(lines[line - 1]!)) || mayContinueDefinition(lines, line)) continue;
    while (line - 1 > first && blank.test(lines[line - 1]!)) line -= 1;
    const tight = tokens[last - 1]!.type === 'paragraph_close' && tokens[last - 1]!.hidden;
    const top = spine.at(-1)!;
    const settled = top.type === 'list_item_open' ? [...spine.slice(0, -1), { ...top, hidden: tight }] : spine;
    offer(line, settled, (all) => [...all.slice(0, last), mark(toMark), ...all.slice(last)]);
  }
  const leaf = tokens[walk.leaf]!;
  if (leaf.type === 'fence' || leaf.type === 'code_block') {
    const settled = leaf.content.split('\n').length - 2;
    const start = env.starts instanceof Map ? (env.starts.get(`${leaf.level}:${leaf.map![0]}`) as Start) : undefined;
    if (settled > 1 && start) {
      const level: Level =
        leaf.type === 'fence'
          ? { type: 'fence', indent: start.indent - start.blockIndent, opener: leaf.markup + leaf.info }
          : { type: 'code_block' };
      const line = leaf.map![0] + settled + (leaf.type === 'fence' ? 1 : 0);
      offer(line, [...walk.spine, level], (all) => {
        all[walk.leaf]!.meta = { to: settled };
        return all;
      });
    }
  }
  return best;
}

/** The paragraph an open block ends with, and the containers around it. */
export function lastParagraph(
  tokens: readonly Token[],
  source: string,
  env: Env,
): { readonly inline: Token; readonly spine: readonly Level[] } | undefined {
  const walk = walkSpine(tokens, source.split('\n'), env);
  if (tokens[walk.leaf]!.type !== 'paragraph_open') return undefined;
  return { inline: tokens[walk.leaf + 1]!, spine: [...walk.spine, { type: 'paragraph_open' }] };
}

export function headOf(spine: readonly Level[]): string {
  let head = '';
  let indent = '';
  for (const level of spine) {
    switch (level.type) {
      case 'blockquote_open':
        indent += '> ';
        head += `${indent}${placeholder}\n`;
        break;
      case 'bullet_list_open':
      case 'ordered_list_open':
        head += `${indent}${level.marker} x\n${level.loose ? `${indent}\n` : ''}`;
        break;
      case 'list_item_open': {
        // At most four spaces after the marker: five would begin indented code.
        const lead = Math.max(0, level.width - level.marker.length - 4);
        head += `${indent}${`${' '.repeat(lead)}${level.marker}`.padEnd(level.width)}${placeholder}\n`;
        indent += ' '.repeat(level.width);
        break;
      }
      case 'table_open':
        head += `${indent}|${'x|'.repeat(level.aligns.length)}\n${indent}|${level.aligns.join('|')}|\n`;
        break;
      case 'fence':
        head += `${indent}${' '.repeat(level.indent)}${level.opener}\n`;
        break;
      case 'code_block':
        head += `${indent}    x\n`;
        break;
      case 'paragraph_open':
        head += `${indent}${fromText}`;
        break;
    }
  }
  return head;
}

/** The title of a link reference definition may go on over lines, and is a paragraph until it is closed. */
export function mayContinueDefinition(lines: readonly string[], line: number): boolean {
  return /^[ \t>]*["'(]/.test(lines[line] ?? '') && lines.slice(Math.max(0, line - 2), line).some(holdsLabel);
}

const holdsLabel = (line: string): boolean => line.includes(']:');

export function lineOffsets(source: string): number[] {
  const offsets = [0];
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) offsets.push(at + 1);
  return offsets;
}

interface Walk {
  /** The containers on the way to the leaf, and where the children of each begin. */
  readonly steps: readonly {
    readonly spine: readonly Level[];
    readonly parts: readonly number[];
    readonly quotes: number;
  }[];
  readonly spine: readonly Level[];
  readonly leaf: number;
}

/** From the last block down its last children. */
function walkSpine(tokens: readonly Token[], lines: readonly string[], env: Env): Walk {
  const steps: { spine: readonly Level[]; parts: readonly number[]; quotes: number }[] = [];
  let spine: readonly Level[] = [];
  let at = 0;
  let base = 0;
  let quotes = 0;
  for (;;) {
    const token = tokens[at]!;
    const parts = childrenOf(tokens, at);
    const last = parts.at(-1);
    const level = last === undefined ? undefined : levelOf(tokens, at, parts, base, { lines, quotes, env });
    if (last === undefined || !level) return { steps, spine, leaf: at };
    spine = [...spine, level];
    if (level.type === 'blockquote_open') {
      quotes += 1;
      base = 0;
    } else if (level.type === 'list_item_open') base += level.width;
    steps.push({ spine, parts, quotes });
    if (token.type === 'table_open') return { steps, spine, leaf: at };
    at = last;
  }
}

function levelOf(
  tokens: readonly Token[],
  at: number,
  parts: readonly number[],
  base: number,
  { lines, quotes, env }: { readonly lines: readonly string[]; readonly quotes: number; readonly env: Env },
): Level | undefined {
  const token = tokens[at]!;
  switch (token.type) {
    case 'blockquote_open':
      return { type: token.type };
    case 'bullet_list_open':
    case 'ordered_list_open': {
      const paragraph = tokens.find(
        ({ type, level }, index) => index > at && type === 'paragraph_open' && level === token.level + 2,
      );
      const loose = paragraph ? !paragraph.hidden : isLoose(tokens, parts, lines, quotes, env);
      if (loose === undefined) return undefined;
      const marker = token.type === 'bullet_list_open' ? token.markup : `1${token.markup}`;
      return { type: token.type, marker, loose };
    }
    case 'list_item_open': {
      const starts = env.starts as Map<string, Start>;
      const start = starts.get(`${token.level + 1}:${tokens[parts.at(-1)!]!.map![0]}`);
      return start && { type: token.type, marker: token.info + token.markup, width: start.blockIndent - base };
    }
    case 'table_open': {
      const aligns = tokens
        .slice(at)
        .filter(({ type }) => type === 'th_open')
        .map((cell) => alignments[String(cell.attrGet('align') ?? '')] ?? '-');
      return { type: token.type, aligns };
    }
  }
  return undefined;
}

/** Of a list without a paragraph that would tell; undefined where a definition, which has no token, may decide it. */
function isLoose(
  tokens: readonly Token[],
  items: readonly number[],
  lines: readonly string[],
  quotes: number,
  env: Env,
): boolean | undefined {
  if (Object.keys(env.references ?? {}).length > 0) return undefined;
  const blank = blankLine(quotes);
  const parts = [items, ...items.map((item) => childrenOf(tokens, item))];
  return parts.some((siblings) =>
    siblings.some((sibling, index) => index > 0 && blank.test(lines[tokens[sibling]!.map![0] - 1]!)),
  );
}

function blankLine(quotes: number): RegExp {
  return new RegExp(`^(?:[ \\t]*>){0,${quotes}}[ \\t]*$`);
}

const alignments: Readonly<Record<string, string>> = { left: ':-', right: '-:', center: ':-:' };

/** Where the direct children of a container begin; the body's rows for a table; nothing for a leaf. */
function childrenOf(tokens: readonly Token[], at: number): number[] {
  const token = tokens[at]!;
  const container = /^(blockquote|bullet_list|ordered_list|list_item|table)_open$/.test(token.type);
  if (!container) return [];
  const isTable = token.type === 'table_open';
  const depth = token.level + (isTable ? 2 : 1);
  const children: number[] = [];
  let inBody = !isTable;
  for (let index = at + 1; index < tokens.length; index += 1) {
    const child = tokens[index]!;
    if (child.level <= token.level) break;
    if (child.type === 'tbody_open') inBody = true;
    else if (inBody && child.level === depth && child.nesting >= 0) children.push(index);
  }
  return children;
}

function mark(content: string, afterTight = false): Token {
  return {
    ...{ type: 'mark', tag: '', attrs: null, map: null, nesting: 0, level: 0, children: null, content },
    ...{ markup: '', info: '', meta: { afterTight }, block: true, hidden: true },
  } as unknown as Token;
}
