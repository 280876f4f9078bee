/** How what is written in a panel goes out: as a message, or as other words for one. */
import type { Chip, StoredDraft } from '../../conversation/model';
import { chipsOf } from '../../conversation/request';
import type { DraftVersion, HostMessage, SendResult, ViewMessage } from '../../protocol';
import type { Session } from '../session/types';
import type { Conversations } from './context';
import { joined, type DraftLink } from './draftLink';
import type { Gate } from './gate';

type DraftMessage = Extract<ViewMessage, { type: 'draft' }>;
type SendMessage = Extract<ViewMessage, { type: 'send' }>;

export interface SenderDeps {
  readonly link: DraftLink;
  readonly gate: Pick<Gate, 'confirmBeforeSend'>;
  readonly conversations: Pick<Conversations, 'find' | 'using'>;
  shown(): Session | undefined;
  /** Whether nothing may be written to the conversation; that is told. */
  isReadOnly(session: Session): boolean;
  post(message: HostMessage): void;
}

/** The host's side of a composer. The draft is kept here, with all that has not gone out. */
export interface Sender {
  draft(message: DraftMessage): Promise<void>;
  /** Resolves when the reply is over; the composer is answered before. */
  send(message: SendMessage): Promise<void>;
  /** Asks again in other words; where that has to wait, the words are kept in the draft. */
  edit(session: Session, turn: string, text: string): Promise<void>;
  /** The page has another composer from here on, which waits for nothing. */
  leave(): void;
}

/** A message that came from the composer. */
interface Sending {
  readonly id: string;
  readonly session: Session;
  readonly text: string;
  readonly chips: readonly Chip[];
  /** What else is in the composer; undefined once somebody else has set the draft. */
  rest: string | undefined;
  /** The page was told of a draft with this message in it: then it is in its text again. */
  readonly isBack: boolean;
  result?: SendResult;
}

export function createSender({ link, gate, conversations, shown, isReadOnly, post }: SenderDeps): Sender {
  /** The newest message: what the page says of its draft may be without it. */
  let last: Sending | undefined;
  /** The same as long as the page waits for its answer. */
  let awaited: Sending | undefined;

  const onShow = (id: string): Session | undefined => {
    const session = shown();
    return id === session?.id ? session : undefined;
  };

  /** What the composer has. True where that was not all, so that it was told. */
  function set(session: Session, text: string, from: DraftVersion): boolean {
    const draft = { text, chips: session.conversation().draft.chips };
    if (session !== shown()) session.setDraft(draft);
    const news = session === shown() && link.write(session, draft, from);
    if (news) post(news);
    return Boolean(news);
  }

  const complete = (session: Session, text: string, from: DraftVersion): string =>
    session === shown() ? link.complete(text, from) : text;

  async function draft(message: DraftMessage): Promise<void> {
    // Typed just before a switch, it belongs to the conversation that was on show.
    const session = onShow(message.conversation) ?? (await conversations.find(message.conversation));
    if (!session) return;
    const text = complete(session, message.text, message);
    const sending = last?.session === session ? last : undefined;
    const isBeside = sending !== undefined && sending.id === message.beside;
    if (sending) sending.rest = isBeside && sending.rest !== undefined ? text : undefined;
    const all = isBeside && sending.result !== 'sent' ? joined(sending.text, text) : text;
    set(session, all, message);
  }

  async function send(message: SendMessage): Promise<void> {
    const session = onShow(message.conversation) ?? (await conversations.find(message.conversation));
    if (!session) return post({ type: 'sent', id: message.id, result: 'refused' });
    await conversations.using(session, () => sendFrom(session, message));
  }

  async function sendFrom(session: Session, message: SendMessage): Promise<void> {
    const { id, text } = message;
    const { chips } = session.conversation().draft;
    const rest = complete(session, message.rest, message);
    const isBack = set(session, joined(text, rest), message);
    const sending: Sending = { id, session, text, chips, rest, isBack };
    // One of the page before, which is not through: what it leaves is not known any more.
    if (last?.session === session) last.rest = undefined;
    last = awaited = sending;
    const watching = onOtherText(session, link, () => (sending.rest = undefined));
    let result: SendResult = 'held';
    let replied: Promise<void> | undefined;
    try {
      result = await decide(sending);
      // Nothing may come between this look and what goes out.
      if (result === 'sent' && session.busy()) result = 'held';
      if (result === 'sent') replied = goOut(sending);
    } finally {
      watching.dispose();
      sending.result = result;
      if (awaited === sending) {
        awaited = undefined;
        post({ type: 'sent', id, result });
      }
    }
    await replied;
  }

  async function decide({ session, text, chips }: Sending): Promise<SendResult> {
    if (isReadOnly(session) || isNothing({ text, chips })) return 'refused';
    if (session.busy()) return 'held';
    const { draft: asked, leaf: parent } = session.conversation();
    const go = () => sendDraft(session);
    // What was written on meanwhile is not finished.
    const whenRoom = () => (session.conversation().draft === asked ? go() : undefined);
    const isHeld = await gate.confirmBeforeSend(session, { parent, text, chips }, go, whenRoom);
    return isHeld ? 'held' : 'sent';
  }

  function goOut(sending: Sending): Promise<void> {
    const { session, text, chips, rest } = sending;
    const replied = session.send(text, chips);
    const { draft } = session.conversation();
    const left = { text: rest ?? draft.text, chips: without(draft.chips, chips) };
    // Who waits for the answer has this already.
    if (awaited === sending && !sending.isBack) link.write(session, left);
    else session.setDraft(left);
    return replied;
  }

  async function sendDraft(session: Session): Promise<void> {
    const { draft } = session.conversation();
    if (session.busy() || isNothing(draft)) return;
    const replied = session.send(draft.text, draft.chips);
    session.setDraft({ text: '', chips: without(draft.chips, draft.chips) });
    await replied;
  }

  return {
    draft,
    send,
    edit: (session, turn, text) => editTurn({ gate, isReadOnly }, session, turn, text),
    leave: () => void (awaited = undefined),
  };
}

/** Asks again in other words, which are kept in the draft where that has to wait. */
async function editTurn(
  { gate, isReadOnly }: Pick<SenderDeps, 'gate' | 'isReadOnly'>,
  session: Session,
  turn: string,
  text: string,
): Promise<void> {
  const { turns } = session.conversation();
  const parent = turns.get(turn)?.parent ?? null;
  const chips = chipsOf(turns.get(turn) ?? { content: [] });
  let takeBack = () => {};
  const go = () => {
    takeBack();
    return session.edit(turn, text);
  };
  const whenRoom = () => {
    takeBack();
    return session.send(text, chips);
  };
  const isHeld =
    isReadOnly(session) ||
    session.busy() ||
    (await gate.confirmBeforeSend(session, { parent, text, chips }, go, whenRoom));
  if (isHeld || session.busy()) takeBack = keep(session, text);
  else await session.edit(turn, text);
}

/** Puts words into the draft, and says how they are taken out again, as long as nobody has changed it since. */
function keep(session: Session, text: string): () => void {
  const before = session.conversation().draft;
  session.setDraft({ text: joined(before.text, text), chips: before.chips });
  const { draft: kept } = session.conversation();
  return () => {
    if (session.conversation().draft === kept) session.setDraft(before);
  };
}

/** Calls when somebody else than this page's composer sets the draft's text. */
function onOtherText(session: Session, link: DraftLink, changed: () => void): { dispose(): void } {
  let { text } = session.conversation().draft;
  return session.listen(({ type }) => {
    const { draft } = session.conversation();
    if (type !== 'draft' || draft.text === text) return;
    ({ text } = draft);
    if (!link.isWriting()) changed();
  });
}

function without(chips: readonly Chip[], gone: readonly Chip[]): readonly Chip[] {
  return gone.length === 0 ? chips : chips.filter((chip) => !gone.includes(chip));
}

function isNothing({ text, chips }: StoredDraft): boolean {
  return text.trim() === '' && chips.length === 0;
}
