import { MessagesError } from '../../messages/errors';

/** Rejects as soon as the signal aborts, whatever comes of the promise. */
export async function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  // Stopped while something before it was waited for: there will be no event.
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw new MessagesError('aborted');
  }
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(new MessagesError('aborted'));
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
