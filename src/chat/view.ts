import * as vscode from 'vscode';
import type { HostMessage, PanelState, ViewMessage } from '../protocol';
import { parseViewMessage } from '../protocol';
import { Disposables } from '../util/disposable';
import type { PanelContext } from './chat';
import { createCoalescer } from './coalesce';
import { copyText, insertAtCursor, openNewFile } from './codeActions';
import { pageHtml } from './html';
import { openLink } from './openLink';
import type { Session, SessionEvent } from './session';
import { chipView } from './turnView';

/** One webview that shows a conversation: in the side panel or in an editor tab. */
export interface Panel extends vscode.Disposable {
  readonly session: () => Session | undefined;
  show(session: Session): void;
  /** Something around the transcript may have changed. */
  refreshState(): void;
  focus(): void;
}

/** Turns in the first message and in each one of older turns. */
const turnsAtOnce = 30;
/** ms: about one frame. */
const frame = 16;

export function createPanel(
  webview: vscode.Webview,
  isVisible: () => boolean,
  first: Promise<Session>,
  context: PanelContext,
): Panel {
  const disposables = new Disposables();
  const coalescer = createCoalescer(
    (i, t) => post({ type: 'delta', i, t }),
    (callback) => setTimeout(callback, frame),
  );
  let session: Session | undefined;
  let listening: { dispose(): void } | undefined;
  let ready = false;
  let wantsFocus = false;
  let shownTurns = 0;
  let lastState = '';
  let stateTimer: ReturnType<typeof setTimeout> | undefined;

  function post(message: HostMessage): void {
    if (ready) void webview.postMessage(message);
  }

  function onEvent(event: SessionEvent): void {
    if (event.type === 'busy') return refreshState();
    if (event.type === 'delta') return coalescer.push(event.i, event.t);
    coalescer.flush();
    post(event);
  }

  function show(next: Session): void {
    listening?.dispose();
    coalescer.flush();
    session = next;
    listening = next.listen(onEvent);
    shownTurns = turnsAtOnce;
    post(next.snapshot(turnsAtOnce));
    refreshState();
    context.shown(panel);
  }

  function refreshState(): void {
    stateTimer ??= setTimeout(() => {
      stateTimer = undefined;
      void postState();
    }, frame);
  }

  async function postState(): Promise<void> {
    if (!ready || !session || !isVisible()) return;
    const shown = session;
    const empty = shown.conversation().leaf === null;
    const selection = context.selectionChip();
    const inDraft = shown.conversation().draft.chips.some((chip) => chip.target === selection?.target);
    const file = vscode.window.activeTextEditor?.document.uri.path.split('/').at(-1);
    const state: PanelState = {
      ...(await context.settingsState()),
      busy: shown.busy(),
      retryAt: shown.retryAt(),
      file,
      changes: empty && context.hasChanges(),
      selection: selection && !inDraft ? chipView(selection) : undefined,
      recent: empty ? (await context.recent()).filter(({ id }) => id !== shown.id).slice(0, 3) : [],
    };
    const text = JSON.stringify(state);
    if (text === lastState || disposables.isDisposed) return;
    lastState = text;
    post({ type: 'state', state });
  }

  function postDraft(): void {
    if (!session) return;
    const { text, chips } = session.conversation().draft;
    post({ type: 'draft', draft: { text, chips: chips.map(chipView) } });
    refreshState();
  }

  async function onMessage(message: ViewMessage): Promise<void> {
    if (message.type === 'ready') {
      // The page is new: after a reload, a move, or being hidden. What it had is gone.
      ready = true;
      lastState = '';
      if (session) show(session);
      else show(await first);
      if (wantsFocus) post({ type: 'focus' });
      wantsFocus = false;
      return;
    }
    if (message.type === 'failed') return context.log.error(`The panel failed: ${message.message}`);
    const shown = session;
    if (!shown) return;
    const { draft } = shown.conversation();
    switch (message.type) {
      case 'send':
        if (message.text.trim() === '' && draft.chips.length === 0) return;
        // The view queues while a reply runs, but may not have heard of it yet: the text goes back.
        if (shown.busy()) {
          shown.setDraft({ text: message.text, chips: draft.chips });
          return postDraft();
        }
        shown.setDraft({ text: '', chips: [] });
        postDraft();
        return shown.send(message.text, draft.chips);
      case 'stop':
        return shown.stop();
      case 'newChat':
        return show(context.create());
      case 'openConversation':
        return show(await context.open(message.id));
      case 'retry':
        return shown.retry(message.turn);
      case 'edit':
        return shown.edit(message.turn, message.text);
      case 'switchSibling':
        return shown.switchSibling(message.turn, message.by);
      case 'step':
        return context.step(message.step, message.turn, shown);
      case 'loadEarlier': {
        post(shown.earlier(shownTurns, turnsAtOnce));
        shownTurns += turnsAtOnce;
        return;
      }
      case 'suggest':
        return context.suggest(message.what, message.text, shown);
      case 'draft': {
        // Typed just before a switch: it belongs to the conversation that was on show.
        const target = message.conversation === shown.id ? shown : await context.open(message.conversation);
        return target.setDraft({ text: message.text, chips: target.conversation().draft.chips });
      }
      case 'addSelection': {
        const chip = context.selectionChip();
        if (chip) shown.setDraft({ text: draft.text, chips: [...draft.chips, chip] });
        return postDraft();
      }
      case 'dropChip':
        shown.setDraft({ text: draft.text, chips: draft.chips.filter((chip) => chip.id !== message.chip) });
        return postDraft();
      case 'pickModel':
      case 'pickEndpoint':
      case 'setKey':
      case 'history':
      case 'openSettings':
        await context.run(`aside.${message.type}`);
        return;
      case 'useEnvironmentKey':
        return context.useEnvironmentKey(message.use);
      case 'copyTurn':
        return copyText(textOf(shown, message.turn));
      case 'code':
        if (message.action === 'copy') return copyText(message.text);
        if (message.action === 'insert') return insertAtCursor(message.text);
        return openNewFile(message.text, message.language);
      case 'openLink':
        return openLink(message.href);
    }
  }

  const panel: Panel = {
    session: () => session,
    show,
    refreshState,
    focus() {
      if (ready) post({ type: 'focus' });
      else wantsFocus = true;
    },
    dispose() {
      listening?.dispose();
      clearTimeout(stateTimer);
      disposables.dispose();
    },
  };

  const media = vscode.Uri.joinPath(context.extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [media] };
  disposables.add(
    webview.onDidReceiveMessage((value: unknown) => {
      const message = parseViewMessage(value);
      if (!message) return context.log.warn('The panel sent something that is no message; it was ignored.');
      onMessage(message).catch((error: unknown) => context.log.error(`${message.type}: ${String(error)}`));
    }),
  );
  webview.html = pageHtml({
    cspSource: webview.cspSource,
    nonce: crypto.randomUUID().replaceAll('-', ''),
    script: webview.asWebviewUri(vscode.Uri.joinPath(media, 'main.js')).toString(),
    style: webview.asWebviewUri(vscode.Uri.joinPath(media, 'main.css')).toString(),
    language: vscode.env.language,
    l10n: (vscode.l10n.bundle ?? {}) as Record<string, unknown>,
  });
  return panel;
}

/** A turn's text as Markdown, without thinking and machinery. */
function textOf(session: Session, id: string): string {
  const turn = session.conversation().turns.get(id);
  if (!turn) return '';
  if (turn.role === 'user') return turn.text ?? '';
  return turn.content
    .filter((block) => block.type === 'text')
    .map((block) => String(block['text']))
    .join('\n\n');
}
