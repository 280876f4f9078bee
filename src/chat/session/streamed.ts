import type { BlockView, HostMessage } from '../../protocol';

/** What the views were told of a reply while it streamed. */
export interface Streamed {
  add(event: HostMessage): void;
  /** Which of the final blocks differ from what was told; undefined when not even their number or kinds agree. */
  unlike(blocks: readonly BlockView[]): number[] | undefined;
}

export function createStreamed(): Streamed {
  const told: { readonly kind: BlockView['kind']; readonly pieces: string[]; cited: number }[] = [];
  return {
    add(event) {
      if (event.type === 'block')
        told[event.index] = { kind: event.block.kind, pieces: [event.block.text], cited: citedBy(event.block) };
      else if (event.type === 'delta') told[event.i]?.pieces.push(event.t);
      else if (event.type === 'citation' && told[event.i]) told[event.i]!.cited += 1;
    },
    unlike(blocks) {
      if (blocks.length !== told.length || blocks.some(({ kind }, index) => kind !== told[index]?.kind))
        return undefined;
      return [...blocks.keys()].filter((index) => {
        const { pieces, cited } = told[index]!;
        return blocks[index]!.text !== pieces.join('') || citedBy(blocks[index]!) !== cited;
      });
    },
  };
}

function citedBy(block: BlockView): number {
  return block.kind === 'text' ? (block.citations?.length ?? 0) : 0;
}
