import { type Env, type MarkdownIt } from 'markdown-it';
import { type Block, type Group, parseGroups, sameBlock } from './blocks';
import { createParser } from './parser';

/**
 * What to do to the shown blocks, in order. Blocks stand one after another in the order of their insertion; a key is
 * never used twice.
 */
export type Change =
  | { readonly type: 'insert'; readonly key: number; readonly block: Block }
  | { readonly type: 'update'; readonly key: number; readonly block: Block }
  /** A code block's lines from line `from` on. */
  | { readonly type: 'lines'; readonly key: number; readonly from: number; readonly lines: readonly string[] }
  | { readonly type: 'remove'; readonly key: number };

export interface MarkdownStream {
  /** More of the text. Costs what the text costs that can still change its meaning, not what came before it. */
  append(text: string): Change[];
  /** The text is complete: after these changes the blocks are those of the whole text parsed at once. */
  end(): Change[];
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

type References = NonNullable<Env['references']>;

let sharedParser: MarkdownIt | undefined;

/**
 * Incremental Markdown: text in, changes of blocks out. Blocks that no later text can change are frozen and their
 * source is let go; only the tail is parsed again. The rules, and why each is needed: a boundary between two blocks is
 * final once the first line of the second is complete, unless the line above belongs to neither. Such a line is a link
 * reference definition, which has no token of its own and may go on in the next line.
 */
export function createMarkdownStream(): MarkdownStream {
  const md = (sharedParser ??= createParser());
  const references: References = Object.create(null) as References;
  /** Frozen blocks that a later definition could change. */
  const frozen: Shown[] = [];
  /** The source from the first line on that can still change its meaning. While a fence is open, its partial line. */
  let tail = '';
  /** The blocks of the tail, as last reported. */
  let shown: Shown[] = [];
  let fence: OpenFence | undefined;
  let heldReturn = '';
  let nextKey = 1;

  return {
    append(text) {
      const whole = heldReturn + text;
      // The other half of a CR LF may be on its way.
      heldReturn = whole.endsWith('\r') ? '\r' : '';
      tail += normalize(heldReturn ? whole.slice(0, -1) : whole);
      const changes: Change[] = [];
      advance(changes);
      return changes;
    },
    end() {
      const changes: Change[] = [];
      tail += normalize(heldReturn);
      heldReturn = '';
      advance(changes);
      if (fence) {
        const lines = tail === '' || fence.closing.test(tail) ? [] : [tail];
        changes.push({ type: 'lines', key: fence.key, from: fence.lines, lines });
        fence = undefined;
      } else if (tail !== '') {
        const env = tentative();
        const groups = parseGroups(md, tail, env);
        show(groups, changes);
        freeze(groups, groups.length, tail, env, changes);
      }
      tail = '';
      shown = [];
      return changes;
    },
  };

  function advance(changes: Change[]): void {
    for (;;) {
      if (fence) {
        if (!feedFence(fence, changes)) return;
        fence = undefined;
        shown = shown.slice(1);
      }
      const env = tentative();
      const groups = parseGroups(md, tail, env);
      show(groups, changes);
      const index = lastBoundary(groups, tail);
      const first = groups[Math.max(index, 0)];
      if (index >= 0) {
        const cut = offsetOfLine(tail, groups[index]!.start);
        freeze(groups, index, tail.slice(0, cut), env, changes);
        tail = tail.slice(cut);
        shown = shown.slice(index);
      }
      fence = first && (index >= 0 || first.start === 0) ? openFence(first) : undefined;
      if (!fence) return;
    }
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
        changes.push({ type: 'update', key: old.key, block });
      }
    });
    for (const { key } of shown.splice(groups.length)) changes.push({ type: 'remove', key });
  }

  /** The first `count` blocks of the tail, whose source is `prefix`, are final. */
  function freeze(groups: readonly Group[], count: number, prefix: string, env: Env, changes: Change[]): void {
    const lines = prefix.split('\n');
    groups.slice(0, count).forEach(({ start, end, block }, index) => {
      if (block.kind === 'code') return;
      const source = lines.slice(start, end).join('\n');
      if (source.includes('[')) frozen.push({ ...shown[index]!, source });
    });
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

  /** Definitions go into an object of their own, or a half-typed address would win for good: the first one counts. */
  function tentative(): Env {
    return { references: Object.create(references) as References };
  }
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
    if (start === 0 || !complete) continue;
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
