/** What a conversation needs, what it tells, and what can be done with it. */
import type { Connection } from '../../connections/types';
import type { CostSettings } from '../../conversation/cost';
import type { ErrorLog } from '../../util/guard';
import type { Instructions } from '../../conversation/instructions';
import type { Chip, Conversation, LogRecord, StoredDraft, StoredError, Turn } from '../../conversation/model';
import type { OptionOverrides } from '../../conversation/options';
import type { Place } from '../../conversation/place';
import type { Store } from '../../conversation/store';
import type { Recorder } from '../../messages/recorder';
import type { HostMessage } from '../../protocol';
import type { Wording } from '../../wording/wording';
import type { SummaryEnd } from './summary';

export interface SessionDeps {
  readonly store: Store;
  readonly wording: Wording;
  costs(): CostSettings;
  /** What a model reads at once, in tokens, as far as that is known by now. */
  windowOf(model: string): number | undefined;
  /** @param options what the conversation sets over the settings */
  connect(options: OptionOverrides): Promise<Connection>;
  /** What is remembered of an error; undefined for a cancellation. Logs errors of Aside's own. */
  storedError(error: unknown): StoredError | undefined;
  /** Where errors go that no turn has a place for, such as those of listeners. */
  readonly log: ErrorLog;
  /** Records the requests of a reply and what comes back, under the id of its turn. */
  record?(turn: string): Recorder;
  /** What is open in the window. */
  place?(): Place;
  /** The workspace's instructions; undefined where nobody wants them. */
  readonly instructions?: (() => Promise<Instructions | undefined>) | undefined;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after so many milliseconds, unless the function it returns is called first. */
  later(callback: () => void, ms: number): () => void;
  newId(): string;
}

/** What can be changed of a conversation beside what is said in it. */
export type Change =
  /** `auto`: as long as nobody has chosen one. */
  | { readonly t: 'title'; readonly title: string; readonly auto?: true }
  | { readonly t: 'options'; readonly options: OptionOverrides }
  | { readonly t: 'instructions'; readonly instructions: Instructions | null }
  | { readonly t: 'pin'; readonly pinned: boolean }
  | { readonly t: 'delete'; readonly deleted: boolean };

/** What listeners get: messages for views as they are, and text of the streaming reply still uncoalesced. */
export type SessionEvent = HostMessage | { readonly type: 'busy' };
export type Listener = (event: SessionEvent) => void;

export interface Session {
  readonly id: string;
  readonly conversation: () => Conversation;
  readonly busy: () => boolean;
  /** The turns of the active branch, the streaming one as far as it has come. */
  turns(): readonly Turn[];
  /** While the client waits before it tries again: until when, in ms since the epoch. */
  readonly retryAt: () => number | undefined;
  /** Resolves when the reply is over, whatever its end. */
  send(text: string, chips?: readonly Chip[]): Promise<void>;
  stop(): void;
  /**
   * A new reply to what the turn replied to (or to the turn itself, when it is the person's). Another model replies
   * this once only.
   */
  retry(turn: string, model?: string): Promise<void>;
  /** Asks again in other words: a new branch beside the turn. */
  edit(turn: string, text: string): Promise<void>;
  /** Gets the rest of a reply that stopped early: the turn `id`, or the last one. */
  continueAfter(id?: string): Promise<void>;
  /** Takes in an exchange that happened elsewhere, such as prose that came where code was wanted. */
  addExchange(question: string, answer: string): void;
  switchSibling(turn: string, by: -1 | 1): void;
  /**
   * Asks for a summary of the branch that ends with `of`, and goes on from it in a branch of its own, with the last
   * exchanges word for word. Whatever goes wrong leaves the conversation as it was.
   *
   * @param limit what the server said it reads at once, in tokens, where it did
   */
  summarise(of: string, limit?: number): Promise<SummaryEnd>;
  /** Goes back to the conversation that a summary is about. */
  showOriginal(turn: string): void;
  /** What the shown turns cost, where prices have changed. */
  costs(): Extract<HostMessage, { type: 'costs' }>;
  setDraft(draft: StoredDraft): void;
  /** Sets its options, renames, pins, deletes or brings it back. */
  change(change: Change): void;
  /** Takes in what other windows wrote to the conversation. */
  mergeRecords(records: readonly LogRecord[]): void;
  /** Its logs are not on the disk any more: with the next change all of it is written again. */
  lost(): void;
  /** The same at once. */
  saveAgain(): Promise<void>;
  /**
   * The message that shows the conversation from scratch: at most `limit` turns, around one or at the end, and not many
   * more lines than are wanted.
   */
  snapshot(limit: number, around?: string, lines?: number): Extract<HostMessage, { type: 'conversation' }>;
  /** At most `count` turns before `first`, the oldest that is shown. */
  earlier(first: string | undefined, count: number): Extract<HostMessage, { type: 'earlier' }>;
  /** At most `count` turns after `last`, the newest that is shown. */
  later(last: string | undefined, count: number): Extract<HostMessage, { type: 'later' }>;
  listen(listener: Listener): { dispose(): void };
}
