import { type MarkdownIt } from 'markdown-it';
import { type Block, labelsIn, parseGroups, sameBlock } from './blocks';
import { type Definitions } from './definitions';

/** A block that is final except for links whose definitions may follow. */
export interface LinkedBlock {
  readonly key: number;
  readonly block: Block;
  readonly source: string;
}

export interface LateLinks {
  /**
   * @param labels undefined labels that the block looks up
   * @param isStale whether the block must be rendered again in any case
   */
  watch(block: LinkedBlock, labels: Iterable<string>, isStale: boolean): void;
  defined(labels: readonly string[]): void;
  /** Renders stale blocks again, of at most this many more characters in total. Returns those that changed. */
  render(length: number): LinkedBlock[];
}

/**
 * Renders blocks again when a definition follows them. The amount is limited by the amount of new text: without a
 * limit, each definition that a long block uses would cost as much as the whole block.
 */
export function createLateLinks(md: MarkdownIt, definitions: Definitions): LateLinks {
  const waiting = new Map<string, Set<number>>();
  const blocks = new Map<number, LinkedBlock>();
  const stale = new Set<number>();
  let credit = 0;

  function watch(block: LinkedBlock, labels: Iterable<string>, isStale: boolean): void {
    blocks.set(block.key, block);
    if (isStale) stale.add(block.key);
    for (const label of labels) {
      const keys = waiting.get(label);
      if (keys) keys.add(block.key);
      else waiting.set(label, new Set([block.key]));
    }
  }

  return {
    watch,
    defined(labels) {
      for (const label of labels) {
        for (const key of waiting.get(label) ?? []) stale.add(key);
        waiting.delete(label);
      }
    },
    render(length) {
      credit += length;
      const changed: LinkedBlock[] = [];
      for (const key of stale) {
        const old = blocks.get(key)!;
        if (old.source.length > credit) break;
        credit -= old.source.length;
        stale.delete(key);
        const [group] = parseGroups(md, old.source, definitions.tentative());
        if (!group) continue;
        const fresh = { ...old, block: group.block };
        watch(
          fresh,
          labelsIn(group.tokens).filter((label) => !definitions.has(label)),
          false,
        );
        if (!sameBlock(old.block, group.block)) changed.push(fresh);
      }
      return changed;
    },
  };
}
