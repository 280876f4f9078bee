import assert from 'node:assert/strict';
import { code, markdownTable } from '../../../../src/chat/requests/markdownTable';
import { createRecordings } from '../../../../src/chat/requests/recordings';
import { duration, fileSize } from '../../../../src/chat/requests/units';
import { noKeys } from '../../../fixtures/noKeys';

describe('the recordings of a window', () => {
  function record(recordings: ReturnType<typeof createRecordings>, turn: string, bytes: number): void {
    const recorder = recordings.record(turn);
    recorder.onRequest({ method: 'POST', url: 'u', headers: {}, body: {}, size: 10 });
    recorder.onBytes(new Uint8Array(bytes));
    recorder.onEnd(undefined);
  }

  it('are the last ones that fit, and always the newest', () => {
    const recordings = createRecordings(
      () => 0,
      () => 7,
      1000,
    );
    for (const turn of ['a', 'b', 'c']) record(recordings, turn, 400);
    const here = () => ['a', 'b', 'c', 'd', 'e'].filter((turn) => recordings.find(turn, noKeys));
    assert.deepEqual(here(), ['a', 'b', 'c']);
    record(recordings, 'd', 5000);
    assert.deepEqual(here(), ['b', 'c', 'd'], 'the oldest went when there was no room for another');
    assert.equal(recordings.find('d', noKeys)!.exchanges[0]!.body.kept, 5000, 'the newest is whole');
    record(recordings, 'e', 1);
    assert.deepEqual(here(), ['e'], 'and what takes more than the room went with the next');
    assert.equal(recordings.find('e', noKeys)!.at, 7);
  });
});

describe('what a request is shown with', () => {
  it('tables are aligned, wide characters too', () => {
    assert.equal(
      markdownTable(
        ['步骤', 'b', 'n'],
        [
          ['x', 'a|b', '12 ms'],
          ['', code('x`y\nz'), '1.20 s'],
        ],
      ),
      [
        '| 步骤 | b       |      n |',
        '| ---- | ------- | -----: |',
        '| x    | a\\|b    |  12 ms |',
        '|      | `xˋy z` | 1.20 s |',
      ].join('\n'),
    );
    assert.equal(code(' '), '');
  });

  it('times and sizes have a unit that suits them', () => {
    assert.deepEqual(
      [0, 12.4, 999, 1000, 2104, 75_300].map((ms) => duration(ms, 'en')),
      ['0 ms', '12 ms', '999 ms', '1.00 s', '2.10 s', '75 s'],
    );
    assert.deepEqual(
      [0, 1023, 1024, 15_000, 3_400_000].map((bytes) => fileSize(bytes, 'en')),
      ['0 B', '1023 B', '1 KB', '14.6 KB', '3.2 MB'],
    );
  });
});
