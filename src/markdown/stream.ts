import { type MarkdownIt } from 'markdown-it';
import { type Block, type Group, parseGroups, sameBlock } from './blocks';
import { createDefinitions } from './definitions';
import { createLateLinks } from './lateLinks';
import { createOpenFence, type OpenFence } from './openFence';
import { createParser } from './parser';
import { createTail, type Parsed } from './tail';

/**
 * What to do to the shown blocks, in order. Blocks stand one after another in the order of their insertion; a key is
 * never used twice.
 */
export type Change =
  | { readonly type: 'insert'; readonly key: number; readonly block: Block }
  | { readonly type: 'update'; readonly key: number; readonly block: Block }
  /**
   * A block that is still open, from where it is settled on. After an `insert`, `update` or `grow` whose HTML has the
   * mark `to`, see `spine.ts`, all that is shown before it is final; the HTML of the next `grow` opens the same elements
   * again, has the mark `from` where it stood, and what follows takes the place of what followed.
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
}

/** In characters. What is shorter is parsed as a whole: to cut costs more than it saves. */
const settleFrom = 600;

let sharedParser: MarkdownIt | undefined;

/**
 * Incremental Markdown: text in, changes of blocks out. Blocks that no later text can change are frozen and their
 * source is dropped; only the tail is parsed again. A boundary between two blocks or definitions is final once the first
 * line of the second is complete, unless that line may belong to a definition above it.
 *
 * @param least The length, in characters, from which an open block is settled in parts.
 */
export function createMarkdownStream(
  least = settleFrom,
  md: MarkdownIt = (sharedParser ??= createParser()),
): MarkdownStream {
  const definitions = createDefinitions();
  const lateLinks = createLateLinks(md, definitions);
  const tail = createTail(md, least, definitions, lateLinks);
  /** The blocks of the tail, as last reported. */
  let shown: Shown[] = [];
  /** The open fence, if there is one. The tail is a partial line then. */
  let fence: { readonly key: number; readonly open: OpenFence } | undefined;
  let heldReturn = '';
  let nextKey = 1;

  return {
    append(text) {
      const whole = heldReturn + text;
      // The other half of a CR LF may be on its way.
      heldReturn = whole.endsWith('\r') ? '\r' : '';
      const changes: Change[] = [];
      tail.text += normalize(heldReturn ? whole.slice(0, -1) : whole);
      advance(changes);
      relink(text.length, changes);
      return changes;
    },
    end(text = '') {
      const changes: Change[] = [];
      const isWhole = nextKey === 1 && tail.text === '';
      tail.text += normalize(heldReturn + text);
      heldReturn = '';
      if (!isWhole) advance(changes);
      if (fence) {
        changes.push({ type: 'lines', key: fence.key, ...fence.open.end(tail.text) });
        fence = undefined;
        tail.text = '';
      } else if (tail.text !== '' || tail.isOpen()) {
        const parsed = tail.parse(false);
        show(parsed.groups, changes);
        freeze(parsed, Infinity);
      }
      shown = [];
      relink(Infinity, changes);
      return changes;
    },
    openLength: () => tail.text.length,
  };

  function advance(changes: Change[]): void {
    for (;;) {
      if (fence && !feed(fence, changes)) return;
      fence = undefined;
      const parsed = tail.parse(true);
      show(parsed.groups, changes);
      const boundary = tail.boundaryOf(parsed);
      if (boundary > 0) freeze(parsed, boundary);
      const rest = parsed.groups.filter(({ start }) => start >= boundary);
      if (rest[0]?.start === boundary && beginFence(rest[0])) continue;
      if (rest[0]?.block.kind === 'html') settle(rest, changes);
      return;
    }
  }

  /** Reports new lines of the open fence. Returns true if it is closed, and the tail begins after it. */
  function feed({ key, open }: { readonly key: number; readonly open: OpenFence }, changes: Change[]): boolean {
    const { from, lines, left, isClosed } = open.feed(tail.text);
    changes.push({ type: 'lines', key, from, lines });
    tail.text = left;
    if (isClosed) shown = shown.slice(1);
    return isClosed;
  }

  /** Takes over a fence that the tail begins with. */
  function beginFence({ fence: marker, tokens }: Group): boolean {
    const newline = tail.text.indexOf('\n');
    // An indented fence takes its indentation off its lines, tabs and all: that is left to the parser.
    if (!marker || newline < 0 || tail.isOpen() || !tail.text.startsWith(marker)) return false;
    tail.text = tail.text.slice(newline + 1);
    fence = { key: shown[0]!.key, open: createOpenFence(marker, tokens[0]!.info) };
    return true;
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
        const grows = index === 0 && tail.isOpen() && block.kind === 'html';
        changes.push(
          grows ? { type: 'grow', key: old.key, html: block.html } : { type: 'update', key: old.key, block },
        );
      }
    });
    for (const { key } of shown.splice(groups.length)) changes.push({ type: 'remove', key });
  }

  function settle(blocks: readonly Group[], changes: Change[]): void {
    const wasOpen = tail.isOpen();
    const html = tail.settle(blocks);
    if (html === undefined) return;
    const [first] = shown;
    const { key } = first!;
    changes.push(wasOpen ? { type: 'grow', key, html } : { type: 'update', key, block: { kind: 'html', html } });
    // Forces the rest of the block to be reported.
    first!.block = { kind: 'html', html: '' };
    show(tail.parse(true).groups, changes);
  }

  function freeze(parsed: Parsed, boundary: number): void {
    const keys = shown.map(({ key }) => key);
    tail.freeze(parsed, boundary, keys);
    shown = shown.slice(parsed.groups.filter(({ start }) => start < boundary).length);
  }

  /** Reports blocks that new definitions have changed. */
  function relink(length: number, changes: Change[]): void {
    for (const { key, block } of lateLinks.render(length)) changes.push({ type: 'update', key, block });
  }
}

/** The whole text at once: what a stream of it must come to. */
export function parseBlocks(source: string, md: MarkdownIt = (sharedParser ??= createParser())): Block[] {
  return parseGroups(md, normalize(source), {}).map(({ block }) => block);
}

/** As markdown-it does first of all. */
function normalize(text: string): string {
  return text.replace(/\r\n?/g, '\n').replaceAll('\0', '\uFFFD');
}
