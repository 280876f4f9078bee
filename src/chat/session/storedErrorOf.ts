import { logSafely } from '../../util/guard';
import type { StoredError } from '../../conversation/model';
import type { SessionDeps } from './types';

/** What is remembered of an error; undefined for a cancellation. Never throws: it stands where a reply ends. */
export function storedErrorOf({ storedError, log }: SessionDeps, error: unknown): StoredError | undefined {
  try {
    return storedError(error);
  } catch (another) {
    logSafely(log, 'a reply', error);
    logSafely(log, 'its error cannot be stored', another);
    return { kind: 'internal' };
  }
}
