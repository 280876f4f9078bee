import { cleanCause, isMessagesError, MessagesError } from './errors';

/** Tells bugs from failures: ours, and those of listeners. */
export interface ErrorGuard {
  /** Runs a caller's function: what it throws is reported once, and stops nothing. */
  run(call: () => void): void;
  /** Nothing else is thrown on purpose: this keeps a bug here from looking like the network's. */
  asMessagesError(thrown: unknown): MessagesError;
}

/** @param report is told of each bug, without the key */
export function createErrorGuard(
  redact: (text: string) => string,
  report: ((error: MessagesError) => void) | undefined,
): ErrorGuard {
  let listenerFailed = false;

  function internalError(thrown: unknown, subject?: string): MessagesError {
    const cause = cleanCause(thrown, redact);
    const error = new MessagesError('internal', { subject, serverMessage: cause.message }, { cause });
    report?.(error);
    return error;
  }

  return {
    run(call) {
      try {
        call();
      } catch (error) {
        // What fails at one update fails at all of them.
        if (!listenerFailed) internalError(error, 'a listener threw');
        listenerFailed = true;
      }
    },
    asMessagesError: (thrown) => (isMessagesError(thrown) ? thrown : internalError(thrown)),
  };
}
