import type * as vscode from 'vscode';
import { type Change } from '../text/track';
import { createWriter, maxAttempts, pauseBefore, type OwnChange, type UndoStops } from './writer';

export interface Edits {
  /** Whether an edit can be made without costing an undo step. */
  ready(): boolean;
  /** Whether a reported change is the edit that is on its way; then it is no longer. */
  takeOwn(change: Change): OwnChange | undefined;
  /** One piece of a stream; `refused`: to be tried again at the place that has moved. `gone`: never again. */
  append(own: OwnChange, stops: UndoStops): Promise<'done' | 'refused' | 'gone' | 'readOnly'>;
  /** One edit as an undo step of its own, made anew each time the editor refuses it. False when it is not possible. */
  rewrite(make: () => Change | undefined): Promise<boolean>;
}

/** The edits of a proposal: how long they are tried, and when they are over. */
export function createEdits(
  document: vscode.TextDocument,
  proposal: { isOpen(): boolean; cursorStays(): boolean },
): Edits {
  const writer = createWriter(document);
  let attempts = 0;

  return {
    ready: () => writer.editor() !== undefined,
    takeOwn: (change) => writer.takeOwn(change),
    async append(own, stops) {
      if (!proposal.isOpen() || document.isClosed) return 'gone';
      const result = await writer.edit(own, stops, proposal.cursorStays());
      if (!proposal.isOpen()) return 'gone';
      if (result === 'done') {
        attempts = 0;
        return 'done';
      }
      return result === 'nothing' || ++attempts > maxAttempts ? 'readOnly' : 'refused';
    },
    async rewrite(make) {
      for (let attempt = 0; attempt < maxAttempts; attempt++) {
        if (!proposal.isOpen() || document.isClosed) return true;
        const change = make();
        if (!change || (change.length === 0 && change.text === '')) return true;
        const result = await writer.edit({ ...change, tail: 0 }, { first: true, last: true }, proposal.cursorStays());
        if (result === 'done' || !proposal.isOpen()) return true;
        if (result === 'nothing') return false;
        await pauseBefore(attempt);
      }
      return false;
    },
  };
}
