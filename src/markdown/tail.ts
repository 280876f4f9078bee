import { type MarkdownIt, type Token } from 'markdown-it';
import { type Group, labelsIn, parseGroups } from './blocks';
import { type Cut, findCut, findTextCut, lineOffsets, turnsParagraph } from './cut';
import { type Definitions, mayContinueDefinition } from './definitions';
import { type ParseEnv } from './env';
import { type LateLinks } from './lateLinks';
import { isMarked, type Level, markTail } from './spine';

/** The result of parsing a source. */
export interface Parsed {
  readonly source: string;
  readonly groups: readonly Group[];
  readonly env: ParseEnv;
}

/** The end of a source, whose meaning can still change. */
export interface Tail {
  /** Without the settled part of an open block. */
  text: string;
  /** Whether part of the first block is settled. */
  isOpen(): boolean;
  /** @param unfinished Renders unclosed markup at the end as if it were closed. */
  parse(unfinished: boolean): Parsed;
  /** Returns the last line above which everything is final; 0 if there is none. */
  boundaryOf(parsed: Parsed): number;
  /** Drops everything above a boundary. `keys` are those of the blocks. */
  freeze(parsed: Parsed, boundary: number, keys: readonly number[]): void;
  /** Drops the part of the open block that can no longer change. Returns the block's HTML with a mark at its end. */
  settle(blocks: readonly Group[]): string | undefined;
}

/** The first block, if part of it is settled. */
interface Open {
  /** The source of the settled part. */
  readonly source: string;
  readonly head: string;
  readonly spine: readonly Level[];
  /** Undefined labels that it looks up. */
  readonly labels: Set<string>;
  /** It contains links whose definitions are not final. */
  readonly isStale: boolean;
}

/** @param least The length, in characters, from which an open block is settled in parts. */
export function createTail(md: MarkdownIt, least: number, definitions: Definitions, lateLinks: LateLinks): Tail {
  let text = '';
  let open: Open | undefined;
  /** The length of the tail from which the next attempt to settle a part is made, and one within a text. */
  let nextAttempt = least;
  let nextTextAttempt = least;
  /** The length of the open block when its settled part was last taken back. */
  let reopenedAt = 0;

  return {
    get text() {
      return text;
    },
    set text(next) {
      text = next;
    },
    isOpen: () => open !== undefined,
    parse: (unfinished) => parseTail({ unfinished }),
    boundaryOf,
    freeze(parsed, boundary, keys) {
      watchLinks(parsed, boundary, keys);
      text = parsed.source.slice(lineOffsets(parsed.source)[boundary] ?? Infinity);
      open = undefined;
      nextAttempt = nextTextAttempt = least;
      reopenedAt = 0;
    },
    settle(blocks) {
      const hasSegments = blocks.length === 1 && blocks[0]!.tokens.some(({ children }) => children?.some(isSegment));
      const found = (hasSegments && text.length >= nextTextAttempt && textCut()) || blockCut();
      if (!found) return undefined;
      const { cut, parsed } = found;
      const all = cut.mark([...parsed.groups[0]!.tokens]);
      const tokens = open ? markTail(all, open.spine) : all;
      const html = tokens && render(tokens, parsed.env);
      if (!html || !isMarked(html)) return undefined;
      open = letGo(cut, parsed);
      nextAttempt = Math.max(least, text.length + (least >> 1));
      nextTextAttempt = least;
      return html;
    },
  };

  function head(): string {
    return open?.head ?? '';
  }

  /** Parses a source that begins with the head. */
  function parse(source: string, settings: ParseEnv = {}): Parsed {
    const env = Object.assign(definitions.tentative(), settings);
    const last = open?.spine.at(-1);
    if (last?.type === 'paragraph_open') env.restMark = last.mark;
    return { source, groups: parseGroups(md, source, env), env };
  }

  /** Returns HTML for the first block only from its settled part on. */
  function parseTail(settings: ParseEnv): Parsed {
    const parsed = parse(head() + text, settings);
    if (!open) return parsed;
    const [first, ...others] = parsed.groups;
    const tokens = first && !turnsParagraph(open.spine, text) ? markTail([...first.tokens], open.spine) : undefined;
    if (!tokens) {
      reopen(open);
      return parse(text, settings);
    }
    const block = { kind: 'html', html: render(tokens, parsed.env) } as const;
    return { ...parsed, groups: [{ ...first!, block }, ...others] };
  }

  /** Takes back the settled part. */
  function reopen({ source }: Open): void {
    text = source + text;
    open = undefined;
    // This costs as much as the whole block. If it happens often, not settling anything for a while is cheaper.
    const isFrequent = text.length < 2 * reopenedAt;
    reopenedAt = text.length;
    nextAttempt = nextTextAttempt = isFrequent ? Math.max(least, 2 * text.length) : least;
  }

  function render(tokens: readonly Token[], env: ParseEnv): string {
    return md.renderer.render([...tokens], md.options, env);
  }

  /** A cut inside the last text. */
  function textCut(): { readonly cut: Cut; readonly parsed: Parsed } | undefined {
    const parsed = parseTail({ unfinished: true, starts: new Map() });
    const { groups, source, env } = parsed;
    const cut = findTextCut(groups[0]!.tokens, source, open?.spine ?? [], least >> 1, env);
    return cut && cut.offset > head().length ? { cut, parsed } : undefined;
  }

  /** A cut between complete lines. */
  function blockCut(): { readonly cut: Cut; readonly parsed: Parsed } | undefined {
    if (text.length < nextAttempt) return undefined;
    nextAttempt = text.length + Math.max(least, text.length >> 3);
    const source = head() + text;
    const complete = source.slice(0, source.lastIndexOf('\n') + 1);
    const { groups, env } = parse(complete, { starts: new Map() });
    const first = groups[0];
    if (!first || (open && !markTail([...first.tokens], open.spine))) return undefined;
    const cut = findCut(first.tokens, complete, head().length, env);
    return cut && { cut, parsed: parse(source) };
  }

  /** Drops everything before a cut. */
  function letGo({ head: nextHead, spine, offset }: Cut, { source, groups, env }: Parsed): Open {
    const length = offset - head().length;
    const before = (open?.source ?? '') + text.slice(0, length);
    text = text.slice(length);
    lateLinks.defined(definitions.settle(env, source.slice(0, offset).split('\n').length - 1));
    const labels = open?.labels ?? new Set();
    const fresh = labelsIn(groups[0]!.tokens).filter((label) => !definitions.has(label));
    for (const label of fresh) labels.add(label);
    const isStale = open?.isStale === true || fresh.some((label) => label in env.found!);
    return { source: before, head: nextHead, spine, labels, isStale };
  }

  /** Registers the blocks above a boundary whose links depend on definitions that may follow. */
  function watchLinks({ source, groups, env }: Parsed, boundary: number, keys: readonly number[]): void {
    lateLinks.defined(definitions.settle(env, boundary));
    const lines = source.split('\n');
    groups.forEach(({ start, end, block, tokens }, index) => {
      if (start >= boundary || block.kind === 'code') return;
      const opened = index === 0 ? open : undefined;
      const known = [...(opened?.labels ?? [])];
      const labels = [...known, ...labelsIn(tokens)].filter((label) => !definitions.has(label));
      const isStale =
        opened?.isStale === true || known.some(definitions.has) || labels.some((label) => label in env.found!);
      if (labels.length === 0 && !isStale) return;
      // With the end of its last line: without it, an empty line that code ends with would go.
      const rest = lines.slice(start, end).join('\n') + (end < lines.length ? '\n' : '');
      const whole = opened ? opened.source + rest.slice(opened.head.length) : rest;
      lateLinks.watch({ key: keys[index]!, block, source: whole }, labels, isStale);
    });
  }
}

function boundaryOf({ source, groups, env }: Parsed): number {
  const lines = source.split('\n');
  // A table is recognized by its second line.
  const begun = groups.map(({ start, tokens }) => ({
    start,
    known: start + (tokens[0]!.type === 'table_open' ? 1 : 0),
  }));
  const defined = env.definitions!.filter(({ level }) => level === 0).map(({ start }) => ({ start, known: start }));
  const final = [...begun, ...defined].filter(
    ({ start, known }) => known < lines.length - 1 && !mayContinueDefinition(lines, start),
  );
  return Math.max(0, ...final.map(({ start }) => start));
}

function isSegment({ type, meta }: Token): boolean {
  return type === 'segment' && meta !== null;
}
