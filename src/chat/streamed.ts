import type { BlockView, HostMessage } from '../protocol';

/** What the views were told of a reply while it streamed. */
export interface Streamed {
  take(event: HostMessage): void;
  /** Which of the final blocks differ from what was told; undefined when not even their number or kinds agree. */
  unlike(blocks: readonly BlockView[]): number[] | undefined;
}

export function createStreamed(): Streamed {
  const told: { readonly kind: BlockView['kind']; readonly pieces: string[] }[] = [];
  return {
    take(event) {
      if (event.type === 'block') told[event.index] = { kind: event.block.kind, pieces: [event.block.text] };
      else if (event.type === 'delta') told[event.i]?.pieces.push(event.t);
    },
    unlike(blocks) {
      if (blocks.length !== told.length || blocks.some(({ kind }, index) => kind !== told[index]?.kind))
        return undefined;
      return [...blocks.keys()].filter((index) => blocks[index]!.text !== told[index]!.pieces.join(''));
    },
  };
}
