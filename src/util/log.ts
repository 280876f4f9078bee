import { causesOf, describeCause } from './describeCause';

/** What goes wrong and what was done about it. Never a key; prompt text at trace level only. */
export interface Log {
  trace(line: string): void;
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** On an error that the log has. The bundles each carry a copy of this file, so the error itself says it. */
const logged = Symbol.for('aside.logged');

/** Writes an error into the log with its stack and its causes: once, however many handlers pass it on. */
export function logError<L extends 'error' | 'warn' | 'debug' = 'error'>(
  log: Pick<Log, L>,
  what: string,
  error: unknown,
  level: L = 'error' as L,
): void {
  const errors = causesOf(error).filter((one) => one instanceof Error);
  if (errors.some((one) => logged in one)) return;
  const write: (line: string) => void = log[level].bind(log);
  write(`${what}: ${describeCause(error)}`);
  for (const one of errors) if (Object.isExtensible(one)) Object.defineProperty(one, logged, { value: true });
}

/** The same function, whose failure is in the log before the caller gets it. */
export function logging<A extends unknown[], R>(
  log: Log,
  what: string,
  call: (...args: A) => R | PromiseLike<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await call(...args);
    } catch (error) {
      logError(log, what, error);
      throw error;
    }
  };
}
