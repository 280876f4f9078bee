import type { ContentBlock, Notice, Usage } from '../messages/types';

/** Something of the editor that goes along with a question: a snapshot, taken when it was added. */
export interface Chip {
  readonly id: string;
  readonly label: string;
  /** `uri#L3-L9`: where it came from. */
  readonly target?: string;
  /** Language id of the code, for the fence it travels in. */
  readonly languageId: string;
  readonly code: string;
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
  /** Of a 404: what was not found, where the server told. */
  readonly missing?: 'model' | 'address';
  /** And the base URL that would work. */
  readonly workingBaseUrl?: string;
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
  /** An assistant's turn: what was asked for, or the turn with the same. */
  readonly sent?: SentHead | { readonly like: string };
}

/** A request as it was sent, without its messages, which are the branch's, and without the key. */
export interface SentHead {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth: 'bearer' | 'x-api-key' | 'none';
  /** The body's other fields. */
  readonly fields: Readonly<Record<string, unknown>>;
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
  readonly updated: number;
  readonly turns: ReadonlyMap<string, Turn>;
  readonly leaf: string | null;
  readonly draft: StoredDraft;
}

/** One change of a conversation: a line of its log. `at` orders the changes of several windows. */
export type LogRecord =
  | { readonly t: 'open'; readonly v: 1; readonly id: string; readonly at: number }
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
  | { readonly t: 'title'; readonly at: number; readonly title: string }
  | { readonly t: 'leaf'; readonly at: number; readonly id: string | null }
  | { readonly t: 'draft'; readonly at: number; readonly draft: StoredDraft };

export function emptyConversation(id: string, at: number): Conversation {
  return { id, title: '', updated: at, turns: new Map(), leaf: null, draft: { text: '', chips: [] } };
}

/** The conversation after one change. The map of turns is extended in place: a change costs its own size. */
export function applyRecord(conversation: Conversation, record: LogRecord): Conversation {
  const turns = conversation.turns as Map<string, Turn>;
  switch (record.t) {
    case 'open':
      return conversation;
    case 'begin':
      // A later `done` may have come first, from another window's log with a clock of its own.
      if (!turns.has(record.turn.id)) turns.set(record.turn.id, record.turn);
      return { ...conversation, leaf: record.turn.id, updated: record.at };
    case 'text': {
      const turn = turns.get(record.id);
      if (turn?.state === 'streaming') turns.set(turn.id, { ...turn, content: withText(turn.content, record) });
      return conversation;
    }
    case 'done':
      turns.set(record.turn.id, record.turn);
      return { ...conversation, updated: record.at };
    case 'title':
      return { ...conversation, title: record.title };
    case 'leaf':
      return { ...conversation, leaf: record.id };
    case 'draft':
      return { ...conversation, draft: record.draft };
  }
}

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
  return [...conversation.turns.values()].filter((other) => other.parent === turn.parent && other.role === turn.role);
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
