import * as assert from 'node:assert';
import { type Block } from '../../../src/markdown/blocks';
import { type Change } from '../../../src/markdown/stream';

/** Applies changes to nothing but a list, and insists on what a stream promises about keys and lines. */
export function recorder(): { apply(changes: readonly Change[]): void; blocks(): Block[] } {
  const blocks = new Map<number, Block>();
  return {
    apply(changes) {
      for (const change of changes) {
        const old = blocks.get(change.key);
        switch (change.type) {
          case 'insert':
            assert.strictEqual(old, undefined);
            blocks.set(change.key, change.block);
            break;
          case 'update':
            assert.ok(old);
            blocks.set(change.key, change.block);
            break;
          case 'lines':
            assert.ok(old?.kind === 'code' && change.from <= old.lines.length);
            blocks.set(change.key, { ...old, lines: [...old.lines.slice(0, change.from), ...change.lines] });
            break;
          case 'remove':
            assert.ok(blocks.delete(change.key));
            break;
        }
      }
    },
    blocks: () => [...blocks.values()],
  };
}
