import { isTooDeep } from '../messages/json';
import type { Redacted, Redactor } from '../messages/redact';
import { branchOf, firstLogVersion, type Conversation, type LogRecord, type Turn } from './model';
import { isRecord } from './records';
import { replyText } from './replyText';
import { chipsOf, contentOf, fenced } from './request';
import { headOf } from './segments';

/** A conversation in an exported file: all of it, every branch, as it is kept. */
type Exported = Pick<
  Conversation,
  'id' | 'title' | 'created' | 'updated' | 'workspace' | 'pinned' | 'options' | 'instructions' | 'leaf' | 'draft'
> & {
  readonly turns: readonly Turn[];
};

const format = 'aside.conversations';
/** Of the file's format. */
const exportVersion = 1;

/** JSON that `readExport` reads: the same conversations give the same text. The keys are not in it. */
export function toJson(conversations: readonly Conversation[], redactor: Redactor): Redacted {
  const exported = conversations.map(
    ({ id, title, created, updated, workspace, pinned, options, instructions, leaf, draft, turns }): Exported => ({
      id,
      title,
      created,
      updated,
      workspace,
      pinned,
      options,
      instructions,
      leaf,
      draft,
      turns: [...turns.values()],
    }),
  );
  const clean = redactor.value({ format, version: exportVersion, conversations: exported });
  return redactor.text(`${JSON.stringify(clean, null, 2)}\n`);
}

/** Why a file cannot be imported; `conversation` counts from 1. */
export type ExportProblem =
  { readonly kind: 'no_json' | 'other_format' | 'newer' } | { readonly kind: 'damaged'; readonly conversation: number };

/** A conversation of a file. Whoever wrote the file may have meant it to be asked on with. */
export interface ImportedConversation {
  readonly id: string;
  /** Makes the conversation: what was said in it, and no more. */
  readonly records: readonly LogRecord[];
  /** What the file says beside that of how the model is to be asked. It counts only once the person has agreed. */
  readonly settings: readonly LogRecord[];
}

/** The conversations of an export, or why there are none: all of it is taken, or nothing. */
export function readExport(
  text: string,
): { readonly conversations: readonly ImportedConversation[] } | { readonly problem: ExportProblem } {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return { problem: { kind: 'no_json' } };
  }
  const { format: named, version, conversations } = (value ?? {}) as Record<string, unknown>;
  if (named !== format || typeof version !== 'number' || !Array.isArray(conversations)) {
    return { problem: { kind: 'other_format' } };
  }
  if (version > exportVersion) return { problem: { kind: 'newer' } };
  const read: ImportedConversation[] = [];
  for (const [index, one] of conversations.entries()) {
    const conversation = isTooDeep(one) ? undefined : importedFrom(one as Exported);
    if (!conversation) return { problem: { kind: 'damaged', conversation: index + 1 } };
    read.push(conversation);
  }
  return { conversations: read };
}

/** Undefined for what is no conversation. */
function importedFrom(one: Exported | null): ImportedConversation | undefined {
  const { id, title, created, updated, workspace, pinned, options, instructions, leaf, draft, turns } =
    one ?? ({} as Partial<Exported>);
  if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id) || !Array.isArray(turns)) return undefined;
  const made = [
    { t: 'open', v: firstLogVersion, id, at: created, workspace },
    // Ended in the order in which they began. What streamed when it was exported is over.
    ...(turns as readonly Turn[]).flatMap((turn, n) => [
      { t: 'begin', at: created, turn },
      { t: 'done', at: n === turns.length - 1 ? updated : created, turn },
    ]),
    ...(title ? [{ t: 'title', at: updated, title }] : []),
    ...(pinned ? [{ t: 'pin', at: updated, pinned }] : []),
    // Only that they are left out.
    ...(instructions === null ? [{ t: 'instructions', at: updated, instructions }] : []),
    { t: 'leaf', at: updated, id: leaf },
    { t: 'draft', at: updated, draft },
  ];
  const settings = [
    ...(Object.keys(options ?? {}).length > 0 ? [{ t: 'options', at: updated, options }] : []),
    ...(instructions ? [{ t: 'instructions', at: updated, instructions }] : []),
  ];
  if (![...made, ...settings].every(isRecord)) return undefined;
  const records = (made as LogRecord[]).map((record) =>
    'turn' in record ? { ...record, turn: asShown(record.turn) } : record,
  );
  return { id, records, settings: settings as LogRecord[] };
}

/** A question that sends what it shows: a file could have the one say something else than the other. */
function asShown(turn: Turn): Turn {
  if (turn.role !== 'user') return turn;
  const text =
    turn.text ?? turn.content.flatMap((block) => (block.type === 'text' ? [String(block['text'])] : [])).join('\n\n');
  return { ...turn, text, content: contentOf(text, chipsOf(turn)) };
}

/** Of an import what a conversation that is here already does not have: its turns. Its title and branch stay. */
export function missingIn(here: Conversation, records: readonly LogRecord[]): LogRecord[] {
  const turns = records.filter((one) => 'turn' in one && !here.turns.has(one.turn.id));
  return turns.length === 0 ? [] : [...turns, { t: 'leaf', at: here.clock, id: here.leaf }];
}

/**
 * A reply and what it replies to, as a conversation: the turns between the last question and the reply. What came before
 * is left out, and is known by its id where the parts meet again.
 */
export function exchangeOf(conversation: Conversation, reply: Turn): Conversation {
  const branch = branchOf(conversation, reply.id);
  const asked = branch.findLastIndex(({ role }) => role === 'user');
  const turns = branch.slice(Math.max(0, asked));
  const draft = { text: '', chips: [] };
  // What is kept with a turn that is left out comes along.
  const whole = turns.map((turn) => (turn.sent ? { ...turn, sent: headOf(conversation.turns, turn) } : turn));
  return { ...conversation, turns: new Map(whole.map((turn) => [turn.id, turn])), leaf: reply.id, draft };
}

/**
 * The active branch as Markdown to read: what was asked and answered, with its code, without thinking, tools, and the
 * keys.
 */
export function toMarkdown(
  conversation: Conversation,
  words: { you: string; title: string },
  redactor: Redactor,
): Redacted {
  const parts = [`# ${conversation.title || words.title}`];
  for (const turn of branchOf(conversation)) {
    const text = turn.role === 'user' ? askedIn(turn) : replyText(turn.content);
    if (text === '') continue;
    parts.push(`## ${turn.role === 'user' ? words.you : (turn.model ?? 'Claude')}`, text);
  }
  return redactor.text(`${parts.join('\n\n')}\n`);
}

function askedIn({ text, chips = [] }: Turn): string {
  const along = chips.map(({ label, code, languageId, attached }) =>
    attached ? label : `${label}\n\n${fenced(code, languageId)}`,
  );
  return [text ?? '', ...along].filter((part) => part.trim() !== '').join('\n\n');
}
