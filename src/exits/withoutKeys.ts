import type { Redacted, Redactor } from '../messages/redact';
import type { Log } from '../util/log';

export interface LogDeps {
  /** Takes out all keys; the first call has to read them. */
  redactor(): Promise<Redactor>;
  /** Takes out those that are known by now: where they cannot be read, no other can have got into a line. */
  knownRedactor(): Redactor;
}

/** What a line is written to. */
type Channel = { readonly [L in keyof Log]: (line: Redacted) => void };

/** A log that writes its lines in order, the first ones as soon as the keys are known. */
export function withoutKeys(channel: Channel, { redactor, knownRedactor }: LogDeps): Log {
  let waiting: Array<() => void> | undefined;
  let isReady = false;

  const write = (level: keyof Log, line: string) => channel[level](knownRedactor().text(line));

  function ready(): void {
    isReady = true;
    for (const one of waiting ?? []) one();
    waiting = undefined;
  }

  function add(level: keyof Log, line: string): void {
    if (isReady) return write(level, line);
    if (!waiting) {
      waiting = [];
      redactor().then(ready, ready);
    }
    waiting.push(() => write(level, line));
  }

  return {
    trace: (line) => add('trace', line),
    debug: (line) => add('debug', line),
    info: (line) => add('info', line),
    warn: (line) => add('warn', line),
    error: (line) => add('error', line),
  };
}
