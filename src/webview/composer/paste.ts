import { post } from '../kit/host';

/** Characters of a text that may be looked for in the open files. */
const mostLooked = 1_000_000;

/** Pieces that can be told apart when they are undone. */
const mostTaken = 10;

interface Piece {
  readonly id: string;
  readonly text: string;
  /** Where in the text area it begins. */
  readonly at: number;
}

/** What the text area had before a piece became a chip, and after it. */
interface Taken extends Piece {
  readonly chip: string;
  readonly before: string;
  readonly after: string;
}

/**
 * Code that is pasted stands there as text at once. When the host knows it from an open file, the text becomes a chip;
 * undo, or pasting it again, makes it text again.
 */
export interface Paste {
  /** Something is about to be pasted as text. */
  pasting(area: HTMLTextAreaElement, text: string): void;
  /** The host knows what was pasted under this id. */
  known(area: HTMLTextAreaElement, id: string, chip: string): void;
  /** The text area has changed. */
  changed(area: HTMLTextAreaElement, inputType: string): void;
}

export function createPaste(): Paste {
  let count = 0;
  let asked: Piece | undefined;
  /** The newest last. */
  let taken: readonly Taken[] = [];

  return {
    pasting({ selectionStart }, pasted) {
      // As a text area keeps it.
      const text = pasted.replace(/\r\n?/g, '\n');
      asked = undefined;
      const again = taken.find((piece) => piece.text === text);
      if (again) {
        post({ type: 'dropChip', chip: again.chip });
        taken = taken.filter((piece) => piece !== again);
        return;
      }
      if (text.length > mostLooked || !text.trim().includes('\n')) return;
      asked = { id: `paste${++count}`, text, at: selectionStart };
      post({ type: 'pasted', id: asked.id, text });
    },
    known(area, id, chip) {
      const piece = asked;
      asked = undefined;
      if (piece?.id !== id || document.activeElement !== area) return;
      const { text, at } = piece;
      const before = area.value;
      const end = at + text.length;
      // What was sent, or changed meanwhile, stays as it is.
      if (before.slice(at, end) !== text) return;
      const caret = area.selectionStart >= end ? area.selectionStart - text.length : at;
      area.setSelectionRange(at, end);
      // The browser's own way, so that its undo brings the text back.
      if (!document.execCommand('delete')) {
        area.setSelectionRange(end, end);
        return;
      }
      area.setSelectionRange(caret, caret);
      taken = [...taken, { ...piece, chip, before, after: area.value }].slice(-mostTaken);
      post({ type: 'takePasted', id });
    },
    changed({ value }, inputType) {
      const undone = inputType === 'historyUndo' && taken.findLast(({ before }) => before === value);
      if (undone) post({ type: 'dropChip', chip: undone.chip });
      const redone = inputType === 'historyRedo' && taken.findLast(({ after }) => after === value);
      if (redone) post({ type: 'takePasted', id: redone.id });
    },
  };
}
