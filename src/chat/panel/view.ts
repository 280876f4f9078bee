import * as vscode from 'vscode';
import { parseViewMessage, type HostMessage, type ViewMessage } from '../../protocol';
import { Disposables } from '../../util/disposable';
import { refuseIfReadOnly } from '../notices/warnings';
import { linesIn } from '../session/screens';
import { turnsAtOnce } from '../session/session';
import type { Session, SessionEvent } from '../session/types';
import { createAttacher } from './attach';
import { forkWithDraft } from './branching';
import { createColours } from './colours';
import type { Panel, PanelContext, Resources } from './context';
import { createDraftLink } from './draftLink';
import { createFeed } from './feed';
import { createFinder } from './find';
import { pageHtml } from './html';
import { createHandlers, handle, writing } from './messages';
import { createPasted } from './pasted';
import { createSender } from './send';
import { createStatePoster, frame } from './state';

/** Where a panel is. */
export interface Frame {
  readonly webview: vscode.Webview;
  isVisible(): boolean;
  /** The panel shows another conversation now. */
  shown(panel: Panel): void;
}

/** A panel in a webview, which begins with the conversation `first`. */
export function createPanel(place: Frame, first: Promise<Session>, context: PanelContext): Panel {
  const { webview, isVisible } = place;
  const { actions, conversations, editor, gate, resources } = context;
  const disposables = new Disposables();
  let session: Session | undefined;
  let listening: { dispose(): void } | undefined;
  disposables.add({ dispose: () => listening?.dispose() });
  /** The page is there, and hears what is posted. */
  let ready = false;
  let isNewPage = false;
  /** Lines that fill the view. */
  let lines: number | undefined;
  let wantsFocus = false;

  const feed = createFeed(post, (callback) => setTimeout(callback, frame));
  const state = disposables.add(
    createStatePoster({ context, shown: () => (ready && isVisible() ? session : undefined), post: feed.add }),
  );
  const link = createDraftLink();
  const sender = createSender({ link, gate, conversations, shown: () => session, isReadOnly, post });
  const handlers = createHandlers(
    {
      ...{
        sender,
        show,
        add: feed.add,
        shown: () => session,
        lines: () => lines,
        focus: () => post({ type: 'focus' }),
      },
      attacher: createAttacher({ post, editor }),
      colours: disposables.add(createColours(resources, (part) => post({ type: 'colours', part }))),
      finder: createFinder(resources.searcher, () => new Promise((resolve) => setTimeout(resolve))),
      pasted: createPasted(post),
    },
    context,
  );

  function post(message: HostMessage): void {
    if (ready) void webview.postMessage(message);
  }

  function onEvent(event: SessionEvent): void {
    if (event.type === 'busy') return state.refresh();
    const message = event.type === 'draft' ? session && link.news(session) : event;
    if (message) feed.add(message);
    // Another draft, branch or reply is another context.
    if (event.type !== 'delta' && event.type !== 'block') state.refresh();
  }

  function show(next: Session, around?: string): void {
    if (disposables.isDisposed) return;
    listening?.dispose();
    feed.flush();
    const isOther = session !== next || isNewPage;
    isNewPage = false;
    session = next;
    listening = next.listen(onEvent);
    if (isOther) sender.leave();
    feed.add({ ...next.snapshot(turnsAtOnce, around, lines), ...(isOther && { version: link.shows(next) }) });
    state.refresh();
    place.shown(panel);
  }

  /** The page is new: after a reload, a move, or being hidden. What it had is gone. */
  async function onReady({ conversation, turn, height }: Extract<ViewMessage, { type: 'ready' }>): Promise<void> {
    ready = true;
    isNewPage = true;
    link.newPage();
    lines = height === undefined ? undefined : linesIn(height);
    state.reset();
    await opened;
    if (session) show(session, session.id === conversation ? turn : undefined);
    if (wantsFocus) post({ type: 'focus' });
    wantsFocus = false;
  }

  async function onMessage(message: ViewMessage): Promise<void> {
    if (message.type === 'ready') return onReady(message);
    if (message.type === 'failed') return resources.log.error(`The panel failed: ${message.message.slice(0, 2000)}`);
    const shown = session;
    if (!shown || (writing.has(message.type) && isReadOnly(shown))) return;
    await conversations.using(shown, async () => handle(handlers, message, shown));
  }

  /** Where a newer version has written, nothing is changed: that is told, and a copy is offered. */
  function isReadOnly(shown: Session): boolean {
    return refuseIfReadOnly(shown, async () => {
      const copy = await forkWithDraft(shown, conversations.fork);
      if (copy) show(copy);
    });
  }

  // Another conversation may have been put on show meanwhile.
  const opened = first.then((one) => void (session ??= one));

  const panel: Panel = {
    session: () => session,
    isVisible,
    show,
    refreshState: state.refresh,
    visibilityChanged() {
      if (isVisible()) state.refresh();
      else ready = false;
    },
    focus() {
      if (ready) post({ type: 'focus' });
      else wantsFocus = true;
    },
    dispose() {
      ready = false;
      disposables.dispose();
    },
  };
  disposables.add(
    webview.onDidReceiveMessage((value: unknown) => {
      const message = parseViewMessage(value);
      if (!message) return resources.log.warn('The panel sent something that is no message; it was ignored.');
      onMessage(message).catch((error: unknown) => actions.failed(message.type, error));
    }),
  );
  openPage(webview, resources);
  return panel;
}

function openPage(webview: vscode.Webview, { extensionUri }: Resources): void {
  const media = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
    script: webview.asWebviewUri(vscode.Uri.joinPath(media, 'main.js')).toString(),
    style: webview.asWebviewUri(vscode.Uri.joinPath(media, 'main.css')).toString(),
    language: vscode.env.language,
    l10n: (vscode.l10n.bundle ?? {}) as Record<string, unknown>,
  });
}
