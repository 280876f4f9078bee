/** A proposal that is pending, as it outlives its document or the window: plain data. */
export interface PendingRecord {
  readonly uri: string;
  readonly kind: 'insert' | 'edit';
  /** Where the pending text begins, in UTF-16 units. */
  readonly start: number;
  /** What is pending, and what Discard puts there instead. */
  readonly text: string;
  readonly base: string;
  readonly lead: '' | '\n';
  /** A little of what stands on both sides. */
  readonly before: string;
  readonly after: string;
}

/** Characters on both sides by which a place is known again. */
export const beside = 100;
/** Characters of one record: what is larger would slow down the window that has to keep it. */
const maxRecord = 500_000;

/** Where the pending text is in a document's text; undefined where that is not certain. */
export function findPending({ start, text, before, after }: PendingRecord, content: string): number | undefined {
  const whole = before + text + after;
  if (content.startsWith(whole, start - before.length)) return start;
  const only = (part: string) => {
    const at = part === '' ? -1 : content.indexOf(part);
    return at >= 0 && content.indexOf(part, at + 1) < 0 ? at : undefined;
  };
  const at = only(whole);
  return at === undefined ? only(text) : at + before.length;
}

/** What was kept, read back: what is no record is left out. */
export function readRecords(value: unknown): PendingRecord[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Those that are small enough to be kept. */
export function keepable(records: readonly PendingRecord[]): PendingRecord[] {
  return records.filter(({ text, base }) => text.length + base.length <= maxRecord);
}

function isRecord(value: unknown): value is PendingRecord {
  if (value === null || typeof value !== 'object') return false;
  const one = value as Partial<Record<keyof PendingRecord, unknown>>;
  const texts = [one.uri, one.text, one.base, one.before, one.after];
  return (
    texts.every((text) => typeof text === 'string') &&
    (one.kind === 'insert' || one.kind === 'edit') &&
    (one.lead === '' || one.lead === '\n') &&
    Number.isInteger(one.start)
  );
}
