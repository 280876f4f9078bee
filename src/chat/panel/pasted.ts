import { pastedChip } from '../../context/pasted';
import type { Chip } from '../../conversation/model';
import type { HostMessage, ViewMessage } from '../../protocol';
import type { Session } from '../session/types';

/** Code that was pasted as text, and comes from an open file: it goes along as a chip, when the view gives it up. */
export interface Pasted {
  look(session: Session, pasted: Extract<ViewMessage, { type: 'pasted' }>): void;
  take(session: Session, id: string): void;
}

const mostKept = 10;

export function createPasted(post: (message: HostMessage) => void): Pasted {
  /** What the view was told of: it may undo and redo. */
  const found = new Map<string, Chip>();
  return {
    look(session, { id, text }) {
      const chip = pastedChip(text);
      if (!chip) return;
      // Another part of the same lines: one chip cannot be both.
      const known = session.conversation().draft.chips.find((one) => one.id === chip.id);
      if (known && known.code !== chip.code) return;
      found.set(id, chip);
      if (found.size > mostKept) found.delete(found.keys().next().value!);
      post({ type: 'pastedFrom', id, chip: chip.id });
    },
    take(session, id) {
      const { draft } = session.conversation();
      const chip = found.get(id);
      if (!chip || draft.chips.some((one) => one.id === chip.id)) return;
      session.setDraft({ text: draft.text, chips: [...draft.chips, chip] });
    },
  };
}
