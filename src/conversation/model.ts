import type { ContentBlock } from '../messages/types';
import type { Instructions } from './instructions';
import type { OptionOverrides } from './options';
import type { LogRecord, StoredDraft, Turn } from './records';

export type { Chip, LogRecord, SentHead, StoredDraft, StoredError, SummaryOf, Turn } from './records';

/** A tree of turns; the active leaf picks the branch that is shown and sent. */
export interface Conversation {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly updated: number;
  /** Where it began: the name of a workspace; undefined in an empty window, and before this was kept. */
  readonly workspace?: string;
  /** The URIs of its folders and of its file; undefined in an empty window, and before this was kept. */
  readonly places?: readonly string[];
  readonly pinned: boolean;
  /** Not listed any more, and gone for good when nobody takes that back. */
  readonly deleted: boolean;
  /** What is asked for in this conversation, over the settings. */
  readonly options: OptionOverrides;
  /** The workspace's instructions as they go along; `null` when the person leaves them out, undefined until then. */
  readonly instructions?: Instructions | null;
  /** A newer version of Aside has written to it: it can be read, and is not written to. */
  readonly newer: boolean;
  /** The time of the last record that was applied; what is written next is no older. */
  readonly clock: number;
  /** When what only the last writer decides was set. */
  readonly setAt: Readonly<
    Partial<Record<'title' | 'leaf' | 'draft' | 'options' | 'instructions' | 'pinned' | 'deleted', number>>
  >;
  readonly turns: ReadonlyMap<string, Turn>;
  readonly leaf: string | null;
  readonly draft: StoredDraft;
}

/** The version of the log's format: a log with a higher one was written by a newer version of Aside. */
export const logVersion = 2;
/**
 * What a log says at first, so that older versions of Aside can go on with it. It says `logVersion` before the first
 * draft that names attachments, which those cannot read.
 */
export const firstLogVersion = 1;

/**
 * Records of one window, each later than the one before it and than `clock`, whatever its own clock said meanwhile: what
 * only one can decide goes by the time.
 *
 * @param step ms between two of the same moment
 */
export function inOrder(records: readonly LogRecord[], clock = -Infinity, step = 1): LogRecord[] {
  let last = clock;
  return records.map((record) => {
    last = record.at > last ? record.at : last + step;
    return record.at === last ? record : { ...record, at: last };
  });
}

export function emptyConversation(id: string, at: number): Conversation {
  return {
    id,
    title: '',
    created: at,
    updated: at,
    pinned: false,
    deleted: false,
    options: {},
    newer: false,
    clock: at,
    setAt: {},
    turns: new Map(),
    leaf: null,
    draft: { text: '', chips: [] },
  };
}

/**
 * The conversation after one change. The map of turns is extended in place: a change costs its own size.
 *
 * Changes of several windows may come in any order that keeps each window's own: the last one by its time decides what
 * only one can decide.
 */
export function applyRecord(before: Conversation, record: LogRecord): Conversation {
  const conversation = record.at > before.clock ? { ...before, clock: record.at } : before;
  const turns = conversation.turns as Map<string, Turn>;
  switch (record.t) {
    case 'open':
      return {
        ...conversation,
        workspace: conversation.workspace ?? record.workspace,
        places: conversation.places ?? record.places,
        newer: conversation.newer || record.v > logVersion,
      };
    case 'begin': {
      // A later `done` may have come first, from another window's log with a clock of its own.
      const { id, sent } = record.turn;
      const known = turns.get(id);
      if (!known) turns.set(id, record.turn);
      else if (sent && !known.sent) turns.set(id, { ...known, sent });
      return set(grown(conversation, record.at), 'leaf', id, record.at);
    }
    case 'text': {
      const turn = turns.get(record.id);
      const says = record.block !== undefined || Boolean(record.x);
      if (says && turn?.state === 'streaming') turns.set(turn.id, { ...turn, content: withText(turn.content, record) });
      return conversation;
    }
    case 'done': {
      const { id, sent } = record.turn;
      const begun = turns.get(id)?.sent;
      turns.set(id, begun && !sent ? { ...record.turn, sent: begun } : record.turn);
      return grown(conversation, record.at);
    }
    case 'title':
      if (!record.auto) return set(conversation, 'title', record.title, record.at);
      return conversation.title === '' ? { ...conversation, title: record.title } : conversation;
    case 'leaf':
      return set(conversation, 'leaf', record.id, record.at);
    case 'draft':
      return set(conversation, 'draft', record.draft, record.at);
    case 'words':
      return set(conversation, 'draft', { ...conversation.draft, text: record.text }, record.at);
    case 'options':
      return set(conversation, 'options', record.options, record.at);
    case 'instructions':
      return set(conversation, 'instructions', record.instructions, record.at);
    case 'pin':
      return set(conversation, 'pinned', record.pinned, record.at);
    case 'delete':
      return set(conversation, 'deleted', record.deleted, record.at);
  }
}

/** Something was said: also after another window has deleted the conversation, which is back with it. */
function grown(conversation: Conversation, at: number): Conversation {
  return set({ ...conversation, updated: Math.max(conversation.updated, at) }, 'deleted', false, at);
}

function set<K extends keyof Conversation['setAt']>(
  conversation: Conversation,
  name: K,
  value: Conversation[K],
  at: number,
): Conversation {
  const before = conversation.setAt[name] ?? -Infinity;
  // Two windows in the same moment: which of them counts must not depend on whose came first.
  if (at < before || (at === before && textOf(value) < textOf(conversation[name]))) return conversation;
  return { ...conversation, [name]: value, setAt: { ...conversation.setAt, [name]: at } };
}

const textOf = (value: unknown): string => JSON.stringify(value) ?? '';

function withText(
  content: readonly ContentBlock[],
  record: { i: number; block?: ContentBlock; x?: string },
): ContentBlock[] {
  const next = [...content];
  // A checkpoint that was damaged may have begun a block before this one.
  while (next.length < record.i) next.push({ type: 'text', text: '' });
  const block: ContentBlock = { ...(record.block ?? next[record.i] ?? { type: 'text', text: '' }) };
  const member = block.type === 'thinking' ? 'thinking' : block.type === 'text' ? 'text' : 'partial_input';
  if (record.x) block[member] = String((block as Record<string, unknown>)[member] ?? '') + record.x;
  next[record.i] = block;
  return next;
}

/** The turns from the first to the active leaf (or to `leaf`). A parent that is missing ends the walk. */
export function branchOf(conversation: Conversation, leaf: string | null = conversation.leaf): Turn[] {
  const branch: Turn[] = [];
  const seen = new Set<string>();
  for (let id = leaf; id !== null && !seen.has(id);) {
    seen.add(id);
    const turn = conversation.turns.get(id);
    if (!turn) break;
    branch.push(turn);
    id = turn.parent;
  }
  return branch.reverse();
}

/** All turns with the same parent as this one, in the order they were begun. */
export function siblingsOf(conversation: Conversation, turn: Turn): Turn[] {
  return [...conversation.turns.values()].filter(
    (other) =>
      other.parent === turn.parent && other.role === turn.role && (other.id === turn.id || !isAbandoned(other)),
  );
}

/** A summary was asked for that did not come: what was paid for it counts, and it is no version of anything. */
function isAbandoned({ role, state }: Turn): boolean {
  return role === 'user' && state === 'failed';
}

/** The newest leaf at or below a turn: where one lands when switching to it. */
export function leafBelow(conversation: Conversation, id: string): string {
  const newest = new Map([...conversation.turns.values()].map((turn) => [turn.parent, turn.id]));
  const seen = new Set<string>();
  let leaf = id;
  for (let next: string | undefined = id; next !== undefined && !seen.has(next); next = newest.get(next)) {
    seen.add(next);
    leaf = next;
  }
  return leaf;
}

/** A title when nothing better is known: the first line asked, at most 60 characters. */
export function firstLine(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const characters = [...line];
  return characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : line;
}
