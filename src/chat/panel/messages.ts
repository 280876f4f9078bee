/**
 * What a page says, and what comes of it: a handler for each kind of message. A new kind does not compile until it has
 * one.
 */
import { replyText } from '../../conversation/replyText';
import type { ViewMessage } from '../../protocol';
import { insertAtCursor, openNewFile } from '../files/codeActions';
import { turnsAtOnce } from '../session/session';
import type { Session, SessionEvent } from '../session/types';
import type { Attacher } from './attach';
import { retryWith } from './branching';
import type { Colours } from './colours';
import type { PanelContext } from './context';
import type { Finder } from './find';
import { openLink } from './openLink';
import type { Pasted } from './pasted';
import type { Sender } from './send';
import { putInTerminal } from './terminal';

/** What is about the page itself, and comes before there is a conversation on show. */
export type PageMessage = 'ready' | 'failed';
type Messages = { readonly [T in Exclude<ViewMessage['type'], PageMessage>]: Extract<ViewMessage, { type: T }> };
export type SessionMessage = Messages[keyof Messages];
export type Handlers = { readonly [T in keyof Messages]: (message: Messages[T], session: Session) => unknown };

/** What the handlers need of the panel that they are of. */
export interface PanelParts {
  /** The conversation on show: another one, where something was waited for. */
  shown(): Session | undefined;
  show(session: Session): void;
  /** Posts what is about the conversation on show. */
  add(event: SessionEvent): void;
  focus(): void;
  /** Lines that fill the view. */
  lines(): number | undefined;
  readonly attacher: Attacher;
  readonly colours: Colours;
  readonly finder: Finder;
  readonly pasted: Pasted;
  readonly sender: Sender;
}

/** What would write to a conversation. Messages and other words for them are kept where that cannot be. */
export const writing: ReadonlySet<ViewMessage['type']> = new Set([
  'retry',
  'retryWith',
  'switchSibling',
  'step',
  'suggest',
  'answer',
  'summarise',
]);

export function createHandlers(panel: PanelParts, context: PanelContext): Handlers {
  return {
    ...conversationHandlers(panel, context),
    ...replyHandlers(panel, context),
    ...composerHandlers(panel, context),
    ...codeHandlers(panel, context),
    ...settingsHandlers(context),
  };
}

/** The member of `handlers` for a message, called with it. */
export function handle<T extends keyof Messages>(handlers: Handlers, message: Messages[T], session: Session): unknown {
  const handler: Handlers[T] = handlers[message.type as T];
  return handler(message, session);
}

/** Which conversation is on show, and which part of it. */
function conversationHandlers(panel: PanelParts, { conversations }: PanelContext) {
  return {
    newChat: () => panel.show(conversations.blank()),
    async openConversation({ id }, session) {
      const wanted = await conversations.choose(id);
      if (wanted && panel.shown() === session) panel.show(wanted);
    },
    async fork({ turn }, session) {
      const forked = await conversations.fork(session, turn);
      if (!forked || panel.shown() !== session) return;
      panel.show(forked);
      panel.focus();
    },
    switchSibling: ({ turn, by }, session) => session.switchSibling(turn, by),
    showOriginal: ({ turn }, session) => session.showOriginal(turn),
    loadEarlier: ({ before }, session) => panel.add(session.earlier(before, turnsAtOnce)),
    loadLater: ({ after }, session) => panel.add(session.later(after, turnsAtOnce)),
    showAt: ({ turn }, session) => panel.add(session.snapshot(turnsAtOnce, turn, panel.lines())),
    async find({ id, text, matchCase }, session) {
      const hits = await panel.finder.find(session.turns(), text, matchCase);
      // By now another conversation may be on show.
      if (hits && panel.shown() === session) panel.add({ type: 'found', id, hits });
    },
  } satisfies Partial<Handlers>;
}

/** What asks for a reply, or decides about one. */
function replyHandlers({ sender }: PanelParts, { actions, gate }: PanelContext) {
  return {
    send: (message) => sender.send(message),
    async edit({ turn, text }, session) {
      if (text.trim() !== '') await sender.edit(session, turn, text);
    },
    stop: (_, session) => session.stop(),
    retry: ({ turn }, session) => gate.retry(session, turn),
    retryWith: ({ turn }, session) =>
      retryWith(session, turn, actions.askForModel, (model) => gate.retry(session, turn, model)),
    answer: ({ offer, button }, session) => gate.answer(session, offer, button),
    summarise: (_, session) => gate.summarise(session),
    step: ({ step, turn }, session) => actions.step(step, turn, session),
    suggest: ({ what, text }, session) => actions.suggest(what, text, session),
  } satisfies Partial<Handlers>;
}

/** What is being written, and what goes along with it. */
function composerHandlers({ attacher, pasted, sender }: PanelParts, { editor, instructions }: PanelContext) {
  return {
    draft: (message) => sender.draft(message),
    addSelection(_, session) {
      const chip = editor.selectionChip();
      const { text, chips } = session.conversation().draft;
      if (chip) session.setDraft({ text, chips: [...chips, chip] });
    },
    dropChip(message, session) {
      const { text, chips } = session.conversation().draft;
      session.setDraft({ text, chips: chips.filter(({ id }) => id !== message.chip) });
    },
    async instructions({ use }, session) {
      const used = use ? await instructions()?.read() : null;
      if (used !== undefined) session.change({ t: 'instructions', instructions: used });
    },
    complete: (message) => attacher.complete(message),
    choose: ({ item }, session) => attacher.choose(session, item),
    pasted: (message, session) => pasted.look(session, message),
    takePasted: ({ id }, session) => pasted.take(session, id),
    attach: (_, session) => attacher.pick(session),
    attachFile: (message, session) => attacher.takeFile(session, message),
    attachUris: ({ uris }, session) => attacher.drop(session, uris.split(/\r?\n/).filter(Boolean)),
    attachImage: (message, session) => attacher.takeImage(session, message),
    fileRefused: (message, session) => attacher.refuse(session, message),
  } satisfies Partial<Handlers>;
}

/** What is done with a reply's text, its code and its request. */
function codeHandlers({ colours }: PanelParts, { actions }: PanelContext) {
  return {
    copyTurn: ({ turn }, session) => actions.copy(textOf(session, turn)),
    copyRequest: ({ turn }, session) => actions.copyRequest(session, turn),
    showRequest: ({ turn }) => actions.showRequest(turn),
    code({ action, text, language, info, before }) {
      switch (action) {
        case 'copy':
          return actions.copy(text);
        case 'apply':
          return actions.run('aside.apply', { text, language, info, before });
        case 'terminal':
          return putInTerminal(text, language);
        case 'insert':
          return insertAtCursor(text);
        case 'newFile':
          return openNewFile(text, language);
      }
    },
    openLink: ({ href }) => openLink(href),
    languages: () => colours.languages(),
    theme: ({ id }) => colours.theme(id),
    grammar: ({ scopeName }) => colours.grammar(scopeName),
  } satisfies Partial<Handlers>;
}

/** What the panel's bar leads to. */
function settingsHandlers({ actions }: PanelContext) {
  return {
    pickModel: (_, session) => actions.pickModel(session),
    pickEndpoint: () => actions.run('aside.pickEndpoint'),
    setKey: () => actions.run('aside.setKey'),
    useEnvironmentKey: ({ use }) => actions.useEnvironmentKey(use),
    options: () => actions.run('aside.options'),
    history: () => actions.run('aside.history'),
    openSettings: () => actions.run('aside.openSettings'),
  } satisfies Partial<Handlers>;
}

/** A turn's text as Markdown, without thinking and machinery. */
function textOf(session: Session, id: string): string {
  const turn = session.conversation().turns.get(id);
  if (!turn) return '';
  return turn.role === 'user' ? (turn.text ?? '') : replyText(turn.content);
}
