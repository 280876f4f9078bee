import * as vscode from 'vscode';
import { emptyConversation, type Chip } from '../conversation/model';
import type { PanelState, StepId, Suggestion } from '../protocol';
import { Disposables } from '../util/disposable';
import type { Log } from '../util/log';
import { createPanel, type Panel } from './view';
import { createSession, type Session, type SessionDeps } from './session';

/** The part of a panel's state that comes from the settings and the keys. */
export type SettingsState = Pick<
  PanelState,
  'endpoint' | 'model' | 'fromWorkspace' | 'key' | 'environmentKey' | 'send'
>;

export interface ChatDeps extends Omit<SessionDeps, 'now' | 'newId'> {
  readonly extensionUri: vscode.Uri;
  /** Remembers which conversation was open in this workspace. */
  readonly memento: vscode.Memento;
  readonly log: Log;
  settingsState(): Promise<SettingsState>;
  /** Settings or keys changed. */
  readonly onDidChangeSettings: vscode.Event<unknown>;
  /** The active editor's selection as a chip. */
  selectionChip(): Chip | undefined;
  /** The active editor's file as a chip. */
  fileChip(): Chip | undefined;
  /** Whether git knows of changes in the workspace, and those changes as a chip. */
  hasChanges(): boolean;
  changesChip(): Promise<Chip | undefined>;
  /** Runs a command of Aside: what the panel's buttons do elsewhere too. */
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  useEnvironmentKey(use: boolean): Promise<void>;
}

/** The host's side of the chat: conversations that are open, and the panels that show them. */
export interface Chat extends vscode.Disposable {
  /** Takes over a view that VS Code has made. */
  attach(view: vscode.WebviewView): void;
  openInEditor(): void;
  newChat(): Promise<void>;
  history(): Promise<void>;
  /** Shows the panel with the cursor in the composer. */
  focusComposer(): Promise<void>;
  /** Asks in the panel without taking the focus. Resolves when the reply is over. */
  ask(text: string, chips: readonly Chip[]): Promise<void>;
  /** Shows an exchange that happened elsewhere, such as prose that came where code was wanted. */
  showExchange(question: string, answer: string): Promise<void>;
  stop(): void;
  readonly busy: () => boolean;
  readonly onDidChangeBusy: vscode.Event<void>;
}

/** What a panel needs of the chat around it. */
export interface PanelContext extends ChatDeps {
  open(id: string): Promise<Session>;
  create(): Session;
  recent(): Promise<PanelState['recent']>;
  suggest(what: Suggestion, text: string, session: Session): Promise<void>;
  step(step: StepId, turn: string | undefined, session: Session): Promise<void>;
  readonly shown: (panel: Panel) => void;
}

const activeConversation = 'aside.conversation';

export function createChat(deps: ChatDeps): Chat {
  const { store, memento } = deps;
  const disposables = new Disposables();
  const sessions = new Map<string, Session>();
  const panels = new Set<Panel>();
  const onDidChangeBusy = disposables.add(new vscode.EventEmitter<void>());
  let side: { view: vscode.WebviewView; panel: Panel } | undefined;
  let current: Promise<Session> | undefined;

  const busy = () => [...sessions.values()].some((session) => session.busy());

  function keep(session: Session): Session {
    sessions.set(session.id, session);
    session.listen((event) => {
      if (event.type !== 'busy') return;
      onDidChangeBusy.fire();
      void vscode.commands.executeCommand('setContext', 'aside.replying', busy());
      for (const panel of panels) panel.refreshState();
      // A conversation that nobody looks at any more is remembered by its log alone.
      if (!session.busy() && ![...panels].some((panel) => panel.session()?.id === session.id))
        sessions.delete(session.id);
    });
    return session;
  }

  const sessionDeps: SessionDeps = { ...deps, now: () => Date.now(), newId: () => crypto.randomUUID() };
  const create = () => keep(createSession(emptyConversation(crypto.randomUUID(), Date.now()), sessionDeps));

  async function open(id: string): Promise<Session> {
    const known = sessions.get(id);
    if (known) return known;
    const conversation = await store.load(id);
    // Two panels may have asked at the same time.
    return sessions.get(id) ?? (conversation ? keep(createSession(conversation, sessionDeps)) : create());
  }

  /** The conversation of the side panel: the one that was open here the last time, or a new one. */
  function currentSession(): Promise<Session> {
    current ??= (async () => {
      const id = memento.get<string>(activeConversation);
      return id ? open(id) : create();
    })();
    return current;
  }

  const context: PanelContext = {
    ...deps,
    open,
    create,
    recent: async () => (await store.list(4)).map(({ id, title, updated }) => ({ id, title, updated })),
    async suggest(what, text, session) {
      const chip = what === 'changes' ? await deps.changesChip() : deps.fileChip();
      if (chip) await session.send(text, [chip]);
    },
    async step(step, turn, session) {
      switch (step) {
        case 'retry':
          return turn ? session.retry(turn) : undefined;
        case 'continue':
          return session.goOn();
        case 'setKey': {
          const changed = await deps.run('aside.setKey');
          if (changed === true && turn) await session.retry(turn);
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
      if (panel !== side?.panel || !session) return;
      current = Promise.resolve(session);
      void memento.update(activeConversation, session.id);
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
  }

  /** The side panel, opened if it is not, without taking the focus. */
  async function reveal(): Promise<void> {
    if (side) side.view.show(true);
    else await deps.run('aside.chat.open', { preserveFocus: true });
  }

  async function showInSide(session: Session): Promise<void> {
    current = Promise.resolve(session);
    await memento.update(activeConversation, session.id);
    side?.panel.show(session);
  }

  for (const event of [vscode.window.onDidChangeActiveTextEditor, vscode.window.onDidChangeTextEditorSelection]) {
    disposables.add((event as vscode.Event<unknown>)(() => panels.forEach((panel) => panel.refreshState())));
  }
  disposables.add(deps.onDidChangeSettings(() => panels.forEach((panel) => panel.refreshState())));

  return {
    busy,
    onDidChangeBusy: onDidChangeBusy.event,
    attach(view) {
      const panel = addPanel(view.webview, () => view.visible, currentSession());
      side = { view, panel };
      view.onDidChangeVisibility(() => panel.refreshState());
      view.onDidDispose(() => {
        if (side?.panel === panel) side = undefined;
        removePanel(panel);
      });
    },
    openInEditor() {
      const tab = vscode.window.createWebviewPanel('aside.editor', 'Aside', vscode.ViewColumn.Beside, {});
      tab.iconPath = vscode.Uri.joinPath(deps.extensionUri, 'media', 'icon.svg');
      const panel = addPanel(tab.webview, () => tab.visible, currentSession());
      tab.onDidDispose(() => removePanel(panel));
    },
    async newChat() {
      const session = await currentSession();
      // An empty chat is a new chat already; its draft stays.
      if (session.conversation().turns.size > 0) await showInSide(create());
      await this.focusComposer();
    },
    async history() {
      const { l10n, window } = vscode;
      const items = store.list(500).then((list) =>
        list.map(({ id, title, updated }) => ({
          id,
          label: title || l10n.t('Untitled'),
          description: new Date(updated).toLocaleString(vscode.env.language),
        })),
      );
      const chosen = await window.showQuickPick(items, {
        title: l10n.t('Conversations'),
        placeHolder: l10n.t('Open a conversation'),
        matchOnDescription: true,
      });
      if (!chosen) return;
      await showInSide(await open(chosen.id));
      await reveal();
    },
    async focusComposer() {
      await deps.run('aside.chat.focus');
      side?.panel.focus();
    },
    async ask(text, chips) {
      let session = await currentSession();
      if (session.busy()) session = create();
      await showInSide(session);
      const asked = session.send(text, chips);
      await reveal();
      await asked;
    },
    async showExchange(question, answer) {
      let session = await currentSession();
      if (session.busy()) session = create();
      await showInSide(session);
      session.addExchange(question, answer);
      await reveal();
    },
    stop() {
      for (const session of sessions.values()) session.stop();
    },
    dispose() {
      for (const panel of panels) panel.dispose();
      for (const session of sessions.values()) session.stop();
      void store.flush();
      disposables.dispose();
    },
  };
}
