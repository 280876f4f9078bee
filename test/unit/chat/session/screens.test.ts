import assert from 'node:assert/strict';
import { linesIn, screensAfter, screensBefore } from '../../../../src/chat/session/screens';
import type { Turn } from '../../../../src/conversation/model';

const reply = (text: string): Turn => ({
  ...{ id: 'a', parent: null, role: 'assistant', at: 0, state: 'done' },
  content: [{ type: 'text', text }],
});
const short = reply('Yes.');
const long = reply('A line.\n'.repeat(400));
const wide = reply('word '.repeat(5000));
const folded: Turn = { ...short, content: [{ type: 'thinking', thinking: 'Hm.\n'.repeat(400) }] };
const times = (count: number, turn: Turn): Turn[] => Array.from({ length: count }, () => turn);

describe('how many turns are a few screens', () => {
  const table: [string, Turn[], number, number][] = [
    ['no turns', [], 30, 0],
    ['short ones: as many as may be', times(100, short), 10, 10],
    ['short ones: as many as fit', times(100, short), 100, 21],
    ['a long one is enough', times(5, long), 30, 1],
    ['so is one of a single long line', times(5, wide), 30, 1],
    ['thinking is folded', times(5, folded), 30, 5],
    ['fewer than that', times(3, short), 30, 3],
  ];
  for (const [name, turns, limit, expected] of table) {
    it(name, () => {
      assert.equal(turns.length - screensBefore(turns, turns.length, limit), expected);
      assert.equal(screensAfter(turns, 0, limit), expected);
    });
  }

  it('are fewer where fewer lines are wanted, and one at least', () => {
    for (const [lines, expected] of [
      [10, 4],
      [1, 1],
    ] as const) {
      assert.equal(100 - screensBefore(times(100, short), 100, 100, lines), expected);
      assert.equal(screensAfter(times(100, short), 0, 100, lines), expected);
    }
  });

  it('fill a view of any height', () => {
    const table: [number, number][] = [
      [900, 50],
      [901, 51],
      [0, 20],
      [100_000, 256],
    ];
    for (const [height, lines] of table) assert.equal(linesIn(height), lines);
  });

  it('counts from a place in the middle', () => {
    const turns = [...times(3, short), long, ...times(3, short)];
    assert.equal(screensBefore(turns, 3, 30), 0);
    assert.equal(screensBefore(turns, 4, 30), 3);
    assert.equal(screensAfter(turns, 4, 30), 7);
    assert.equal(screensAfter(turns, 2, 30), 4);
  });
});
