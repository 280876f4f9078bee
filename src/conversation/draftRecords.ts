/**
 * Drafts as a log keeps them. Every change of what is attached is a record of its own, and an attachment may be
 * megabytes: one that the log has already is named instead of being written again.
 */
import { logVersion, type Chip, type LogRecord } from './model';

type DraftRecord = Extract<LogRecord, { t: 'draft' }>;
/** In place of an attachment: the same as in the draft before it in this log. */
interface Reference {
  readonly like: string;
}

/** Characters from which an attachment is named and not repeated. Below, older versions of Aside can read the draft. */
const isLong = 10_000;

/** The attachments of the draft before, by their ids: what the next one may name. */
export type KnownChips = ReadonlyMap<string, Chip>;
export const noChips: KnownChips = new Map();

export function chipsIn({ draft }: DraftRecord): KnownChips {
  return new Map(draft.chips.map((chip) => [chip.id, chip]));
}

/** A draft in which long attachments are named where they can be; the record itself where there is none. */
export function withReferences(record: DraftRecord, known: KnownChips): unknown {
  const chips = record.draft.chips.map((chip): Chip | Reference => {
    // Added again under the same id, it may be another one.
    return known.get(chip.id) === chip && lengthOf(chip) >= isLong ? { like: chip.id } : chip;
  });
  return chips.every((chip, index) => chip === record.draft.chips[index])
    ? record
    : { ...record, draft: { ...record.draft, chips } };
}

/** What older versions of Aside have to be told before such a draft: it is theirs to read past, and not to change. */
export function versionRecord(id: string, at: number): LogRecord {
  return { t: 'open', v: logVersion, id, at };
}

/** The same draft with its attachments in it, when the value is a draft. One that is not known is left out. */
export function withoutReferences(value: unknown, known: KnownChips): unknown {
  const { t, draft } = (value ?? {}) as { t?: unknown; draft?: { chips?: unknown } | null };
  if (t !== 'draft' || !Array.isArray(draft?.chips)) return value;
  const chips = (draft.chips as (Partial<Reference> | null)[]).flatMap((chip): unknown[] => {
    if (typeof chip?.like !== 'string') return [chip];
    const before = known.get(chip.like);
    return before ? [before] : [];
  });
  return { ...(value as object), draft: { ...draft, chips } };
}

/** Of all texts in a value. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, member) => sum + lengthOf(member), 0);
}
