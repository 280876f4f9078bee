import { integer, is, number, object, picklist, pipe, string, type InferOutput } from 'valibot';

/** A proposal that is pending, as it outlives its document or the window: plain data. */
const recordSchema = object({
  uri: string(),
  kind: picklist(['insert', 'edit']),
  /** Where the pending text begins, in UTF-16 units. */
  start: pipe(number(), integer()),
  /** What is pending, and what Discard puts there instead. */
  text: string(),
  base: string(),
  lead: picklist(['', '\n']),
  /** A little of what stands on both sides. */
  before: string(),
  after: string(),
});
export type PendingRecord = Readonly<InferOutput<typeof recordSchema>>;

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
  return Array.isArray(value) ? value.filter((one) => is(recordSchema, one)) : [];
}

/** Those that are small enough to be kept. */
export function keepable(records: readonly PendingRecord[]): PendingRecord[] {
  return records.filter(({ text, base }) => text.length + base.length <= maxRecord);
}
