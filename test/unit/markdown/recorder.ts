import * as assert from 'node:assert';
import { type Block } from '../../../src/markdown/blocks';
import { blockMarks, textMarks } from '../../../src/markdown/spine';
import { type Change } from '../../../src/markdown/stream';

const begins = new RegExp(`${blockMarks.from}|${textMarks.from}`);
const ends = new RegExp(`${blockMarks.to}|${textMarks.to}`);

/** Applies changes to nothing but a list, and insists on what a stream promises about keys, lines and marks. */
export function recorder(): { apply(changes: readonly Change[]): void; blocks(): Block[] } {
  const blocks = new Map<number, Block>();
  /** The HTML that is settled of a block that is still open. */
  const settled = new Map<number, string>();

  function set(key: number, block: Block, before = ''): void {
    if (block.kind === 'code') {
      blocks.set(key, block);
      return;
    }
    const [done, rest] = block.html.split(ends);
    if (rest !== undefined) settled.set(key, before + done!);
    blocks.set(key, { kind: 'html', html: before + done! + (rest ?? '') });
  }

  return {
    apply(changes) {
      for (const change of changes) {
        const old = blocks.get(change.key);
        switch (change.type) {
          case 'insert':
            assert.strictEqual(old, undefined);
            set(change.key, change.block);
            break;
          case 'update':
            assert.ok(old);
            settled.delete(change.key);
            set(change.key, change.block);
            break;
          case 'grow': {
            const before = settled.get(change.key);
            const [head, tail, ...more] = change.html.split(begins);
            assert.ok(before !== undefined && head !== undefined && tail !== undefined && more.length === 0);
            set(change.key, { kind: 'html', html: tail }, before);
            break;
          }
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
