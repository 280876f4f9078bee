import * as vscode from 'vscode';
import { disposeAll, Disposables } from '../util/disposable';
import type { Panel, PanelContext } from './panel/context';
import { createPanel } from './panel/view';
import type { Session } from './session/types';

export interface PanelsDeps {
  readonly context: PanelContext;
  run(command: string, ...args: unknown[]): Thenable<unknown>;
  /** The side panel shows this conversation now. */
  shownInSide(session: Session): void;
  /** A panel shows another conversation, or is gone. */
  changed(): void;
}

/** The views that show conversations: the side panel and editor tabs. */
export interface Panels extends vscode.Disposable {
  /** Takes over the side panel's view. */
  attach(view: vscode.WebviewView, session: Promise<Session>): void;
  openTab(session: Promise<Session>): void;
  /** Takes over an editor tab that VS Code has brought back. */
  addTab(tab: vscode.WebviewPanel, session: Promise<Session>): void;
  isShown(session: Session): boolean;
  /** Something around the transcripts may have changed. */
  refresh(): void;
  showInSide(session: Session): void;
  /** Opens the side panel if it is not open, without taking the focus. */
  reveal(): Promise<void>;
  focusComposer(): Promise<void>;
  /** Counts a reply that came out of sight on the view's icon, until it is looked at. */
  replied(session: Session): void;
}

export function createPanels({ context, run, shownInSide, changed }: PanelsDeps): Panels {
  const disposables = new Disposables();
  const panels = new Set<Panel>();
  let side: { readonly view: vscode.WebviewView; readonly panel: Panel } | undefined;
  let wantsFocus = false;

  function add(webview: vscode.Webview, isVisible: () => boolean, session: Promise<Session>): Panel {
    const panel = createPanel({ webview, isVisible, shown }, session, context);
    panels.add(panel);
    return panel;
  }

  function remove(panel: Panel): void {
    panels.delete(panel);
    panel.dispose();
    changed();
  }

  function shown(panel: Panel): void {
    const session = panel.session();
    if (panel === side?.panel && session) shownInSide(session);
    changed();
  }

  function addTab(tab: vscode.WebviewPanel, session: Promise<Session>): void {
    tab.iconPath = vscode.Uri.joinPath(context.resources.extensionUri, 'media', 'icon.svg');
    const panel = add(tab.webview, () => tab.visible, session);
    tab.onDidChangeViewState(() => panel.visibilityChanged());
    tab.onDidDispose(() => remove(panel));
  }

  const refresh = (): void => panels.forEach((panel) => panel.refreshState());
  disposables.add(vscode.window.onDidChangeActiveTextEditor(refresh));
  disposables.add(vscode.window.onDidChangeTextEditorSelection(refresh));

  return {
    attach(view, session) {
      const panel = add(view.webview, () => view.visible, session);
      side = { view, panel };
      if (wantsFocus) panel.focus();
      wantsFocus = false;
      view.onDidChangeVisibility(() => {
        if (view.visible) view.badge = undefined;
        panel.visibilityChanged();
      });
      view.onDidDispose(() => {
        if (side?.panel === panel) side = undefined;
        remove(panel);
      });
    },
    openTab(session) {
      addTab(vscode.window.createWebviewPanel('aside.editor', 'Aside', vscode.ViewColumn.Beside, {}), session);
    },
    addTab,
    isShown: (session) => [...panels].some((panel) => panel.session() === session),
    refresh,
    showInSide(session) {
      shownInSide(session);
      side?.panel.show(session);
    },
    async reveal() {
      if (side) side.view.show(true);
      else await run('aside.chat.open', { preserveFocus: true });
    },
    async focusComposer() {
      // A panel that opens only now attaches itself a little later.
      wantsFocus = !side;
      await run('aside.chat.focus');
      side?.panel.focus();
    },
    replied(session) {
      if (!side || side.view.visible || [...panels].some((one) => one.isVisible() && one.session() === session)) return;
      const value = (side.view.badge?.value ?? 0) + 1;
      side.view.badge = { value, tooltip: vscode.l10n.t('{0} new replies', value) };
    },
    dispose: () => disposeAll([disposables, ...panels]),
  };
}
