/** A block of a reply while it grows by deltas. */
import type { Redactor } from './redact';
import type { ContentBlock, Update } from './types';

/** What is known of a block beside its content. */
export interface OpenBlock {
  /** In `message.content`. */
  readonly position: number;
  /** The server's own number for it. Servers number as they like: it may be used again, or not be the position. */
  readonly index: number;
  readonly block: ContentBlock;
  /** JSON of the input as far as it came. Appended to, never parsed before the end: the cost is linear. */
  json: string;
  stopped: boolean;
  /**
   * Ends of what was appended that may begin a key. They are kept back until that can be told, whatever comes between and
   * also after the block's stop: more text for the block would complete the key.
   */
  readonly held: Partial<Record<Appended, string>>;
  /** Of a text: the text directly before it. Servers cut a text in two where what it cites changes. */
  readonly before: OpenBlock | undefined;
  /** Characters at the beginning of the held text that are the end of the text before: a key may begin there. */
  borrowed: number;
}

const appended = ['text', 'thinking', 'json'] as const;

/** What grows by deltas. */
type Appended = (typeof appended)[number];

/** What can be told of a piece, and of what was kept back before it. */
export function toldOf(redactor: Redactor, open: OpenBlock, member: Appended, piece: string): string {
  const { held } = open;
  if (member === 'text' && open.before && held.text === undefined) borrow(open, open.before);
  const before = held[member];
  if (!before && redactor.isClear(piece)) return piece;
  const { told, held: rest } = redactor.piece(before ?? '', piece);
  if (before !== undefined || rest !== '') held[member] = rest;
  return member === 'text' && open.borrowed > 0 ? ownPart(open, before!, told) : told;
}

function borrow(open: OpenBlock, from: OpenBlock): void {
  // A loop, here and below: a server may send any number of empty blocks.
  let before = from;
  while (before.before && before.block['text'] === '' && !before.held.text) before = before.before;
  open.held.text = before.held.text ?? '';
  open.borrowed = open.held.text.length;
}

/**
 * What of a text that can be told is the block's own. Where a key begins in the text before, that ends where the key
 * begins.
 *
 * @param held what was held, of which the first characters are borrowed
 */
function ownPart(open: OpenBlock, held: string, told: string): string {
  const borrowed = held.slice(0, open.borrowed);
  if (told.length < borrowed.length && borrowed.startsWith(told)) {
    open.borrowed -= told.length;
    return '';
  }
  open.borrowed = 0;
  if (told.startsWith(borrowed)) return told.slice(borrowed.length);
  let same = 0;
  while (told[same] === borrowed[same]) same += 1;
  if (open.before) shorten(open.before, borrowed, same);
  return told.slice(same);
}

/** Leaves of the end of a held text only the first characters; not where more has come to it meanwhile. */
function shorten(from: OpenBlock, end: string, left: number): void {
  let open = from;
  while (open.before && !open.held.text) open = open.before;
  const { text = '' } = open.held;
  if (!text.endsWith(end)) return;
  const length = text.length - end.length + left;
  if (open.before && length < open.borrowed) shorten(open.before, text.slice(0, open.borrowed), length);
  open.held.text = text.slice(0, length);
  open.borrowed = Math.min(open.borrowed, length);
}

/** Appends what can be told. */
export function append(open: OpenBlock, member: Appended, text: string): readonly Update[] {
  if (text === '') return nothing;
  const { block, position } = open;
  if (member === 'json') {
    open.json += text;
    return [{ type: 'input', index: position, text }];
  }
  const before = block[member];
  block[member] = (typeof before === 'string' ? before : '') + text;
  return [{ type: member, index: position, text }];
}

/** No more events will come: what was kept back is told. */
export function releaseHeld(blocks: readonly OpenBlock[], redactor: Redactor): readonly Update[] {
  // From the end: what begins in the text before is told of there.
  const updates = blocks.toReversed().map((open) => appended.flatMap((member) => release(open, member, redactor)));
  return updates.reverse().flat();
}

function release(open: OpenBlock, member: Appended, redactor: Redactor): readonly Update[] {
  const held = open.held[member] ?? '';
  open.held[member] = '';
  const text = redactor.text(held);
  return append(open, member, member === 'text' && open.borrowed > 0 ? ownPart(open, held, text) : text);
}

const nothing: readonly Update[] = [];
