import type * as vscode from 'vscode';
import type { Chip } from '../conversation/model';
import { disposeAll } from '../util/disposable';
import type { ChatDeps } from './deps';
import { exportConversations, importConversations } from './files/transfer';
import { showHistory } from './history';
import { showMenu } from './menu';
import { offerImportedSettings } from './files/importedSettings';
import { refuseIfReadOnly } from './notices/warnings';
import { createOptionFiles, optionsUri } from './options/optionFiles';
import { showOptions } from './options/optionsForm';
import { forkWithDraft } from './panel/branching';
import type { OptionFiles } from './requests/lazyFiles';
import type { Requests } from './requests/requests';
import type { Session } from './session/types';
import { wire } from './wiring';

/** The host's side of the chat: conversations that are open, and the panels that show them. */
export interface Chat extends vscode.Disposable {
  /** Takes over a view that VS Code has made. */
  attach(view: vscode.WebviewView): void;
  openInEditor(): void;
  /** Takes over an editor tab that VS Code has brought back; `state` is what its page had set. */
  restore(tab: vscode.WebviewPanel, state: unknown): void;
  /** What one does most often, to choose from. */
  menu(): Promise<void>;
  /** Lets the person pick the model of the settings, which then counts in the conversation on show too. */
  pickModel(): Promise<void>;
  newChat(): Promise<void>;
  history(): Promise<void>;
  /** Lets the person set what is asked for in the conversation on show. */
  options(): Promise<void>;
  readonly optionFiles: OptionFiles;
  /** The requests behind the replies. */
  readonly requests: Requests;
  /** Writes the conversation on show, or all, to a file that the person chooses. */
  exportConversations(): Promise<void>;
  /** Takes in what was exported. */
  importConversations(): Promise<void>;
  /** Shows the panel with the cursor in the composer. */
  focusComposer(): Promise<void>;
  /** Asks in the panel without taking the focus. Resolves when the reply is over. */
  ask(text: string, chips: readonly Chip[]): Promise<void>;
  /** Shows an exchange that happened elsewhere, such as prose that came where code was wanted. */
  showExchange(question: string, answer: string): Promise<void>;
  stop(): void;
  /** Stops the replies and resolves when all that was said is written. */
  close(): Promise<void>;
}

export function createChat(deps: ChatDeps): Chat {
  const { store } = deps;
  const { disposables, sessions, conversations, settings, gate, requests, panels, actions } = wire(deps);

  /** Where a newer version has written, nothing is changed: that is told, and a copy is offered. */
  const leftAlone = (session: Session): boolean =>
    refuseIfReadOnly(session, async () => {
      const copy = await forkWithDraft(session, conversations.fork);
      if (copy) panels.showInSide(copy);
    });

  /** This conversation where it can be asked something right now, else another one; shown in the side panel. */
  function askable(session: Session): Session {
    const free = session.busy() || session.conversation().newer ? conversations.blank() : session;
    panels.showInSide(free);
    return free;
  }

  return {
    attach: (view) => panels.attach(view, conversations.current()),
    openInEditor: () => panels.openTab(conversations.current()),
    restore(tab, state) {
      const id = (state as { conversation?: unknown } | undefined)?.conversation;
      panels.addTab(tab, typeof id === 'string' ? conversations.open(id) : conversations.current());
    },
    menu: async () => showMenu(await settings.state(), sessions.busy(), deps.run),
    pickModel: async () => actions.pickModel(await conversations.current()),
    async newChat() {
      const session = await conversations.current();
      // An empty chat is a new chat already; its draft stays.
      if (session.conversation().turns.size > 0) panels.showInSide(conversations.blank());
      await panels.focusComposer();
    },
    async options() {
      const session = await conversations.current();
      if (leftAlone(session)) return;
      const changed = ({ id }: Session) => deps.fileChanged(optionsUri(id));
      await sessions.using(session, () =>
        showOptions({
          session,
          config: deps.config,
          problemText: deps.optionProblem,
          redactor: deps.redactor,
          changed,
        }),
      );
    },
    optionFiles: createOptionFiles(conversations.find, deps.optionProblem),
    requests,
    exportConversations: async () =>
      exportConversations(store, (await conversations.current()).conversation(), deps.redactor),
    async importConversations() {
      const { ids, settings } = await importConversations(store, sessions.get);
      conversations.forgetRecent();
      const [first] = ids;
      if (first === undefined) return;
      panels.showInSide(await conversations.open(first));
      await panels.reveal();
      for (const one of settings) {
        await offerImportedSettings(one, async (id, records) => {
          await store.append(id, records);
          sessions.get(id)?.mergeRecords(records);
        });
      }
    },
    history: () =>
      showHistory({
        store,
        memento: deps.memento,
        place: deps.place?.() ?? { name: undefined, uris: [] },
        sizesInBytes: deps.sizesInBytes,
        async change(id, change) {
          const session = await conversations.find(id);
          if (!session || leftAlone(session)) return false;
          session.change(change);
          conversations.forgetRecent();
          panels.refresh();
          return true;
        },
        async open(id) {
          const session = await conversations.choose(id);
          if (session) panels.showInSide(session);
          await panels.reveal();
        },
        failed: actions.failed,
      }),
    focusComposer: panels.focusComposer,
    async ask(text, chips) {
      const session = askable(await conversations.current());
      // Nothing may come between finding a conversation that is free and asking in it.
      const go = () => askable(session).send(text, chips);
      const next = { parent: session.conversation().leaf, text, chips };
      if (await sessions.using(session, () => gate.confirmBeforeSend(session, next, go))) return panels.reveal();
      const asked = go();
      await panels.reveal();
      await asked;
    },
    async showExchange(question, answer) {
      askable(await conversations.current()).addExchange(question, answer);
      await panels.reveal();
    },
    stop: sessions.stop,
    async close() {
      await sessions.end();
      await store.flush();
    },
    dispose: () => disposeAll([disposables, { dispose: () => void store.flush() }]),
  };
}
