import { createRedactor, type Redactor } from '../messages/redact';
import type { Keys } from './keys';

/** What takes keys out of what leaves: all that are stored, for whatever endpoint, and that of the environment. */
export interface Redaction {
  /** Rejects where the keys cannot be read: what leaves has to wait then. */
  redactor(): Promise<Redactor>;
  /** The same with the keys that are known by now. */
  knownRedactor(): Redactor;
  /** The keys themselves, for the client; never rejects. */
  secrets(): Promise<readonly string[]>;
}

export function createRedaction(keys: Keys, environmentKey: () => string | undefined): Redaction {
  let reading: Promise<unknown> | undefined;
  let redactor = createRedactor([]);
  let made = 0;

  const known = (): readonly string[] => [...keys.seen(), ...[environmentKey() ?? []].flat()];

  function knownRedactor(): Redactor {
    const secrets = known();
    // Only ever more: one that was replaced is still in what was said.
    if (secrets.length !== made) redactor = createRedactor(secrets);
    made = secrets.length;
    return redactor;
  }

  /** Once, and again when keys have changed or could not be read. */
  function read(): Promise<unknown> {
    reading ??= keys.readAll().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  }

  keys.onDidChange(() => (reading = undefined));
  return {
    knownRedactor,
    async redactor() {
      await read();
      return knownRedactor();
    },
    async secrets() {
      await read().catch(() => undefined);
      return known();
    },
  };
}
