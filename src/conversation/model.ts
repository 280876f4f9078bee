import type { ErrorDetails, TokenLimits } from '../messages/errors';
import type { ContentBlock, Notice, Usage } from '../messages/types';
import type { StoredExchange } from './storedExchange';
import type { Instructions } from './instructions';
import type { OptionOverrides } from './options';

/** Something that goes along with a question: a snapshot, taken when it was added. */
export interface Chip {
  readonly id: string;
  readonly label: string;
  /** `uri#L3-L9`: where it came from. */
  readonly target?: string;
  /** Language id of the code, for the fence it travels in. */
  readonly languageId: string;
  /** Empty when it travels as a block of another kind. */
  readonly code: string;
  /** An image or a document. In a turn it is not kept a second time, see `attached`. */
  readonly block?: ContentBlock;
  /** In a turn: its block is that of the turn's content in the same place. */
  readonly attached?: true;
  /** Estimated. */
  readonly tokens: number;
}

/** What is remembered of a failed reply: enough to make the sentence again, in any language. */
export interface StoredError {
  readonly kind: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly serverMessage?: string;
  readonly subject?: string;
  /** What was not found, where the server told. */
  readonly missing?: ErrorDetails['missing'];
  /** What of the request was too much, and how much it may be. */
  readonly reason?: ErrorDetails['reason'];
  readonly limits?: TokenLimits;
  /** And the base URL that would work. */
  readonly workingBaseUrl?: string;
  /** Milliseconds the server asked to wait. */
  readonly retryAfter?: number;
}

/** One message of a conversation and how it came about. Immutable once done. */
export interface Turn {
  readonly id: string;
  readonly parent: string | null;
  readonly role: 'user' | 'assistant';
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly state: 'streaming' | 'done' | 'stopped' | 'failed';
  /** What is sent, verbatim. */
  readonly content: readonly ContentBlock[];
  /** A user's turn: what was typed, and what went along. */
  readonly text?: string;
  readonly chips?: readonly Chip[];
  /** An assistant's turn: the model asked for and the endpoint. */
  readonly model?: string;
  readonly endpoint?: string;
  readonly stopReason?: string | null;
  /** What the server says about the stop reason, as it came. */
  readonly stopDetails?: unknown;
  readonly usage?: Usage;
  readonly requestId?: string;
  /** Milliseconds. */
  readonly firstToken?: number;
  readonly total?: number;
  readonly thinkingSeconds?: number;
  readonly notices?: readonly Notice[];
  readonly error?: StoredError;
  /** An assistant's turn: what was asked for, or the turn with the same. Said when it begins, and again only if it changed. */
  readonly sent?: SentHead | { readonly like: string };
  /** And what came of it, attempt by attempt. Empty where no request left; undefined before this was kept. */
  readonly exchanges?: readonly StoredExchange[];
  /** The question for a summary, or the summary. */
  readonly summary?: SummaryOf;
  /** Of what a summary or a fork takes over word for word: the turn that it repeats, and where it was paid. */
  readonly copyOf?: string;
}

/** What a summary is about. */
export interface SummaryOf {
  /** The last turn of the branch. */
  readonly of: string;
  /** Tokens, about, to which the branch was cut down for the request; all of it was sent where this is missing. */
  readonly room?: number;
}

/** A request as it was sent, without its messages, which are the branch's, and without the key. */
export interface SentHead {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: 'bearer' | 'x-api-key' | 'none';
  /** The body's other fields. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields that are long and as in an earlier request: the turn whose head has them. Here they are null. */
  readonly from?: Readonly<Record<string, string>>;
  /** Breakpoints for the server's cache were in it. */
  readonly cached: boolean;
}

export interface StoredDraft {
  readonly text: string;
  readonly chips: readonly Chip[];
}

/** A tree of turns; the active leaf picks the branch that is shown and sent. */
export interface Conversation {
  readonly id: string;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly updated: number;
  /** Where it began: the name of a workspace; undefined in an empty window, and before this was kept. */
  readonly workspace?: string;
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
export const logVersion = 1;

/**
 * One change of a conversation: a line of its log. `at` orders the changes of several windows. Of a newer version any
 * kind may come: what is not known here is kept in the log and left alone.
 */
export type LogRecord =
  | { readonly t: 'open'; readonly v: number; readonly id: string; readonly at: number; readonly workspace?: string }
  | { readonly t: 'begin'; readonly at: number; readonly turn: Turn }
  /** A checkpoint of a reply: what arrived since the one before; `block` when block `i` begins. */
  | {
      readonly t: 'text';
      readonly at: number;
      readonly id: string;
      readonly i: number;
      readonly block?: ContentBlock;
      readonly x?: string;
    }
  | { readonly t: 'done'; readonly at: number; readonly turn: Turn }
  /** `auto`: nobody has chosen it, and any title that somebody chooses counts more. */
  | { readonly t: 'title'; readonly at: number; readonly title: string; readonly auto?: true }
  | { readonly t: 'leaf'; readonly at: number; readonly id: string | null }
  | { readonly t: 'draft'; readonly at: number; readonly draft: StoredDraft }
  /** The draft's text alone: what goes along with it may be megabytes. */
  | { readonly t: 'words'; readonly at: number; readonly text: string }
  | { readonly t: 'options'; readonly at: number; readonly options: OptionOverrides }
  | { readonly t: 'instructions'; readonly at: number; readonly instructions: Instructions | null }
  | { readonly t: 'pin'; readonly at: number; readonly pinned: boolean }
  | { readonly t: 'delete'; readonly at: number; readonly deleted: boolean };

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
      if (turn?.state === 'streaming') turns.set(turn.id, { ...turn, content: withText(turn.content, record) });
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
