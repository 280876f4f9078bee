import * as vscode from 'vscode';
import type { StoredDraft } from '../../conversation/model';
import { replyText } from '../../conversation/replyText';
import { chipsOf } from '../../conversation/request';
import type { HostMessage, PanelState, ViewMessage } from '../../protocol';
import { parseViewMessage } from '../../protocol';
import { Disposables } from '../../util/disposable';
import { logError } from '../../util/log';
import { createAttacher } from './attach';
import type { Panel, PanelContext } from './context';
import { createColours } from './colours';
import { copyText, insertAtCursor, openNewFile } from '../files/codeActions';
import { copyRequest } from '../requests/copyRequest';
import { createFeed } from './feed';
import { forkWithDraft, retryWith } from './branching';
import { createFinder } from './find';
import { pageHtml } from './html';
import { instructionsView } from './instructions';
import { openLink } from './openLink';
import { contextView } from './meter';
import { createPasted } from './pasted';
import { putInTerminal } from './terminal';
import { linesIn } from '../session/screens';
import { draftView, turnsAtOnce } from '../session/session';
import type { Session, SessionEvent } from '../session/types';
import { chipView } from '../session/turnView';
import { refuseIfReadOnly } from '../notices/warnings';

/** What would write to a conversation. */
const continues: ReadonlySet<ViewMessage['type']> = new Set([
  'send',
  'retry',
  'retryWith',
  'edit',
  'switchSibling',
  'step',
  'suggest',
  'answer',
  'summarise',
]);

/** ms: about one frame. */
const frame = 16;

export function createPanel(
  webview: vscode.Webview,
  isVisible: () => boolean,
  first: Promise<Session>,
  context: PanelContext,
): Panel {
  const disposables = new Disposables();
  const feed = createFeed(post, (callback) => setTimeout(callback, frame));
  const finder = createFinder(context.searcher, () => new Promise((resolve) => setTimeout(resolve)));
  const colours = disposables.add(createColours(context, (part) => post({ type: 'colours', part })));
  const attacher = createAttacher({
    post,
    refusalText: context.refusalText,
    code: () => context.selectionChip() ?? context.fileChip(),
    changes: context.changesChip,
  });
  const pasted = createPasted(post);
  let session: Session | undefined;
  let listening: { dispose(): void } | undefined;
  let ready = false;
  /** That fill the view. */
  let lines: number | undefined;
  let wantsFocus = false;
  let lastState = '';
  let lastPrices: string | undefined;
  let stateTimer: ReturnType<typeof setTimeout> | undefined;
  let refreshing = false;
  let refreshAgain = false;
  /** The draft that is being set came from this view, which has it. */
  let ownDraft = false;

  function post(message: HostMessage): void {
    if (ready) void webview.postMessage(message);
  }

  function onEvent(event: SessionEvent): void {
    if (event.type === 'busy') return refreshState();
    if (event.type === 'draft' && ownDraft) return refreshState();
    feed.add(event);
    // Another draft, branch or reply is another context.
    if (event.type !== 'delta' && event.type !== 'block') refreshState();
  }

  function show(next: Session, around?: string): void {
    if (disposables.isDisposed) return;
    listening?.dispose();
    feed.flush();
    session = next;
    listening = next.listen(onEvent);
    feed.add(next.snapshot(turnsAtOnce, around, lines));
    refreshState();
    context.shown(panel);
  }

  /** One state at a time, so that an older one never comes after a newer one. */
  function refreshState(): void {
    refreshAgain = true;
    if (refreshing || disposables.isDisposed) return;
    refreshing = true;
    stateTimer = setTimeout(() => {
      refreshAgain = false;
      void postState()
        .catch((error: unknown) => logError(context.log, "The panel's state", error))
        .finally(() => {
          refreshing = false;
          if (refreshAgain) refreshState();
        });
    }, frame);
  }

  async function postState(): Promise<void> {
    if (!ready || !session || !isVisible()) return;
    const isEmpty = () => session?.conversation().leaf === null;
    const [settings, recent] = await Promise.all([context.settingsState(), isEmpty() ? context.recent() : []]);
    const shown = session;
    const selection = context.selectionChip();
    const model = shown.conversation().options.model ?? settings.model;
    const costs = context.costs();
    const readFrom = context.instructions();
    const inDraft = shown.conversation().draft.chips.some((chip) => chip.target === selection?.target);
    const state: PanelState = {
      ...settings,
      model,
      optionsSet: Object.keys(shown.conversation().options).length,
      busy: shown.busy(),
      retryAt: shown.retryAt(),
      file: vscode.window.activeTextEditor?.document.uri.path.split('/').at(-1),
      changes: isEmpty() && context.hasChanges(),
      selection: selection && !inDraft ? chipView(selection) : undefined,
      instructions: readFrom && instructionsView(shown.conversation(), readFrom.current()),
      recent: isEmpty() ? recent.filter(({ id }) => id !== shown.id).slice(0, 3) : [],
      context: contextView(shown.conversation(), {
        ...{ model, endpoint: settings.endpoint, window: context.windowOf(model), costs, now: Date.now() },
        problems: costs.problems.map(context.costProblem),
      }),
      offer: context.gate.offer(shown),
    };
    const prices = JSON.stringify(costs.prices);
    if (lastPrices !== undefined && prices !== lastPrices) feed.add(shown.costs());
    lastPrices = prices;
    const text = JSON.stringify(state);
    if (text === lastState || !ready) return;
    lastState = text;
    post({ type: 'state', state });
  }

  async function send(shown: Session, text: string): Promise<void> {
    const before = shown.conversation().draft;
    const { chips } = before;
    if (text.trim() === '' && chips.length === 0) return;
    const parent = shown.conversation().leaf;
    const whenRoom = () => {
      // What was written on meanwhile is not finished.
      const now = shown.conversation().draft;
      return now.text === text && now.chips === chips ? sendDraft(shown) : undefined;
    };
    // The view queues while a reply runs, but may not have heard of it yet.
    if (
      shown.busy() ||
      (await context.gate.confirmBeforeSend(shown, { parent, text, chips }, () => sendDraft(shown), whenRoom)) ||
      shown.busy()
    ) {
      return giveBack(shown, text, before.text);
    }
    await sendNow(shown, { text, chips }, before.text);
  }

  async function sendDraft(shown: Session): Promise<void> {
    const { draft } = shown.conversation();
    if (shown.busy() || (draft.text.trim() === '' && draft.chips.length === 0)) return;
    await sendNow(shown, draft, draft.text);
  }

  /** @param known the draft when it was sent: what has been typed since stays */
  async function sendNow(shown: Session, { text, chips }: StoredDraft, known: string): Promise<void> {
    const replied = shown.send(text, chips);
    const { draft } = shown.conversation();
    const left = draft.chips.filter((chip) => !chips.includes(chip));
    shown.setDraft({ text: draft.text === known ? '' : draft.text, chips: left });
    await replied;
  }

  async function edit(shown: Session, turn: string, text: string): Promise<void> {
    const { turns, draft } = shown.conversation();
    const parent = turns.get(turn)?.parent ?? null;
    const chips = chipsOf(turns.get(turn) ?? { content: [] });
    const together = [draft.text, text].filter(Boolean).join('\n\n');
    const takeBack = () => {
      if (shown.conversation().draft.text === together) shown.setDraft(draft);
    };
    const go = () => {
      takeBack();
      return shown.edit(turn, text);
    };
    const whenRoom = () => {
      takeBack();
      return shown.send(text, chips);
    };
    const asked = shown.busy() || (await context.gate.confirmBeforeSend(shown, { parent, text, chips }, go, whenRoom));
    if (asked || shown.busy()) return giveBack(shown, together, draft.text);
    await shown.edit(turn, text);
  }

  /**
   * What could not be sent goes back to the composer, which has let go of it.
   *
   * @param known the draft when it was sent: what has been typed since stays
   */
  function giveBack(shown: Session, text: string, known: string): void {
    const { draft } = shown.conversation();
    const typed = draft.text === known || draft.text === text ? '' : draft.text;
    shown.setDraft({ text: [text, typed].filter(Boolean).join('\n\n'), chips: draft.chips });
    post({ type: 'draft', draft: draftView(shown.conversation().draft) });
  }

  async function onMessage(message: ViewMessage): Promise<void> {
    if (message.type === 'ready') {
      // The page is new: after a reload, a move, or being hidden. What it had is gone.
      ready = true;
      lines = message.height === undefined ? undefined : linesIn(message.height);
      lastState = '';
      await opened;
      if (session) show(session, session.id === message.conversation ? message.turn : undefined);
      if (wantsFocus) post({ type: 'focus' });
      wantsFocus = false;
      return;
    }
    if (message.type === 'failed') return context.log.error(`The panel failed: ${message.message.slice(0, 2000)}`);
    const shown = session;
    if (!shown) return;
    const { draft } = shown.conversation();
    if (shown.conversation().newer && continues.has(message.type)) {
      if (message.type === 'send') giveBack(shown, message.text, draft.text);
      refuseIfReadOnly(shown, async () => {
        const copy = await forkWithDraft(shown, context.fork);
        if (copy) show(copy);
      });
      return;
    }
    switch (message.type) {
      case 'send':
        return send(shown, message.text);
      case 'stop':
        return shown.stop();
      case 'newChat':
        return show(context.blank());
      case 'openConversation': {
        const wanted = await context.choose(message.id);
        if (wanted && session === shown) show(wanted);
        return;
      }
      case 'retry':
        return context.gate.retry(shown, message.turn);
      case 'retryWith':
        return retryWith(shown, message.turn, context.askForModel, (model) =>
          context.gate.retry(shown, message.turn, model),
        );
      case 'fork': {
        const forked = await context.fork(shown, message.turn);
        if (!forked || session !== shown) return;
        show(forked);
        return post({ type: 'focus' });
      }
      case 'edit':
        if (message.text.trim() === '') return;
        return edit(shown, message.turn, message.text);
      case 'answer':
        return context.gate.answer(shown, message.offer, message.button);
      case 'summarise':
        return context.gate.summarise(shown);
      case 'showOriginal':
        return shown.showOriginal(message.turn);
      case 'switchSibling':
        return shown.switchSibling(message.turn, message.by);
      case 'step':
        return context.step(message.step, message.turn, shown);
      case 'loadEarlier':
        return feed.add(shown.earlier(message.before, turnsAtOnce));
      case 'loadLater':
        return feed.add(shown.later(message.after, turnsAtOnce));
      case 'showAt':
        return feed.add(shown.snapshot(turnsAtOnce, message.turn, lines));
      case 'find': {
        const hits = await finder.find(shown.turns(), message.text, message.matchCase);
        // By now another conversation may be on show.
        if (hits && session === shown) feed.add({ type: 'found', id: message.id, hits });
        return;
      }
      case 'suggest':
        return context.suggest(message.what, message.text, shown);
      case 'draft': {
        // Typed just before a switch: it belongs to the conversation that was on show.
        const target = message.conversation === shown.id ? shown : await context.find(message.conversation);
        ownDraft = target === session;
        target?.setDraft({ text: message.text, chips: target.conversation().draft.chips });
        ownDraft = false;
        return;
      }
      case 'addSelection': {
        const chip = context.selectionChip();
        if (chip) shown.setDraft({ text: draft.text, chips: [...draft.chips, chip] });
        return;
      }
      case 'dropChip':
        return shown.setDraft({ text: draft.text, chips: draft.chips.filter((chip) => chip.id !== message.chip) });
      case 'instructions': {
        const used = message.use ? await context.instructions()?.read() : null;
        if (used !== undefined) shown.change({ t: 'instructions', instructions: used });
        return;
      }
      case 'complete':
        return attacher.complete(message);
      case 'choose':
        return attacher.choose(shown, message.item);
      case 'pasted':
        return pasted.look(shown, message);
      case 'takePasted':
        return pasted.take(shown, message.id);
      case 'attach':
        return attacher.pick(shown);
      case 'attachFile':
        return attacher.takeFile(shown, message);
      case 'attachUris':
        return attacher.drop(shown, message.uris.split(/\r?\n/).filter(Boolean));
      case 'attachImage':
        return attacher.takeImage(shown, message);
      case 'fileRefused':
        return attacher.refuse(shown, message);
      case 'pickModel':
        return context.pickModel(shown);
      case 'pickEndpoint':
      case 'setKey':
      case 'history':
      case 'openSettings':
      case 'options':
        await context.run(`aside.${message.type}`);
        return;
      case 'useEnvironmentKey':
        return context.useEnvironmentKey(message.use);
      case 'showRequest':
        return context.showRequest(message.turn);
      case 'copyRequest':
        return copyRequest(shown, message.turn);
      case 'copyTurn':
        return copyText(textOf(shown, message.turn));
      case 'code':
        if (message.action === 'copy') return copyText(message.text);
        if (message.action === 'apply') {
          const { text, language, info, before } = message;
          await context.run('aside.apply', { text, language, info, before });
          return;
        }
        if (message.action === 'terminal') return putInTerminal(message.text, message.language);
        if (message.action === 'insert') return insertAtCursor(message.text);
        return openNewFile(message.text, message.language);
      case 'openLink':
        return openLink(message.href);
      case 'languages':
        return colours.languages();
      case 'theme':
        return colours.theme(message.id);
      case 'grammar':
        return colours.grammar(message.scopeName);
    }
  }

  // Another conversation may have been put on show meanwhile.
  const opened = first.then((one) => void (session ??= one));

  const panel: Panel = {
    session: () => session,
    isVisible,
    show,
    refreshState,
    visibilityChanged() {
      if (isVisible()) refreshState();
      else ready = false;
    },
    focus() {
      if (ready) post({ type: 'focus' });
      else wantsFocus = true;
    },
    dispose() {
      ready = false;
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
      onMessage(message).catch((error: unknown) => context.failed(message.type, error));
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
  return turn.role === 'user' ? (turn.text ?? '') : replyText(turn.content);
}
