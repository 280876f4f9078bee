import assert from 'node:assert/strict';
import { append, releaseHeld, toldOf, type OpenBlock } from '../../../src/messages/openBlock';
import { createRedactor } from '../../../src/messages/redact';

const key = 'sk-7Q2xLm9Zr4Tt81Wq';
const redactor = createRedactor([key]);

/** Text blocks of a reply, each behind the one before it. */
function textBlocks(count: number): OpenBlock[] {
  const blocks: OpenBlock[] = [];
  for (let position = 0; position < count; position++) {
    const block = { type: 'text', text: '' };
    blocks.push({
      position,
      index: position,
      block,
      json: '',
      stopped: false,
      held: {},
      before: blocks.at(-1),
      borrowed: 0,
    });
  }
  return blocks;
}

/** More empty blocks than a recursion has levels. */
const many = 30_000;

describe('a key over text blocks with any number of empty ones between', () => {
  for (const [name, end, expected] of [
    ['is taken out', key.slice(9), ['it is ', '[key]']],
    ['is left where it is no key', 'other', [`it is ${key.slice(0, 9)}`, 'other']],
  ] as const) {
    it(name, () => {
      const blocks = textBlocks(many);
      const [first, last] = [blocks[0]!, blocks.at(-1)!];
      for (const [open, text] of [
        [first, `it is ${key.slice(0, 9)}`],
        [last, end],
      ] as const) {
        append(open, 'text', toldOf(redactor, open, 'text', text));
      }
      releaseHeld(blocks, redactor);
      assert.deepEqual([first.block['text'], last.block['text']], expected);
    });
  }
});
