import { boolean, is, object, optional, type InferOutput } from 'valibot';
import { firstLine, type Conversation, type LogRecord } from './model';
import { list, number, openText, text } from './storedSchema';

/** What a list shows of a conversation. */
const summarySchema = object({
  id: text,
  title: text,
  /** Milliseconds since the epoch. */
  created: number,
  /** Milliseconds since the epoch. */
  updated: number,
  /** Where it began: the name of a workspace. */
  workspace: optional(text),
  /** The URIs of its folders and of its file. */
  places: optional(list(text)),
  pinned: boolean(),
  /** On the disk: bytes, or segments where logs are kept in segments. */
  size: number,
});
export type ConversationSummary = Readonly<InferOutput<typeof summarySchema>>;

/** A summary with what is not shown: a line of the catalog. */
const entrySchema = object({
  ...summarySchema.entries,
  /** When it was written, ms since the epoch: of two entries for one conversation, the later one counts. */
  at: number,
  /** Not listed: nobody has said anything in it yet, or it is deleted. */
  hidden: optional(openText<'empty' | 'deleted'>()),
  /** Named by the person or the model, and not by its first line. */
  titled: boolean(),
});
export type CatalogEntry = Readonly<InferOutput<typeof entrySchema>>;

export function entryOf(conversation: Conversation, size: number, at: number): CatalogEntry {
  const { id, title, created, updated, workspace, places, pinned } = conversation;
  const first = [...conversation.turns.values()].find((turn) => turn.role === 'user');
  return {
    id,
    title: title || firstLine(first?.text ?? ''),
    created,
    updated,
    workspace,
    places,
    pinned,
    size,
    at,
    hidden: conversation.deleted ? 'deleted' : conversation.turns.size === 0 ? 'empty' : undefined,
    titled: title !== '',
  };
}

/** The entry of a conversation that begins with this record. */
export function emptyEntry(id: string, { at, workspace, places }: Extract<LogRecord, { t: 'open' }>): CatalogEntry {
  return {
    id,
    title: '',
    created: at,
    updated: at,
    workspace,
    places,
    pinned: false,
    size: 0,
    at,
    hidden: 'empty',
    titled: false,
  };
}

/**
 * The entry after records that were written, without the conversation. Undefined when they change nothing that a list
 * shows: then the catalog need not be written.
 */
export function entryAfter(entry: CatalogEntry, records: readonly LogRecord[], at: number): CatalogEntry | undefined {
  let next: CatalogEntry | undefined;
  const change = (changes: Partial<CatalogEntry>) => (next = { ...(next ?? entry), at, ...changes });
  for (const record of records) {
    const { title, titled, updated, workspace, places } = next ?? entry;
    switch (record.t) {
      case 'open':
        // What an older version has begun gets its place when it is gone on with.
        if ((places ?? record.places) === places && (workspace ?? record.workspace) === workspace) break;
        change({ workspace: workspace ?? record.workspace, places: places ?? record.places });
        break;
      case 'begin':
        // What is begun shows when it is done, but for the first question: a conversation begins with it.
        if (title === '' || (next ?? entry).hidden) {
          change({ title: title || firstLine(record.turn.text ?? ''), updated: record.at, hidden: undefined });
        }
        break;
      case 'done':
        change({ updated: Math.max(updated, record.at), hidden: undefined });
        break;
      case 'title':
        if (record.auto && titled) break;
        change({ title: record.title || title, titled: record.title !== '' || titled });
        break;
      case 'pin':
        change({ pinned: record.pinned });
        break;
      case 'delete':
        change({ hidden: record.deleted ? 'deleted' : undefined });
        break;
      default:
        break;
    }
  }
  return next;
}

/** The entries of a file of the catalog. A line that is none is passed over: the logs are still there. */
export function decodeEntries(bytes: Uint8Array): CatalogEntry[] {
  const entries: CatalogEntry[] = [];
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    if (line === '') continue;
    try {
      const entry: unknown = JSON.parse(line);
      if (is(entrySchema, entry)) entries.push(entry);
    } catch {
      // Torn by a crash.
    }
  }
  return entries;
}
