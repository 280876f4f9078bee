import { type Token } from 'markdown-it';
import { mayBecomeDefinition, mayContinueDefinition } from './definitions';
import { type ParseEnv } from './env';
import { type OpenFences } from './nestedFences';
import { type Segment } from './segments';
import { blockMarks, headOf, restOfWordMark, isRest, type Level, mark, restMark, textMarks } from './spine';

/** A split of an open block into a part that can no longer change, and the tail. */
export interface Cut {
  readonly head: string;
  readonly spine: readonly Level[];
  /** Where in the parsed source the tail begins. */
  readonly offset: number;
  /** Puts the mark of the cut into the tokens it was found in. */
  readonly mark: (tokens: Token[]) => Token[];
}

/** The deepest place at which an open block can be cut. Every line of `source` is complete. */
export function findCut(tokens: readonly Token[], source: string, headLength: number, env: ParseEnv): Cut | undefined {
  const lines = source.split('\n');
  const walk = walkSpine(tokens, lines, env);
  const offsets = lineOffsets(source);
  let best: Cut | undefined;
  const offer = (line: number, spine: readonly Level[], marked: Cut['mark']): void => {
    const offset = offsets[line]!;
    if (offset > headLength) best = { head: headOf(spine), spine, offset, mark: marked };
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
    offer(line, settled, (all) => [...all.slice(0, last), mark(blockMarks.to), ...all.slice(last)]);
  }
  const leaf = tokens[walk.leaf]!;
  if (leaf.type === 'fence' || leaf.type === 'code_block') {
    const settled = leaf.content.split('\n').length - 2;
    const start = env.starts!.get(`${leaf.level}:${leaf.map![0]}`);
    if (settled > 1 && start) {
      const level: Level =
        leaf.type === 'fence'
          ? { type: 'fence', indent: start.indent - start.blockIndent, openers: openersOf(leaf, settled) }
          : { type: 'code_block' };
      const line = leaf.map![0] + settled + (leaf.type === 'fence' ? 1 : 0);
      offer(line, [...walk.spine, level], (all) => {
        all[walk.leaf]!.meta = { ...all[walk.leaf]!.meta, to: settled };
        return all;
      });
    }
  }
  return best;
}

/** The opening lines of a fenced block, and of the blocks in it that are still open after `lines` lines. */
function openersOf({ markup, info, meta }: Token, lines: number): string[] {
  const changes = (meta?.fences ?? []) as readonly OpenFences[];
  return [markup + info, ...(changes.findLast(({ from }) => from <= lines)?.open ?? [])];
}

/**
 * Returns a cut at the end of a segment of the last text.
 *
 * @param open The spine of the settled part, if there is one.
 * @param patience Lines shorter than this are cut only once the next line is known to be text.
 */
export function findTextCut(
  tokens: readonly Token[],
  source: string,
  open: readonly Level[],
  patience: number,
  env: ParseEnv,
): Cut | undefined {
  const lines = source.split('\n');
  const walk = walkSpine(tokens, lines, env);
  const inline = tokens[walk.leaf + 1];
  if (tokens[walk.leaf]!.type !== 'paragraph_open' || !inline) return undefined;
  const last = open.at(-1);
  const before = last?.type === 'paragraph_open' && isRest(inline, last) ? last : undefined;
  if (!before && (mayBecomeDefinition(inline.content) || mayContinueDefinition(lines, inline.map![0])))
    return undefined;
  for (const end of inline.children!.filter(({ type, meta }) => type === 'segment' && meta).reverse()) {
    const segment = end.meta!.segment as Segment;
    const place = placeOf(segment.end + (before ? before.mark.length : 0), inline, lines);
    if (mayTurn(lines, place, patience)) continue;
    const spine = [
      ...walk.spine,
      {
        type: 'paragraph_open',
        mark: segment.inWord ? restOfWordMark : restMark,
        known: Math.max(segment.known, before?.known ?? 0) - segment.end,
      } as const,
    ];
    return {
      head: headOf(spine),
      spine,
      offset: lineOffsets(source)[place.line]! + place.column,
      mark(all) {
        end.content = textMarks.to;
        return all;
      },
    };
  }
  return undefined;
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/** Returns the position in the source of a position in a paragraph's text. */
function placeOf(at: number, { content, map }: Token, lines: readonly string[]): Place {
  const textLines = content.split('\n');
  const index = content.slice(0, at).split('\n').length - 1;
  const textColumn = at - (content.lastIndexOf('\n', at - 1) + 1);
  // Counted from the end: the marker of a task, and a line with only the marker, are not part of the text.
  const line = map![1] - textLines.length + index;
  return { line, column: lines[line]!.trimEnd().length - textLines[index]!.trimEnd().length + textColumn };
}

/**
 * Whether the line of a cut may turn out not to be text, or may be turned into a heading or a table by the next line.
 * If a line that arrives later does so, the cut is taken back and the block is parsed as a whole.
 */
function mayTurn(lines: readonly string[], { line, column }: Place, patience: number): boolean {
  const own = lines[line]!;
  const isComplete = line < lines.length - 1;
  if (!isText(own.slice(0, column)) && !(isComplete && own.trimEnd().length <= column)) return true;
  const next = lines[line + 1] ?? '';
  const isKnown = line + 1 < lines.length - 1 || isText(next);
  return underlines.test(next) || (!isKnown && own.length < patience);
}

/** Whether a line that begins like this is text, and cannot become a marker, fence, rule, underline or delimiter row. */
function isText(line: string): boolean {
  const begun = line.replace(/^[\s>]+/, '');
  return /[^-_*+=:|\s\d.)`~#]/.test(begun) || (begun.length > longestMarker && /[^-_*+=:|\s]/.test(begun));
}

const longestMarker = '123456789.'.length;

/** Lines, complete or not, that turn the line above into a heading or a table. */
const underlines = /^[ \t>]*(?:=+[ \t]*$|(?=[-:|])(?=[^-]*-)[-:|][-:| \t]*$)/;

/** Whether the line after a cut inside a text turns the paragraph into a heading or a table. */
export function turnsParagraph(spine: readonly Level[], tail: string): boolean {
  return spine.at(-1)?.type === 'paragraph_open' && underlines.test(tail.split('\n', 2)[1] ?? '');
}

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
function walkSpine(tokens: readonly Token[], lines: readonly string[], env: ParseEnv): Walk {
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
  { lines, quotes, env }: { readonly lines: readonly string[]; readonly quotes: number; readonly env: ParseEnv },
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
      const start = env.starts!.get(`${token.level + 1}:${tokens[parts.at(-1)!]!.map![0]}`);
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
  env: ParseEnv,
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
