import { logError, type Log } from './log';

/** Where errors of Aside's own are written down. */
export type ErrorLog = Pick<Log, 'error'>;

/** Runs a callback; what it throws is logged under a name, and the caller goes on with undefined. */
export type Guard = <T>(name: string, callback: () => T) => T | undefined;

/** For callbacks that must not stop what calls them, such as listeners and reports. */
export function createGuard(log: ErrorLog | undefined): Guard {
  return (name, callback) => {
    try {
      return callback();
    } catch (error) {
      logSafely(log, name, error);
      return undefined;
    }
  };
}

/** Logs an error, and never throws: it is called where an error has just been caught. */
export function logSafely(log: ErrorLog | undefined, name: string, error: unknown): void {
  try {
    if (log) logError(log, name, error);
  } catch {
    // The log itself is broken: nowhere is left to report that.
  }
}
