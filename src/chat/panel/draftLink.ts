import type { StoredDraft } from '../../conversation/model';
import type { DraftVersion, HostMessage } from '../../protocol';
import { draftView } from '../session/session';
import type { Session } from '../session/types';

/** Keeps the draft of the conversation on show and what one page has in its composer the same. */
export interface DraftLink {
  /** The page is new, and nothing was typed in it. */
  newPage(): void;
  /** The page shows this conversation from here on, with its draft as it is now. Gives the draft's version. */
  shows(session: Session): number;
  /** A text of the page, with what was set elsewhere and the page had not heard of when it was typed. */
  complete(text: string, from: DraftVersion): string;
  /** Sets a draft that the page has; where that was not complete, it is told. */
  write(session: Session, draft: StoredDraft, from?: DraftVersion): HostMessage | undefined;
  /** Whether a draft is being set that the page has. */
  isWriting(): boolean;
  /** What the page is to be told now that the draft has changed; undefined where it has all of it. */
  news(session: Session): HostMessage | undefined;
}

export function createDraftLink(): DraftLink {
  /** As the page has it, or was told. */
  let known: StoredDraft | undefined;
  let edits = 0;
  let version = 0;
  /** What was set elsewhere last. */
  let theirs = '';
  let isWriting = false;

  const isBehind = (from: DraftVersion): boolean => from.version < version;

  function tell(draft: StoredDraft): HostMessage {
    version += 1;
    return { type: 'draft', draft: draftView(draft), text: { edits, version } };
  }

  return {
    newPage: () => void (edits = 0),
    shows(session) {
      known = session.conversation().draft;
      theirs = known.text;
      return (version += 1);
    },
    complete: (text, from) => (isBehind(from) ? joined(theirs, text) : text),
    write(session, draft, from = { edits, version }) {
      edits = from.edits;
      isWriting = true;
      try {
        session.setDraft(draft);
      } finally {
        isWriting = false;
      }
      return isBehind(from) ? tell(session.conversation().draft) : undefined;
    },
    isWriting: () => isWriting,
    news(session) {
      const { draft } = session.conversation();
      const [isNewText, hasNewChips] = [draft.text !== known?.text, draft.chips !== known?.chips];
      known = draft;
      if (isNewText && !isWriting) {
        theirs = draft.text;
        return tell(draft);
      }
      return hasNewChips ? { type: 'draft', draft: draftView(draft) } : undefined;
    },
  };
}

/** Texts of which each is one message, or the beginning of one, as one draft. */
export function joined(...texts: readonly string[]): string {
  return texts.filter(Boolean).join('\n\n');
}
