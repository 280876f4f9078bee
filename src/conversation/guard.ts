/** Where errors of Aside's own are written down. */
export interface ErrorLog {
  error(line: string): void;
}

/** Runs a callback; what it throws is logged under a name, and the caller goes on with undefined. */
export type Guard = <T>(name: string, callback: () => T) => T | undefined;

/** For callbacks that must not stop what calls them, such as listeners and reports. */
export function createGuard(log: ErrorLog | undefined): Guard {
  return (name, callback) => {
    try {
      return callback();
    } catch (error) {
      logError(log, name, error);
      return undefined;
    }
  };
}

/** Logs an error with its stack. Never throws, since it is called where an error has just been caught. */
export function logError(log: ErrorLog | undefined, name: string, error: unknown): void {
  try {
    log?.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  } catch {
    // The log itself is broken: nowhere is left to report that.
  }
}
