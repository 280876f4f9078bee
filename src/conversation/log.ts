import { concatBytes } from './bytes';
import { chipsIn, noChips, versionRecord, type KnownChips, withoutReferences, withReferences } from './draftRecords';
import { inOrder, logVersion } from './model';
import { isRecord, type LogRecord } from './records';

const encoder = new TextEncoder();
const lineBreak = 10;

/** One record as a line of a log. JSON escapes line breaks, so a record is always exactly one line. */
export function encodeRecord(record: LogRecord): Uint8Array {
  return lineOf(record);
}

const lineOf = (value: unknown): Uint8Array => encoder.encode(`${JSON.stringify(value)}\n`);

/** Encodes the records of one log, one after the other, as the lines of the log; throws where JSON cannot say it. */
export function createLogEncoder(id: string): (record: LogRecord) => Uint8Array {
  let known = noChips;
  let version = 0;
  return (record) => {
    const value = record.t === 'draft' ? withReferences(record, known) : record;
    const needed = value === record ? 0 : logVersion;
    const line = lineOf(value);
    if (record.t === 'draft') known = chipsIn(record);
    if (record.t === 'open') {
      // The log may begin anew, because its file was deleted: nothing that was before is there to be named.
      known = noChips;
      version = record.v;
    }
    if (version >= needed) return line;
    version = needed;
    return concatBytes([lineOf(versionRecord(id, record.at)), line]);
  };
}

export interface DecodedLog {
  readonly records: LogRecord[];
  /** Lines that are no records: set aside and reported, the rest is used. */
  readonly damaged: string[];
}

/**
 * All records of a log. A last line without its line break was torn by a crash and is dropped without a word. A text
 * that is there twice was written again after a write that the disk took in part: it counts once.
 */
export function decodeLog(bytes: Uint8Array): DecodedLog {
  const whole = bytes.subarray(0, bytes.lastIndexOf(lineBreak) + 1);
  const records: LogRecord[] = [];
  const damaged: string[] = [];
  const texts = new Set<string>();
  let known = noChips;
  let newer = false;
  for (const line of new TextDecoder().decode(whole).split('\n')) {
    if (line === '') continue;
    const record = parseRecord(line, known);
    if (record?.t === 'draft') known = chipsIn(record);
    if (record?.t === 'open' && record.v > logVersion) newer = true;
    // A newer version may write what is not known here.
    if (!record) {
      if (!newer) damaged.push(line);
    } else if (record.t !== 'text') records.push(record);
    else if (!texts.has(line)) {
      texts.add(line);
      records.push(record);
    }
  }
  return { records, damaged };
}

/** ms: the least that can be added to a time of these centuries, by a power of two. */
const tick = 2 ** -11;

/**
 * The records of several windows' logs in the order they were made. Those of one window keep their order, also when
 * its clock was set back meanwhile.
 */
export function mergeLogs(logs: readonly (readonly LogRecord[])[]): LogRecord[] {
  return logs.flatMap((records) => inOrder(records, -Infinity, tick)).sort((a, b) => a.at - b.at);
}

function parseRecord(line: string, known: KnownChips): LogRecord | undefined {
  // What is no record by its ends is not parsed: in a file of garbage the errors would cost seconds.
  if (!line.startsWith('{"') || !line.endsWith('}')) return undefined;
  try {
    const value = withoutReferences(JSON.parse(line), known);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
