import * as vscode from 'vscode';
import { emptyConversation, type Chip, type Conversation } from '../conversation/model';
import type { PanelState } from '../protocol';
import { Disposables } from '../util/disposable';
import { logError } from '../util/log';
import { takeStep } from '../wording/takeStep';
import { forkWithDraft, writeFork } from './panel/branching';
import type { OptionFiles } from './requests/lazyFiles';
import { createOptionFiles, optionsUri } from './options/optionFiles';
import { createRecordings } from './requests/recordings';
import { createRequests, type Requests } from './requests/requests';
import { showOptions } from './options/optionsForm';
import { createGate } from './panel/gate';
import { showHistory } from './history';
import { createInstructions } from './panel/instructions';
import { showMenu } from './menu';
import { createPanel } from './panel/view';
import type { Panel, PanelContext, SettingsState } from './panel/context';
import type { ChatDeps } from './deps';
import { ownModelOf } from './session/ownModel';
import { createSession } from './session/session';
import type { Session, SessionDeps } from './session/types';
import { createStatus } from './status';
import { turnSteps } from './steps';
import { createTitler } from './session/titles';
import { exportConversations, importConversations } from './files/transfer';
import { refuseIfReadOnly, notifyDeletion, warnOfLoss } from './notices/warnings';

/** The host's side of the chat: conversations that are open, and the panels that show them. */
export interface Chat extends vscode.Disposable {
  /** Takes over a view that VS Code has made. */
  attach(view: vscode.WebviewView): void;
  openInEditor(): void;
  /** Takes over an editor tab that VS Code has brought back; `state` is what its page had set. */
  restore(tab: vscode.WebviewPanel, state: unknown): void;
  /** What one does most often, to choose from. */
  menu(): Promise<void>;
  newChat(): Promise<void>;
  history(): Promise<void>;
  /** Lets the person pick the model of the settings, which then counts in the conversation on show too. */
  pickModel(): Promise<void>;
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

const activeConversation = 'aside.conversation';

export function createChat(deps: ChatDeps): Chat {
  const { store, memento } = deps;
  const disposables = new Disposables();
  const sessions = new Map<string, Session>();
  /** What other windows write to them is taken in. */
  const following = new Map<string, { dispose(): void }>();
  const panels = new Set<Panel>();
  let side: { view: vscode.WebviewView; panel: Panel } | undefined;
  let current: Promise<Session> | undefined;
  let currentId: string | undefined;
  let wantsFocus = false;
  /** As last read: the panels ask for them with every move of the cursor. */
  let settings: Promise<SettingsState> | undefined;
  let recent: Promise<PanelState['recent']> | undefined;

  const busy = () => [...sessions.values()].some((session) => session.busy());

  const failed = () => {
    const { turns, leaf } = sessions.get(currentId ?? '')?.conversation() ?? {};
    return turns?.get(leaf ?? '')?.state === 'failed';
  };

  function settingsState(): Promise<SettingsState> {
    const reading = (settings ??= deps.settingsState());
    reading.catch(() => (settings = undefined));
    return reading;
  }

  const status = disposables.add(createStatus({ settingsState, busy, failed, log: deps.log }));

  const recordings = createRecordings(
    () => performance.now(),
    () => Date.now(),
  );

  const source = disposables.add(createInstructions());
  const instructions = () => (deps.usesInstructions() ? source : undefined);
  disposables.add(source.onDidChange(() => panels.forEach((panel) => panel.refreshState())));

  const sessionDeps: SessionDeps = {
    ...deps,
    record: (turn) => recordings.record(turn),
    get instructions() {
      return instructions()?.read;
    },
    now: () => Date.now(),
    later(callback, ms) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
    newId: () => crypto.randomUUID(),
  };

  const titler = disposables.add(
    createTitler({
      enabled: deps.wantsTitles,
      connect: deps.connect,
      costs: deps.costs,
      find,
      log: deps.log,
    }),
  );

  function keep(conversation: Conversation): Session {
    const session = createSession(conversation, sessionDeps);
    sessions.set(session.id, session);
    following.set(session.id, follow(session));
    titler.watch(session);
    let wasBusy = false;
    session.listen((event) => {
      if (event.type !== 'busy') return;
      if (wasBusy && !session.busy()) replied(session);
      wasBusy = session.busy();
      recent = undefined;
      void vscode.commands.executeCommand('setContext', 'aside.replying', busy());
      status.refresh();
      evictIdleSessions();
    });
    return session;
  }

  function follow(session: Session): { dispose(): void } {
    return store.follow(
      session.id,
      (records) => {
        const wasDeleted = session.conversation().deleted;
        session.mergeRecords(records);
        if (!wasDeleted && session.conversation().deleted && isShown(session)) notifyDeletion(session);
      },
      () => {
        session.lost();
        if (isShown(session) && session.conversation().turns.size > 0) warnOfLoss(session);
      },
    );
  }

  /** A reply that came out of sight is counted on the view's icon until it is looked at. */
  function replied(session: Session): void {
    if (!side || side.view.visible || [...panels].some((panel) => panel.isVisible() && panel.session() === session))
      return;
    const value = (side.view.badge?.value ?? 0) + 1;
    side.view.badge = { value, tooltip: vscode.l10n.t('{0} new replies', value) };
  }

  const isShown = (session: Session) => [...panels].some((panel) => panel.session() === session);

  /** A conversation that nobody looks at is remembered by its log alone. One without turns may have no log yet. */
  function evictIdleSessions(): void {
    for (const session of sessions.values()) {
      const used = session.busy() || session.id === currentId || isShown(session);
      if (!used && session.conversation().turns.size > 0) forget(session.id);
    }
  }

  function forget(id: string): void {
    sessions.delete(id);
    following.get(id)?.dispose();
    following.delete(id);
  }

  async function find(id: string, missing?: () => void): Promise<Session | undefined> {
    const known = sessions.get(id);
    if (known) return known;
    const loading = store.load(id).then((found) => {
      if (!found) missing?.();
      return found;
    });
    const conversation = await loading.catch((error: unknown) => {
      logError(deps.log, `conversation ${id} cannot be read`, error);
      const showLog = vscode.l10n.t('Show Log');
      void vscode.window
        .showWarningMessage(vscode.l10n.t('This conversation cannot be read. It was left as it is.'), showLog)
        .then((chosen) => chosen && deps.run('aside.showLog'));
      return undefined;
    });
    // Two panels may have asked at the same time.
    return sessions.get(id) ?? (conversation && keep(conversation));
  }

  /** The last one that was left without a word, with its draft; else a new one. */
  function blank(): Session {
    const left = [...sessions.values()].find(
      (session) => session.conversation().turns.size === 0 && (session.id === currentId || !isShown(session)),
    );
    return left ?? keep(emptyConversation(crypto.randomUUID(), Date.now()));
  }

  const open = async (id: string) => (await find(id)) ?? blank();

  /** One that was chosen from a list, which may be older than the disk. */
  const choose = (id: string) =>
    find(id, () => {
      recent = undefined;
      panels.forEach((panel) => panel.refreshState());
      void vscode.window.showInformationMessage(vscode.l10n.t('This conversation is not there any more.'));
    });

  /** The conversation of the side panel: the one that was open here the last time, or a new one. */
  function currentSession(): Promise<Session> {
    current ??= (async () => {
      const id = memento.get<string>(activeConversation);
      const session = id ? await open(id) : blank();
      // Another one may have been put on show meanwhile.
      if (currentId === undefined) remember(session);
      return session;
    })();
    return current;
  }

  function setCurrent(session: Session): void {
    current = Promise.resolve(session);
    remember(session);
  }

  function remember({ id }: Session): void {
    if (currentId === id) return;
    currentId = id;
    void memento.update(activeConversation, id);
  }

  const gate = createGate({
    connect: deps.connect,
    costs: deps.costs,
    goOn: deps.wording.continuePrompt,
    changed: () => panels.forEach((panel) => panel.refreshState()),
  });

  const requests = disposables.add(
    createRequests({
      recordings,
      find,
      current: currentSession,
      sessions: () => sessions.values(),
      changed: (uri) => deps.fileChanged(uri),
      errorSentence: (error, endpoint) => deps.wording.error(error, endpoint).sentence,
    }),
  );

  const pickModel = (session: Session) => deps.pickModel(ownModelOf(session));

  const context: PanelContext = {
    ...deps,
    gate,
    pickModel,
    instructions,
    settingsState,
    find,
    choose,
    blank,
    recent() {
      // The panel works without them.
      recent ??= store.list(4).catch((error: unknown) => {
        logError(deps.log, 'conversations cannot be listed', error);
        return [];
      });
      return recent;
    },
    showRequest: (turn) => requests.show({ turn }),
    async fork(session, turn) {
      const id = await writeFork(store, session, turn);
      recent = undefined;
      return id === undefined ? undefined : find(id);
    },
    async suggest(what, text, session) {
      const chip = what === 'changes' ? await deps.changesChip() : deps.fileChip();
      const next = { parent: session.conversation().leaf, text, chips: chip ? [chip] : [] };
      const go = () => session.send(text, next.chips);
      if (chip) return (await gate.confirmBeforeSend(session, next, go)) ? undefined : go();
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is nothing to take along, or too much of it. Select what you mean, and ask about that.'),
      );
    },
    step: (step, turn, session) =>
      takeStep(step, turnSteps({ ...deps, pickModel, gate, open }, session, turn ?? session.conversation().leaf ?? '')),
    shown(panel) {
      const session = panel.session();
      if (panel === side?.panel && session) setCurrent(session);
      recent = undefined;
      evictIdleSessions();
    },
    failed(what, error) {
      logError(deps.log, what, error);
      const showLog = vscode.l10n.t('Show Log');
      void vscode.window
        .showErrorMessage(vscode.l10n.t('Aside itself failed at this. The log has the details.'), showLog)
        .then((chosen) => chosen && deps.run('aside.showLog'));
    },
  };

  function addPanel(webview: vscode.Webview, isVisible: () => boolean, session: Promise<Session>): Panel {
    const panel = createPanel(webview, isVisible, session, context);
    panels.add(panel);
    return panel;
  }

  function removePanel(panel: Panel): void {
    panels.delete(panel);
    panel.dispose();
    evictIdleSessions();
  }

  function addTab(tab: vscode.WebviewPanel, session: Promise<Session>): void {
    tab.iconPath = vscode.Uri.joinPath(deps.extensionUri, 'media', 'icon.svg');
    const panel = addPanel(tab.webview, () => tab.visible, session);
    tab.onDidChangeViewState(() => panel.visibilityChanged());
    tab.onDidDispose(() => removePanel(panel));
  }

  /** The side panel, opened if it is not, without taking the focus. */
  async function reveal(): Promise<void> {
    if (side) side.view.show(true);
    else await deps.run('aside.chat.open', { preserveFocus: true });
  }

  function showInSide(session: Session): void {
    setCurrent(session);
    side?.panel.show(session);
  }

  /** Where a newer version has written, nothing is changed: it is told, and a copy is offered. */
  const leftAlone = (session: Session): boolean =>
    refuseIfReadOnly(session, async () => {
      const copy = await forkWithDraft(session, context.fork);
      if (copy) showInSide(copy);
    });

  /** This conversation where it can be asked something right now, else another one; shown in the side panel. */
  function askable(session: Session): Session {
    const free = session.busy() || session.conversation().newer ? blank() : session;
    showInSide(free);
    return free;
  }

  for (const event of [vscode.window.onDidChangeActiveTextEditor, vscode.window.onDidChangeTextEditorSelection]) {
    disposables.add((event as vscode.Event<unknown>)(() => panels.forEach((panel) => panel.refreshState())));
  }
  disposables.add(
    deps.onDidChangeSettings(() => {
      settings = undefined;
      status.refresh();
      panels.forEach((panel) => panel.refreshState());
    }),
  );

  return {
    attach(view) {
      const panel = addPanel(view.webview, () => view.visible, currentSession());
      side = { view, panel };
      if (wantsFocus) panel.focus();
      wantsFocus = false;
      view.onDidChangeVisibility(() => {
        if (view.visible) view.badge = undefined;
        panel.visibilityChanged();
      });
      view.onDidDispose(() => {
        if (side?.panel === panel) side = undefined;
        removePanel(panel);
      });
    },
    pickModel: async () => pickModel(await currentSession()),
    openInEditor() {
      const tab = vscode.window.createWebviewPanel('aside.editor', 'Aside', vscode.ViewColumn.Beside, {});
      addTab(tab, currentSession());
    },
    restore(tab, state) {
      const id = (state as { conversation?: unknown } | undefined)?.conversation;
      addTab(tab, typeof id === 'string' ? open(id) : currentSession());
    },
    menu: async () => showMenu(await settingsState(), busy(), deps.run),
    async newChat() {
      const session = await currentSession();
      // An empty chat is a new chat already; its draft stays.
      if (session.conversation().turns.size > 0) showInSide(blank());
      await this.focusComposer();
    },
    async options() {
      const session = await currentSession();
      if (leftAlone(session)) return;
      await showOptions({
        session,
        config: deps.config,
        problemText: deps.optionProblem,
        changed: ({ id }) => deps.fileChanged(optionsUri(id)),
      });
    },
    optionFiles: createOptionFiles(find, deps.optionProblem),
    requests,
    exportConversations: async () => exportConversations(store, (await currentSession()).conversation()),
    async importConversations() {
      const [first] = await importConversations(store);
      recent = undefined;
      if (first === undefined) return;
      // One that is open here gets to know of it as of what another window writes: what is on the disk.
      if (!sessions.get(first)?.busy()) forget(first);
      showInSide(await open(first));
      await reveal();
    },
    history: () =>
      showHistory({
        store,
        memento,
        workspace: deps.workspace,
        sizesInBytes: deps.sizesInBytes,
        async change(id, change) {
          const session = await find(id);
          if (!session || leftAlone(session)) return false;
          session.change(change);
          recent = undefined;
          panels.forEach((panel) => panel.refreshState());
          return true;
        },
        async open(id) {
          const session = await choose(id);
          if (session) showInSide(session);
          await reveal();
        },
        failed: context.failed,
      }),
    async focusComposer() {
      // A panel that opens only now attaches itself a little later.
      wantsFocus = !side;
      await deps.run('aside.chat.focus');
      side?.panel.focus();
    },
    async ask(text, chips) {
      const session = askable(await currentSession());
      // Nothing may come between finding a conversation that is free and asking in it.
      const go = () => askable(session).send(text, chips);
      const next = { parent: session.conversation().leaf, text, chips };
      if (await gate.confirmBeforeSend(session, next, go)) return reveal();
      const asked = go();
      await reveal();
      await asked;
    },
    async showExchange(question, answer) {
      askable(await currentSession()).addExchange(question, answer);
      await reveal();
    },
    stop() {
      for (const session of sessions.values()) session.stop();
    },
    async close() {
      const running = [...sessions.values()].filter((session) => session.busy());
      const ended = running.map(
        (session) => new Promise<void>((resolve) => session.listen(() => session.busy() || resolve())),
      );
      running.forEach((session) => session.stop());
      await Promise.all(ended);
      await store.flush();
    },
    dispose() {
      for (const panel of panels) panel.dispose();
      for (const session of sessions.values()) session.stop();
      for (const one of following.values()) one.dispose();
      void store.flush();
      disposables.dispose();
    },
  };
}
