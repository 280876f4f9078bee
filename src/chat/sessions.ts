import type { Conversation } from '../conversation/model';
import type { Store } from '../conversation/store';
import { disposeAll } from '../util/disposable';
import type { Session } from './session/types';
import { notifyDeletion, warnOfLoss } from './notices/warnings';

export interface SessionsDeps {
  readonly store: Pick<Store, 'load' | 'follow'>;
  create(conversation: Conversation): Session;
  isShown(session: Session): boolean;
  /** Whether the side panel comes back to it. */
  isCurrent(session: Session): boolean;
  /** A conversation is open now. */
  opened(session: Session): void;
  /** Whether something runs in it, or what is said of it as a whole, may have changed. */
  changed(session: Session): void;
  /** A reply is over. */
  replied(session: Session): void;
  /** The conversation cannot be read. */
  unreadable(id: string, error: unknown): void;
}

/** The conversations that are open: one session for each, however many panels show it. */
export interface Sessions {
  all(): Iterable<Session>;
  get(id: string): Session | undefined;
  /** Undefined when there is no such conversation, or it cannot be read. `missing` is called in the first case. */
  find(id: string, missing?: () => void): Promise<Session | undefined>;
  open(conversation: Conversation): Session;
  busy(): boolean;
  /** Keeps a session, and so the only one of its conversation, while something is done with it. */
  using<T>(session: Session, work: () => Promise<T>): Promise<T>;
  /** Lets go of the conversations that nobody looks at. */
  evictIdle(): void;
  stop(): void;
  /** Stops the replies and resolves when they are over. */
  end(): Promise<void>;
  dispose(): void;
}

export function createSessions(deps: SessionsDeps): Sessions {
  const { store } = deps;
  const sessions = new Map<string, Session>();
  /** What other windows write to them is taken in. */
  const following = new Map<string, { dispose(): void }>();
  /** How many things are being done with a session. */
  const uses = new Map<Session, number>();

  function open(conversation: Conversation): Session {
    const session = deps.create(conversation);
    sessions.set(session.id, session);
    following.set(session.id, follow(session));
    deps.opened(session);
    let wasBusy = false;
    session.listen((event) => {
      if (event.type !== 'busy') return;
      const isOver = wasBusy && !session.busy();
      wasBusy = session.busy();
      deps.changed(session);
      evictIdle();
      if (isOver) deps.replied(session);
    });
    return session;
  }

  function follow(session: Session): { dispose(): void } {
    return store.follow(
      session.id,
      (records) => {
        const wasDeleted = session.conversation().deleted;
        session.mergeRecords(records);
        if (!wasDeleted && session.conversation().deleted && deps.isShown(session)) notifyDeletion(session);
      },
      () => {
        session.lost();
        if (deps.isShown(session) && session.conversation().turns.size > 0) warnOfLoss(session);
      },
    );
  }

  /** A conversation that nobody looks at is remembered by its log alone. One without turns may have no log yet. */
  function evictIdle(): void {
    for (const session of sessions.values()) {
      const isUsed = uses.has(session) || session.busy() || deps.isCurrent(session) || deps.isShown(session);
      if (isUsed || session.conversation().turns.size === 0) continue;
      sessions.delete(session.id);
      following.get(session.id)?.dispose();
      following.delete(session.id);
    }
  }

  async function using<T>(session: Session, work: () => Promise<T>): Promise<T> {
    uses.set(session, (uses.get(session) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = uses.get(session)! - 1;
      if (left > 0) uses.set(session, left);
      else uses.delete(session);
      evictIdle();
    }
  }

  async function find(id: string, missing?: () => void): Promise<Session | undefined> {
    const known = sessions.get(id);
    if (known) return known;
    let conversation: Conversation | undefined;
    try {
      conversation = await store.load(id);
      if (!conversation) missing?.();
    } catch (error) {
      deps.unreadable(id, error);
    }
    // Two panels may have asked at the same time.
    return sessions.get(id) ?? (conversation && open(conversation));
  }

  return {
    all: () => sessions.values(),
    get: (id) => sessions.get(id),
    find,
    open,
    using,
    busy: () => [...sessions.values()].some((session) => session.busy()),
    evictIdle,
    stop() {
      for (const session of sessions.values()) session.stop();
    },
    async end() {
      const running = [...sessions.values()].filter((session) => session.busy());
      const ended = running.map(
        (session) => new Promise<void>((resolve) => session.listen(() => session.busy() || resolve())),
      );
      running.forEach((session) => session.stop());
      await Promise.all(ended);
    },
    dispose() {
      const stops = [...sessions.values()].map((session) => ({ dispose: () => session.stop() }));
      disposeAll([...stops, ...following.values()]);
    },
  };
}
