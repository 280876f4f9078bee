import { type Env, type MarkdownIt, type Token } from 'markdown-it';
import { type Block, type Group, parseGroups, sameBlock } from './blocks';
import { createParser } from './parser';
import { settledText } from './settledText';
import {
  type Cut,
  findCut,
  fromMark,
  fromText,
  headOf,
  lastParagraph,
  type Level,
  lineOffsets,
  markTail,
  mayContinueDefinition,
  toMark,
  toText,
} from './spine';

/**
 * What to do to the shown blocks, in order. Blocks stand one after another in the order of their insertion; a key is
 * never used twice.
 */
export type Change =
  | { readonly type: 'insert'; readonly key: number; readonly block: Block }
  | { readonly type: 'update'; readonly key: number; readonly block: Block }
  /**
   * A block that is still open, from where it is settled on. After an `insert`, `update` or `grow` whose HTML has the
   * comment `to`, all that is shown before it is final; the HTML of the next `grow` opens the same elements again, has
   * the comment `from` where it stood, and what follows takes the place of what followed.
   */
  | { readonly type: 'grow'; readonly key: number; readonly html: string }
  /** A code block's lines from line `from` on. */
  | { readonly type: 'lines'; readonly key: number; readonly from: number; readonly lines: readonly string[] }
  | { readonly type: 'remove'; readonly key: number };

export interface MarkdownStream {
  /** More of the text. Costs what the text costs that can still change its meaning, not what came before it. */
  append(text: string): Change[];
  /**
   * The text is complete: after these changes the blocks are those of the whole text parsed at once.
   *
   * @param text The last of it. A text that comes whole is parsed once.
   */
  end(text?: string): Change[];
  /** How much of the text can still change its meaning, and so is parsed again with what comes next. UTF-16. */
  openLength(): number;
}

interface Shown {
  readonly key: number;
  block: Block;
  /** Undefined when a link reference definition cannot change the block. */
  source?: string;
}

interface OpenFence {
  readonly key: number;
  readonly closing: RegExp;
  /** A line that begins so may become the closing fence: it is not shown yet. */
  readonly maybeClosing: RegExp;
  /** Complete lines of content so far. */
  lines: number;
}

/** The first block of the tail, when a part of it is settled. */
interface Open {
  /** The source of that part. */
  source: string;
  head: string;
  spine: readonly Level[];
}

/** In characters. What is shorter is parsed as a whole: to cut costs more than it saves. */
const settleFrom = 600;

type References = NonNullable<Env['references']>;

let sharedParser: MarkdownIt | undefined;

/**
 * Incremental Markdown: text in, changes of blocks out. Blocks that no later text can change are frozen and their
 * source is let go; only the tail is parsed again. The rules, and why each is needed: a boundary between two blocks is
 * final once the first line of the second is complete, unless the line above belongs to neither. Such a line is a link
 * reference definition, which has no token of its own and may go on in the next line.
 */
export function createMarkdownStream(least = settleFrom): MarkdownStream {
  const md = (sharedParser ??= createParser());
  const references: References = Object.create(null) as References;
  /** Frozen blocks that a later definition could change. */
  const frozen: Shown[] = [];
  /** The source from the first line on that can still change its meaning. While a fence is open, its partial line. */
  let tail = '';
  /** The blocks of the tail, as last reported. */
  let shown: Shown[] = [];
  let fence: OpenFence | undefined;
  let open: Open | undefined;
  /** How long the tail must be for the next attempt to settle a part of it. */
  let nextAttempt = least;
  /** The source has the characters that stand for marks in text. */
  let textHasMarks = false;
  let heldReturn = '';
  let nextKey = 1;

  return {
    append(text) {
      const whole = heldReturn + text;
      // The other half of a CR LF may be on its way.
      heldReturn = whole.endsWith('\r') ? '\r' : '';
      const changes: Change[] = [];
      add(normalize(heldReturn ? whole.slice(0, -1) : whole));
      advance(changes);
      return changes;
    },
    end(text = '') {
      const changes: Change[] = [];
      const isWhole = nextKey === 1 && tail === '';
      add(normalize(heldReturn + text));
      heldReturn = '';
      if (!isWhole) advance(changes);
      if (fence) {
        const lines = tail === '' || fence.closing.test(tail) ? [] : [tail];
        changes.push({ type: 'lines', key: fence.key, from: fence.lines, lines });
        fence = undefined;
      } else if (tail !== '' || open) {
        const env = tentative();
        const groups = parseTail(env);
        show(groups, changes);
        freeze(groups, groups.length, head() + tail, env, changes);
      }
      tail = '';
      shown = [];
      open = undefined;
      return changes;
    },
    openLength: () => tail.length,
  };

  function advance(changes: Change[]): void {
    for (;;) {
      if (fence) {
        if (!feedFence(fence, changes)) return;
        fence = undefined;
        shown = shown.slice(1);
      }
      const env = unfinished();
      const groups = parseTail(env);
      show(groups, changes);
      const source = head() + tail;
      const index = lastBoundary(groups, source);
      const first = groups[Math.max(index, 0)];
      if (index >= 0) {
        const boundary = offsetOfLine(source, groups[index]!.start);
        freeze(groups, index, source.slice(0, boundary), env, changes);
        tail = source.slice(boundary);
        shown = shown.slice(index);
        open = undefined;
        nextAttempt = least;
      }
      fence = first && !open && (index >= 0 || first.start === 0) ? openFence(first) : undefined;
      if (fence) continue;
      if (tail.length >= nextAttempt && shown[0]?.block.kind === 'html') settle(changes);
      return;
    }
  }

  function head(): string {
    return open?.head ?? '';
  }

  function add(text: string): void {
    tail += text;
    if (textHasMarks || !/[\uE000\uE001]/.test(text)) return;
    textHasMarks = true;
    if (open) reopen();
  }

  /** Takes back what was settled of the open block. */
  function reopen(): void {
    tail = open!.source + tail;
    open = undefined;
    nextAttempt = Math.max(least, 2 * tail.length);
  }

  /** The blocks of the tail; the first one from where it is settled on. */
  function parseTail(env: Env): Group[] {
    if (open) {
      const groups = parseGroups(md, open.head + tail, env);
      const tokens = groups[0] && !turnsParagraph(open, tail) ? markTail([...groups[0].tokens], open.spine) : undefined;
      if (tokens) return [{ ...groups[0]!, block: htmlOf(tokens, env) }, ...groups.slice(1)];
      reopen();
      // What that parse took for definitions may be none.
      env.references = tentative().references;
    }
    return parseGroups(md, tail, env);
  }

  function htmlOf(tokens: readonly Token[], env: Env): Block {
    const html = md.renderer.render([...tokens], md.options, env);
    return { kind: 'html', html: textHasMarks ? html : html.replace(fromText, fromMark).replace(toText, toMark) };
  }

  /** Lets go of the part of the open block that nothing can change any more, if there is one. */
  function settle(changes: Change[]): void {
    nextAttempt = tail.length + Math.max(least, tail.length >> 3);
    const found = textHasMarks ? blockCut() : (textCut() ?? blockCut());
    if (!found) return;
    const { cut, source, env } = found;
    const groups = parseGroups(md, source, env);
    const first = groups[0];
    if (!first) return;
    let tokens: Token[] | undefined = cut.mark ? cut.mark([...first.tokens]) : [...first.tokens];
    if (open) tokens = markTail(tokens, open.spine);
    if (!tokens) return;
    const block = htmlOf(tokens, env);
    if (block.kind !== 'html' || !block.html.includes(toMark)) return;
    const { key } = shown[0]!;
    changes.push(open ? { type: 'grow', key, html: block.html } : { type: 'update', key, block });
    // What is shown of the blocks behind stays; they are compared again below.
    const offset = cut.offset - head().length;
    const settled = tail.slice(0, offset);
    const known = Object.keys(references).length;
    define(head() + settled, env, changes);
    open = { source: (open?.source ?? '') + settled, head: cut.head, spine: cut.spine };
    tail = tail.slice(offset);
    shown[0]!.block = { kind: 'html', html: '' };
    nextAttempt = Math.max(least, tail.length + (least >> 1));
    if (known !== Object.keys(references).length && open.source.includes('[')) reopen();
    show(parseTail(unfinished()), changes);
  }

  /** A cut between the complete lines. */
  function blockCut(): { cut: Cut; source: string; env: Env } | undefined {
    const source = head() + tail;
    const complete = source.slice(0, source.lastIndexOf('\n') + 1);
    const env = tentative();
    env.starts = new Map();
    const first = parseGroups(md, complete, env)[0];
    if (!first || (open && !markTail([...first.tokens], open.spine))) return undefined;
    const cut = findCut(first.tokens, complete, head().length, env);
    return cut && { cut, source, env: { references: env.references } };
  }

  /** A cut in the text of a paragraph. */
  function textCut(): { cut: Cut; source: string; env: Env } | undefined {
    const source = head() + tail;
    const env = tentative();
    env.starts = new Map();
    const groups = parseGroups(md, source, env);
    const last = groups.length === 1 ? lastParagraph(groups[0]!.tokens, source, env) : undefined;
    if (!last || last.inline.content.length < least) return undefined;
    const { content, map } = last.inline;
    if (mayContinueDefinition(source.split('\n'), map![0])) return undefined;
    const at = settledText(md, content, env);
    if (at < 2) return undefined;
    const contentLines = content.split('\n');
    const line = content.slice(0, at).split('\n').length - 1;
    const offsets = lineOffsets(source);
    // Counted from its end: the marker of a task, and the line that it may stand on alone, are not part of the content.
    const sourceLine = map![1] - contentLines.length + line;
    const sourceText = source.slice(offsets[sourceLine], offsets[sourceLine + 1]).trimEnd();
    const column = at - (content.lastIndexOf('\n', at - 1) + 1);
    const offset = offsets[sourceLine]! + sourceText.length - contentLines[line]!.trimEnd().length + column;
    const spine = last.spine;
    const following = source.slice(offset);
    if (offset <= head().length || turnsParagraph({ source: '', head: '', spine }, following)) return undefined;
    return {
      cut: { head: headOf(spine), spine, offset },
      source: source.slice(0, offset) + toText + following,
      env: { references: env.references },
    };
  }

  /** Takes over a fence that the tail begins with: from here on its lines bypass the parser. */
  function openFence({ fence: marker }: Group): OpenFence | undefined {
    const newline = tail.indexOf('\n');
    // An indented fence takes its indentation off its lines, tabs and all: that is left to the parser.
    if (!marker || newline < 0 || !tail.startsWith(marker)) return undefined;
    tail = tail.slice(newline + 1);
    const [char, size] = [marker[0]!, marker.length];
    return {
      key: shown[0]!.key,
      closing: new RegExp(`^ {0,3}${char}{${size},}[ \\t]*$`),
      maybeClosing: new RegExp(`^ {0,3}(${char}*|${char}{${size},}[ \\t]*)$`),
      lines: 0,
    };
  }

  /** Reports the lines that have come; true when the fence is closed and the tail begins after it. */
  function feedFence(open: OpenFence, changes: Change[]): boolean {
    const lines = tail.split('\n');
    const closedAt = lines.findIndex((line, index) => index < lines.length - 1 && open.closing.test(line));
    const closed = closedAt >= 0;
    const complete = closed ? lines.slice(0, closedAt) : lines.slice(0, -1);
    const partial = closed ? '' : lines[lines.length - 1]!;
    const visible = open.maybeClosing.test(partial) ? complete : [...complete, partial];
    changes.push({ type: 'lines', key: open.key, from: open.lines, lines: visible });
    open.lines += complete.length;
    tail = closed ? lines.slice(closedAt + 1).join('\n') : partial;
    return closed;
  }

  /** Reports how the tail's blocks differ from what is shown of them. */
  function show(groups: readonly Group[], changes: Change[]): void {
    groups.forEach(({ block }, index) => {
      const old = shown[index];
      if (!old) {
        shown.push({ key: nextKey, block });
        changes.push({ type: 'insert', key: nextKey, block });
        nextKey += 1;
      } else if (!sameBlock(old.block, block)) {
        old.block = block;
        const grows = index === 0 && open && block.kind === 'html';
        changes.push(
          grows ? { type: 'grow', key: old.key, html: block.html } : { type: 'update', key: old.key, block },
        );
      }
    });
    for (const { key } of shown.splice(groups.length)) changes.push({ type: 'remove', key });
  }

  /** The first `count` blocks of the tail, whose source is `prefix`, are final. */
  function freeze(groups: readonly Group[], count: number, prefix: string, env: Env, changes: Change[]): void {
    const lines = prefix.split('\n');
    groups.slice(0, count).forEach(({ start, end, block }, index) => {
      if (block.kind === 'code') return;
      // With the end of its last line: without it, an empty line that code ends with would go.
      const rest = lines.slice(start, end).join('\n') + (end < lines.length ? '\n' : '');
      const source = index === 0 && open ? open.source + rest.slice(open.head.length) : rest;
      if (source.includes('[')) frozen.push({ ...shown[index]!, source });
    });
    define(prefix, env, changes);
  }

  /** Takes over the definitions of `prefix`, which are final, and renders again what they change. */
  function define(prefix: string, env: Env, changes: Change[]): void {
    if (Object.keys(env.references ?? {}).length === 0) return;
    // The tail holds definitions. Those of the prefix are final; the others may yet turn out not to be any, and blocks
    // that were parsed together with them must not keep their links.
    const own = tentative();
    md.block.parse(prefix, md, own, []);
    Object.assign(references, own.references);
    for (const old of frozen) {
      const block = parseGroups(md, old.source!, tentative())[0]?.block;
      if (!block || sameBlock(block, old.block)) continue;
      old.block = block;
      changes.push({ type: 'update', key: old.key, block });
    }
  }

  /** For what is shown while more may come. */
  function unfinished(): Env {
    return { ...tentative(), unfinished: true };
  }

  /** Definitions go into an object of their own, or a half-typed address would win for good: the first one counts. */
  function tentative(): Env {
    return { references: Object.create(references) as References };
  }
}

/** True when the line after a cut in text may make a heading or a table of what is before it. */
function turnsParagraph({ spine }: Open, rest: string): boolean {
  if (spine.at(-1)?.type !== 'paragraph_open') return false;
  return /^[^\n]*\n[ \t>]*(?:=|[-:|][-:| \t]*(?:\n|$))/.test(rest);
}

/** The whole text at once: what a stream of it must come to. */
export function parseBlocks(source: string): Block[] {
  return parseGroups((sharedParser ??= createParser()), normalize(source), {}).map(({ block }) => block);
}

/** The last block that all before it are final at: its index, or -1. */
function lastBoundary(groups: readonly Group[], source: string): number {
  const lines = source.split('\n');
  for (let index = groups.length - 1; index >= 0; index -= 1) {
    const { start } = groups[index]!;
    const complete = start < lines.length - 1;
    if (start === 0 || !complete || mayContinueDefinition(lines, start)) continue;
    if (/^[ \t]*$/.test(lines[start - 1]!) || (groups[index - 1]?.end ?? 0) >= start) return index;
  }
  return -1;
}

function offsetOfLine(source: string, line: number): number {
  let offset = 0;
  for (let count = 0; count < line; count += 1) offset = source.indexOf('\n', offset) + 1;
  return offset;
}

/** As markdown-it does first of all. */
function normalize(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
}
