/** What is kept of a request that failed, and what the log says of it. */
import type { StoredError } from '../conversation/model';
import { isMessagesError } from '../messages/errors';
import { causeLine } from '../util/describeCause';
import { logError, type Log } from '../util/log';

/** What is kept of an error in a conversation. Undefined for a cancellation, which is no error. */
export function storedError(error: unknown): StoredError | undefined {
  if (isMessagesError(error)) {
    if (error.kind === 'aborted') return undefined;
    const { status, requestId, serverMessage, subject, missing, reason, limits } = error.details;
    const { workingBaseUrl, retryAfter, fewerTokens, site } = error.details;
    return {
      ...{ kind: error.kind, status, requestId, serverMessage, subject, missing, reason, limits },
      ...{ workingBaseUrl, retryAfter, fewerTokens, site },
    };
  }
  return { kind: 'internal', serverMessage: error instanceof Error ? error.message : String(error) };
}

/**
 * Writes into the log that a request failed: in one line, without the server's words, which may repeat what was said. A
 * bug has its stack and its causes in the log, once.
 */
export function logFailure(log: Log, what: string, error: unknown, level: 'warn' | 'debug' = 'warn'): void {
  if (!isMessagesError(error) || error.kind === 'internal') return logError(log, what, error);
  const { kind, cause, details } = error;
  if (kind === 'aborted') return;
  const line = [kind, details.status, details.requestId].filter((part) => part !== undefined).join(' ');
  log[level](`${what}: ${line}${cause === undefined ? '' : ` (${causeLine(cause)})`}`);
}
