import * as vscode from 'vscode';
import { emptyConversation } from '../conversation/model';
import type { Store } from '../conversation/store';
import type { PanelState } from '../protocol';
import { logError, type Log } from '../util/log';
import { writeFork } from './panel/branching';
import type { Conversations } from './panel/context';
import type { Session } from './session/types';
import type { Sessions } from './sessions';

/** Which conversation is open in this workspace. */
const activeConversation = 'aside.conversation';
/** Conversations that an empty chat offers, and one more, since it may be one of them itself. */
const mostRecent = 4;

export interface ConversationsDeps {
  readonly sessions: Sessions;
  readonly store: Store;
  readonly memento: vscode.Memento;
  readonly log: Log;
  isShown(session: Session): boolean;
  /** The list of conversations is another one. */
  changed(): void;
}

/** The conversations that there are, and the one of the side panel. */
export interface OpenConversations extends Conversations {
  /** The conversation with this id; a blank one where there is none. */
  open(id: string): Promise<Session>;
  /** The conversation of the side panel: the one that was open here the last time, or a new one. */
  current(): Promise<Session>;
  /** The same, where it is known by now. */
  currentId(): string | undefined;
  setCurrent(session: Session): void;
  /** What is listed has changed. */
  forgetRecent(): void;
}

export function createConversations(deps: ConversationsDeps): OpenConversations {
  const { sessions, store, memento } = deps;
  let current: Promise<Session> | undefined;
  let currentId: string | undefined;
  /** As last read: the panels ask for them with every move of the cursor. */
  let recent: Promise<PanelState['recent']> | undefined;

  function remember({ id }: Session): void {
    if (currentId === id) return;
    currentId = id;
    void memento.update(activeConversation, id);
  }

  /** The last one that was left without a word, with its draft; else a new one. */
  function blank(): Session {
    const left = [...sessions.all()].find(
      (session) => session.conversation().turns.size === 0 && (session.id === currentId || !deps.isShown(session)),
    );
    return left ?? sessions.open(emptyConversation(crypto.randomUUID(), Date.now()));
  }

  const open = async (id: string): Promise<Session> => (await sessions.find(id)) ?? blank();

  return {
    find: (id) => sessions.find(id),
    using: sessions.using,
    open,
    blank,
    // What is listed may be older than the disk.
    choose: (id) =>
      sessions.find(id, () => {
        recent = undefined;
        deps.changed();
        void vscode.window.showInformationMessage(vscode.l10n.t('This conversation is not there any more.'));
      }),
    current() {
      current ??= (async () => {
        const id = memento.get<string>(activeConversation);
        const session = id ? await open(id) : blank();
        // Another one may have been put on show meanwhile.
        if (currentId === undefined) remember(session);
        return session;
      })();
      return current;
    },
    currentId: () => currentId,
    setCurrent(session) {
      current = Promise.resolve(session);
      remember(session);
    },
    recent() {
      // The panel works without them.
      recent ??= store.list(mostRecent).catch((error: unknown) => {
        logError(deps.log, 'conversations cannot be listed', error);
        return [];
      });
      return recent;
    },
    forgetRecent: () => void (recent = undefined),
    async fork(session, turn) {
      const id = await writeFork(store, session, turn);
      recent = undefined;
      return id === undefined ? undefined : sessions.find(id);
    },
  };
}
