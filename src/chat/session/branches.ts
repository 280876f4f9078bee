/** Which branch of the conversation is the active one. */
import { branchOf, leafBelow, siblingsOf } from '../../conversation/model';
import type { SessionCore } from './core';
import type { Session } from './types';

export interface Branches extends Pick<Session, 'switchSibling' | 'showOriginal'> {
  /** Goes to another leaf: what is not on its branch leaves the views, what is new comes in. */
  moveTo(leaf: string | null): void;
}

/** @param busy while a reply is on its way nobody leaves its branch */
export function createBranches({ deps, journal, views }: SessionCore, busy: () => boolean): Branches {
  function moveTo(leaf: string | null): void {
    const before = branchOf(journal.conversation());
    void journal.record({ t: 'leaf', at: deps.now(), id: leaf });
    views.showMove(before);
  }
  const moveBelow = (id: string) => moveTo(leafBelow(journal.conversation(), id));

  return {
    moveTo,
    switchSibling(id, by) {
      const turn = journal.turn(id);
      if (!turn || busy()) return;
      const siblings = siblingsOf(journal.conversation(), turn);
      const other = siblings[siblings.indexOf(turn) + by];
      if (other) moveBelow(other.id);
    },
    showOriginal(id) {
      const original = journal.turn(journal.turn(id)?.summary?.of);
      if (original && !busy()) moveBelow(original.id);
    },
  };
}
