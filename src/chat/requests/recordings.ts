import { createRecorder, type Recorder, type Recording } from '../../messages/recorder';
import type { Redactor } from '../../messages/redact';
import { redactedRecording } from '../../messages/redactedRecording';

/** What the requests of the last replies were and what came back, as long as this window is open. */
export interface Recordings {
  /** Records the reply of a turn. */
  record(turn: string): Recorder;
  /** As far as it has come; undefined where it is not, or not any more, here. */
  find(turn: string, redactor: Redactor): Recording | undefined;
  /** The requests that are known of the reply. */
  count(turn: string): number;
}

/** About a hundred replies. Bytes. */
const room = 16 * 1024 * 1024;

/**
 * Keeps the last recordings, as many as fit; the newest is always there, whole.
 *
 * @param now monotonic milliseconds
 * @param clock milliseconds since the epoch
 */
export function createRecordings(now: () => number, clock: () => number, most = room): Recordings {
  const recorders = new Map<string, Recorder>();

  /** Before a new one begins: lets the oldest go. */
  function makeRoom(): void {
    let size = [...recorders.values()].reduce((sum, recorder) => sum + recorder.size(), 0);
    for (const [turn, recorder] of recorders) {
      if (size <= most) return;
      recorders.delete(turn);
      size -= recorder.size();
    }
  }

  return {
    record(turn) {
      makeRoom();
      const recorder = createRecorder(clock(), now);
      recorders.set(turn, recorder);
      return recorder;
    },
    find(turn, redactor) {
      const recorder = recorders.get(turn);
      return recorder && redactedRecording(recorder, redactor);
    },
    count: (turn) => recorders.get(turn)?.exchanges.length ?? 0,
  };
}
