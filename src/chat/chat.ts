import * as vscode from 'vscode';
import type { Refusal } from '../context/attach';
import { emptyConversation, type Chip, type Conversation } from '../conversation/model';
import type { OptionProblem } from '../conversation/options';
import type { PanelState, StepId, Suggestion } from '../protocol';
import { Disposables } from '../util/disposable';
import type { Log } from '../util/log';
import { forkWithDraft, retryWith, writeFork } from './branching';
import type { OptionFiles } from './lazyFiles';
import { createOptionFiles, optionsUri } from './optionFiles';
import { createRecordings } from './recordings';
import { createRequests, type Requests } from './requests';
import { showOptions, type OptionsConfig } from './optionsForm';
import { createGate, type Gate } from './gate';
import { showHistory } from './history';
import { createInstructions, type InstructionsSource } from './instructions';
import { showMenu } from './menu';
import { createPanel, type Panel } from './view';
import type { Searcher } from './find';
import { createSession, type Session, type SessionDeps } from './session';
import { createStatus } from './status';
import { createTitler } from './titles';
import { exportConversations, importConversations } from './transfer';
import { isLeftAlone, tellOfDeletion, warnOfLoss } from './warnings';

/** The part of a panel's state that comes from the settings and the keys. */
export type SettingsState = Pick<
  PanelState,
  'endpoint' | 'model' | 'fromWorkspace' | 'key' | 'environmentKey' | 'send'
>;

export interface ChatDeps extends Omit<SessionDeps, 'now' | 'later' | 'newId' | 'instructions'> {
  readonly config: OptionsConfig;
  /** What does not fit, as a sentence. */
  optionProblem(problem: OptionProblem): string;
  /** A setting of costs that is not used, as a sentence. */
  costProblem(problem: OptionProblem): string;
  /** A file of ours is another one now: with a conversation's options, or a request. */
  fileChanged(uri: vscode.Uri): void;
  readonly extensionUri: vscode.Uri;
  /** Remembers which conversation was open in this workspace. */
  readonly memento: vscode.Memento;
  readonly log: Log;
  /** Whether a conversation's size is in bytes. */
  readonly sizesInBytes: boolean;
  /** How text is looked for. Loaded when it is. */
  searcher(): Promise<Searcher>;
  settingsState(): Promise<SettingsState>;
  /** Settings or keys changed. */
  readonly onDidChangeSettings: vscode.Event<unknown>;
  /** The active editor's selection as a chip. */
  selectionChip(): Chip | undefined;
  /** The active editor's file as a chip. */
  fileChip(): Chip | undefined;
  /** Why something does not go along, as a sentence. */
  refusalText(refused: { readonly kind: 'refused'; readonly why: Refusal; readonly name: string }): string;
  /** Whether git knows of changes in the workspace, and those changes as a chip. */
  hasChanges(): boolean;
  changesChip(): Promise<Chip | undefined>;
  /** Runs a command of Aside: what the panel's buttons do elsewhere too. */
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  /** Whether conversations get their title from the model. */
  wantsTitles(): boolean;
  /** Whether the workspace's instructions go along. */
  usesInstructions(): boolean;
  /** Lets the person pick one of the endpoint's models to reply once more; undefined when none was picked. */
  pickModel(current: string): Promise<string | undefined>;
  useEnvironmentKey(use: boolean): Promise<void>;
  /** Sets an endpoint's base URL in the person's settings. */
  useBaseUrl(endpoint: string, baseUrl: string): Promise<void>;
}

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

/** What a panel needs of the chat around it. */
export interface PanelContext extends ChatDeps {
  /** The workspace's instructions; undefined where they do not go along. */
  instructions(): InstructionsSource | undefined;
  /** Undefined when there is no such conversation. */
  find(id: string): Promise<Session | undefined>;
  /** A conversation that was chosen from a list; undefined where it cannot be shown, which is told. */
  choose(id: string): Promise<Session | undefined>;
  /** A conversation in which nothing was said yet. */
  blank(): Session;
  recent(): Promise<PanelState['recent']>;
  /** Goes on from a turn in a new conversation; undefined where there is no such turn. */
  fork(session: Session, turn: string): Promise<Session | undefined>;
  suggest(what: Suggestion, text: string, session: Session): Promise<void>;
  readonly gate: Gate;
  showRequest(turn: string): Promise<void>;
  step(step: StepId, turn: string | undefined, session: Session): Promise<void>;
  readonly shown: (panel: Panel) => void;
  /** What the view asked for did not work. */
  failed(what: string, error: unknown): void;
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
      debug: (line) => deps.log.debug(line),
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
      forgetUnused();
    });
    return session;
  }

  function follow(session: Session): { dispose(): void } {
    return store.follow(
      session.id,
      (records) => {
        const wasDeleted = session.conversation().deleted;
        session.takeIn(records);
        if (!wasDeleted && session.conversation().deleted && isShown(session)) tellOfDeletion(session);
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
  function forgetUnused(): void {
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
      deps.log.error(`conversation ${id} cannot be read: ${String(error)}`);
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
    goOn: deps.wording.goOn,
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

  const context: PanelContext = {
    ...deps,
    gate,
    instructions,
    settingsState,
    find,
    choose,
    blank,
    recent() {
      // The panel works without them.
      recent ??= store.list(4).catch((error: unknown) => {
        deps.log.error(`conversations cannot be listed: ${String(error)}`);
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
      if (chip) return (await gate.asks(session, next, go)) ? undefined : go();
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There is nothing to take along, or too much of it. Select what you mean, and ask about that.'),
      );
    },
    async step(step, turn, session) {
      switch (step) {
        case 'retry':
          return turn ? gate.retry(session, turn) : undefined;
        case 'retryWith':
          return turn
            ? retryWith(session, turn, deps.pickModel, (model) => gate.retry(session, turn, model))
            : undefined;
        case 'continue': {
          const go = () => session.goOn(turn);
          return (await gate.asks(session, { parent: turn ?? null }, go)) ? undefined : go();
        }
        case 'summarise':
          return turn ? gate.summariseFrom(session, turn) : undefined;
        case 'setKey': {
          const changed = await deps.run('aside.setKey');
          // Meanwhile another conversation may have been put on show, and this one forgotten.
          if (changed === true && turn) await gate.retry(await open(session.id), turn);
          return;
        }
        case 'useBaseUrl': {
          const failed = turn === undefined ? undefined : session.conversation().turns.get(turn);
          const { endpoint, error } = failed ?? {};
          if (!failed || !endpoint || !error?.workingBaseUrl) return;
          await deps.useBaseUrl(endpoint, error.workingBaseUrl);
          await gate.retry(session, failed.id);
          return;
        }
        case 'checkBaseUrl':
          await deps.run('workbench.action.openSettings', 'aside.endpoints');
          return;
        case 'pickModel':
          await deps.run('aside.pickModel');
          return;
        case 'openSettings':
          await deps.run('aside.openSettings');
          return;
        case 'showLog':
          await deps.run('aside.showLog');
          return;
      }
    },
    shown(panel) {
      const session = panel.session();
      if (panel === side?.panel && session) setCurrent(session);
      recent = undefined;
      forgetUnused();
    },
    failed(what, error) {
      deps.log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
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
    forgetUnused();
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
    isLeftAlone(session, async () => {
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
      if (await gate.asks(session, next, go)) return reveal();
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
