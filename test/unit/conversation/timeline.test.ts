import assert from 'node:assert/strict';
import { longestGaps } from '../../../src/conversation/storedExchange';
import { bytesOverTime, eventTable, type EventRow } from '../../../src/conversation/timeline';
import type { Read } from '../../../src/messages/recordedBody';

const encode = (text: string) => new TextEncoder().encode(text);
const event = (value: object) => `event: ${(value as { type: string }).type}\ndata: ${JSON.stringify(value)}\n\n`;
const delta = (text: string, index = 0) =>
  event({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } });

/** Pieces of a stream with the moments at which they came. */
function table(pieces: ReadonlyArray<readonly [at: number, text: string]>) {
  let end = 0;
  const reads = pieces.map(([at, text]): Read => ({ at, end: (end += encode(text).length) }));
  return eventTable(encode(pieces.map(([, text]) => text).join('')), reads);
}

const brief = ({ at, until, name, detail, count }: EventRow) => [name, detail, count, at, until];

describe('the timeline of a stream', () => {
  it('has each event when its last byte came, and those of a kind in a row', () => {
    const { rows, events, firstToken } = table([
      [5, event({ type: 'message_start', message: {} })],
      [10, event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })],
      [20, delta('Hel').slice(0, 30)],
      [50, delta('Hel').slice(30) + event({ type: 'ping' }) + delta('lo')],
      [90, delta('!') + event({ type: 'ping' })],
      [95, event({ type: 'content_block_stop', index: 0 })],
      [99, event({ type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: {} })],
    ]);
    assert.deepEqual(rows.map(brief), [
      ['message_start', '', 1, 5, 5],
      ['content_block_start', '[0] text', 1, 10, 10],
      ['content_block_delta', '[0] text_delta', 3, 50, 90],
      ['ping', '', 2, 50, 90],
      ['content_block_stop', '[0]', 1, 95, 95],
      ['message_delta', 'end_turn', 1, 99, 99],
    ]);
    assert.equal(rows[2]!.gap, 40);
    assert.equal(rows[2]!.bytes, encode(delta('Hel') + delta('lo') + delta('!')).length);
    assert.equal(events, 9);
    assert.equal(firstToken, 50);
  });

  it('is the same with any line ends', () => {
    const text = event({ type: 'message_start' }) + delta('a') + delta('b') + ': waiting\n\n' + 'data: [DONE]\n\n';
    const expected = table([[1, text]]).rows.map(({ name, detail, count }) => [name, detail, count]);
    assert.deepEqual(expected.at(-1), ['[DONE]', '', 1]);
    assert.deepEqual(expected.at(-2), [':', '', 1]);
    for (const end of ['\r\n', '\r']) {
      const rows = table([[1, text.replaceAll('\n', end)]]).rows;
      assert.deepEqual(
        rows.map(({ name, detail, count }) => [name, detail, count]),
        expected,
      );
    }
  });

  const odd: ReadonlyArray<readonly [string, readonly (string | number)[]]> = [
    [event({ type: 'error', error: { message: 'Over\nloaded' } }), ['error', 'Over loaded', 1]],
    ['data: plain words\n\n', ['?', 'plain words', 1]],
    ['event: error\ndata: no JSON\n\n', ['error', 'no JSON', 1]],
    ['event: message_stop\n\n', ['message_stop', '', 1]],
    ['data: {"no":"type"}\n\n', ['?', '', 1]],
    ['data: null\n\n', ['?', 'null', 1]],
    ['Bad gateway\n\n', ['?', 'Bad gateway', 1]],
    ['data: {"type":"content_block_delta","index":3,"delta":null}\n\n', ['content_block_delta', '[3]', 1]],
  ];
  for (const [text, expected] of odd) {
    it(`takes ${JSON.stringify(text)} for what it is`, () => {
      assert.deepEqual(
        table([[0, text]]).rows.map(({ name, detail, count }) => [name, detail, count]),
        [expected],
      );
    });
  }

  it('marks what a cut left unfinished', () => {
    const { rows } = table([[3, delta('a') + delta('b').slice(0, 40)]]);
    assert.deepEqual(
      rows.map(({ unfinished = false }) => unfinished),
      [false, true],
    );
  });

  it('is bounded', () => {
    const text = Array.from({ length: 500 }, (_, n) => event({ type: 'content_block_stop', index: n })).join('');
    const { rows, left, events } = table([[0, text]]);
    assert.deepEqual([rows.length, left, events], [200, 300, 500]);
    assert.deepEqual(table([]).rows, []);
  });

  it('knows the longest silences, the one that a deadline ended included', () => {
    const reads = [0, 10, 400, 410, 1000].map((at, n): Read => ({ at, end: n + 1 }));
    assert.deepEqual(longestGaps(reads, 3000), [
      [1000, 2000],
      [410, 590],
      [10, 390],
    ]);
    assert.deepEqual(longestGaps(reads.slice(0, 2), undefined), []);
    assert.deepEqual(longestGaps([], 500), []);
  });

  it('spreads the bytes over the time', () => {
    const reads = [
      { at: 100, end: 10 },
      { at: 150, end: 30 },
      { at: 199, end: 31 },
      { at: 200, end: 40 },
    ];
    assert.deepEqual(bytesOverTime(reads, 4), [10, 0, 20, 10]);
    assert.deepEqual(bytesOverTime([{ at: 7, end: 5 }], 2), [5, 0]);
    assert.deepEqual(bytesOverTime([], 2), [0, 0]);
  });
});
