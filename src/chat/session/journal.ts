/** The conversation as it is now. Every change is a log record, applied and written. */
import { logSafely } from '../../util/guard';
import {
  applyRecord,
  branchOf,
  firstLogVersion,
  inOrder,
  type Conversation,
  type LogRecord,
  type Turn,
} from '../../conversation/model';
import { originAt } from '../../conversation/place';
import { snapshotRecords } from '../../conversation/snapshotRecords';
import type { SessionDeps } from './types';

export interface Journal {
  conversation(): Conversation;
  turn(id: string | null | undefined): Turn | undefined;
  /** Applies changes and writes them. Never rejects, see `Store.append`. */
  record(...changes: LogRecord[]): Promise<void>;
  /**
   * Applies records that are written already, by another window or an import. The draft stays, and so does the branch,
   * which may grow unless it is being `held`.
   */
  merge(records: readonly LogRecord[], held: boolean): void;
  /** Replaces a turn in memory alone: what this window concludes, and the writer of the turn decides. */
  conclude(turn: Turn): void;
  /** Its logs are not on the disk any more: with the next change all of it is written again. */
  lost(): void;
  /** The same at once. */
  saveAgain(): Promise<void>;
}

export function createJournal(start: Conversation, deps: SessionDeps): Journal {
  const { store, now, log } = deps;
  let conversation = start;
  /** Whether this window's log has its first record. */
  let opened = false;
  /** Whether what came before is to be written again. */
  let isLost = false;

  function record(...changes: LogRecord[]): Promise<void> {
    const { id, clock } = conversation;
    const origin = originAt(conversation, deps.place?.());
    const first: LogRecord[] = opened && !isLost ? [] : [{ t: 'open', v: firstLogVersion, id, at: now(), ...origin }];
    const again = isLost ? snapshotRecords(conversation, now()) : [];
    const records = inOrder([...first, ...again, ...changes], clock);
    for (const one of records) conversation = applyRecord(conversation, one);
    // What a newer version has written may mean what this one does not know.
    if (conversation.newer) return Promise.resolve();
    opened = true;
    isLost = false;
    return write(id, records);
  }

  async function write(id: string, records: readonly LogRecord[]): Promise<void> {
    try {
      await store.append(id, records);
    } catch (error) {
      logSafely(log, `conversation ${id} is not written`, error);
    }
  }

  return {
    conversation: () => conversation,
    turn: (id) => conversation.turns.get(id ?? ''),
    record,
    merge(records, held) {
      const { leaf, draft } = conversation;
      for (const one of records) conversation = applyRecord(conversation, one);
      // Who reads or asks here stays on the branch; that it grows is welcome. The draft is what is being typed here.
      const grows = leaf === null || branchOf(conversation).some(({ id }) => id === leaf);
      conversation = { ...conversation, draft, leaf: grows && !held ? conversation.leaf : leaf };
    },
    conclude: (turn) => void (conversation.turns as Map<string, Turn>).set(turn.id, turn),
    lost: () => void (isLost = true),
    saveAgain() {
      isLost = true;
      return record();
    },
  };
}
