import type { LogRecord } from './model';

const encoder = new TextEncoder();

/** One record as a line of a log. JSON escapes line breaks, so a record is always exactly one line. */
export function encodeRecord(record: LogRecord): Uint8Array {
  return encoder.encode(`${JSON.stringify(record)}\n`);
}

export interface DecodedLog {
  readonly records: LogRecord[];
  /** Lines that are no records: set aside and reported, the rest is used. */
  readonly damaged: string[];
}

const kinds = new Set<unknown>(['open', 'begin', 'text', 'done', 'title', 'leaf', 'draft']);

/** All records of a log. A last line without its line break was torn by a crash and is dropped without a word. */
export function decodeLog(bytes: Uint8Array): DecodedLog {
  const lines = new TextDecoder().decode(bytes).split('\n');
  lines.pop();
  const records: LogRecord[] = [];
  const damaged: string[] = [];
  for (const line of lines) {
    const record = line === '' ? undefined : parseRecord(line);
    if (record) records.push(record);
    else if (line !== '') damaged.push(line);
  }
  return { records, damaged };
}

function parseRecord(line: string): LogRecord | undefined {
  try {
    const value = JSON.parse(line) as LogRecord;
    const whole =
      typeof value.at === 'number' && kinds.has(value.t) && (!('turn' in value) || Array.isArray(value.turn.content));
    return whole ? value : undefined;
  } catch {
    return undefined;
  }
}
