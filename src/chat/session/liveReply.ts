/** The reply that streams in this window, as far as it is ahead of the log. Nothing else keeps any of it. */
import type { Turn } from '../../conversation/model';
import type { ContentBlock } from '../../messages/types';

export interface LiveReply {
  /** A turn begins to stream; the one before has ended. */
  begin(turn: Turn): void;
  /** More of it has arrived: its content so far. */
  update(content: readonly ContentBlock[]): void;
  /** The client waits before it tries again, until a time in ms since the epoch. */
  waitUntil(time: number): void;
  /** All of it is in the log. */
  end(): void;

  isLive(turn: string): boolean;
  /** What has arrived; empty between replies. */
  content(): readonly ContentBlock[];
  /** A turn with what has arrived of it: ahead of the last checkpoint while it streams. */
  upToDate(turn: Turn): Turn;
  /** Until when the client waits, in ms since the epoch. */
  retryAt(): number | undefined;
  /** The id of a summary that is being written: shown behind the branch, which it is not on. */
  summary(): string | undefined;
}

interface Live {
  readonly turn: string;
  readonly isSummary: boolean;
  readonly content: readonly ContentBlock[];
  readonly retryAt: number | undefined;
}

export function createLiveReply(): LiveReply {
  let live: Live | undefined;
  return {
    begin: ({ id, summary }) =>
      void (live = { turn: id, isSummary: Boolean(summary), content: [], retryAt: undefined }),
    update: (content) => void (live &&= { ...live, content, retryAt: undefined }),
    waitUntil: (retryAt) => void (live &&= { ...live, retryAt }),
    end: () => void (live = undefined),

    isLive: (turn) => live?.turn === turn,
    content: () => live?.content ?? [],
    upToDate: (turn) =>
      live?.turn === turn.id && turn.state === 'streaming' ? { ...turn, content: live.content } : turn,
    retryAt: () => live?.retryAt,
    summary: () => (live?.isSummary ? live.turn : undefined),
  };
}
