import assert from 'node:assert/strict';
import { createRecordings } from '../../../../src/chat/requests/recordings';
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
