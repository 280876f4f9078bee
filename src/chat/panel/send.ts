import type { StoredDraft } from '../../conversation/model';
import { chipsOf } from '../../conversation/request';
import type { HostMessage, ViewMessage } from '../../protocol';
import { draftView } from '../session/session';
import type { Session } from '../session/types';
import type { Conversations } from './context';
import type { Gate } from './gate';

export interface SenderDeps {
  readonly gate: Pick<Gate, 'confirmBeforeSend'>;
  readonly find: Conversations['find'];
  shown(): Session | undefined;
  post(message: HostMessage): void;
}

/** What is written in a panel, and how it goes out. */
export interface Sender {
  send(session: Session, text: string): Promise<void>;
  edit(session: Session, turn: string, text: string): Promise<void>;
  draft(session: Session, message: Extract<ViewMessage, { type: 'draft' }>): Promise<void>;
  /** The draft that is being set came from this view, which has it. */
  isOwnDraft(): boolean;
  /** What could not be sent goes back to the composer. */
  refuse(session: Session, text: string): void;
}

export function createSender({ gate, find, shown: onShow, post }: SenderDeps): Sender {
  let ownDraft = false;

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
      (await gate.confirmBeforeSend(shown, { parent, text, chips }, () => sendDraft(shown), whenRoom)) ||
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
    const asked = shown.busy() || (await gate.confirmBeforeSend(shown, { parent, text, chips }, go, whenRoom));
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

  return {
    send,
    edit,
    async draft(shown, message) {
      // Typed just before a switch: it belongs to the conversation that was on show.
      const target = message.conversation === shown.id ? shown : await find(message.conversation);
      ownDraft = target === onShow();
      target?.setDraft({ text: message.text, chips: target.conversation().draft.chips });
      ownDraft = false;
    },
    isOwnDraft: () => ownDraft,
    refuse: (shown, text) => giveBack(shown, text, shown.conversation().draft.text),
  };
}
