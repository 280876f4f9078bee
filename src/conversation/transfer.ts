import type { Redacted, Redactor } from '../messages/redact';
import { branchOf, firstLogVersion, type Conversation, type LogRecord, type Turn } from './model';
import { isRecord } from './records';
import { replyText } from './replyText';
import { fenced } from './request';
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

/** The records that make each conversation of an export, or why there are none: all of it is taken, or nothing. */
export function readExport(
  text: string,
):
  | { readonly conversations: readonly { id: string; records: readonly LogRecord[] }[] }
  | { readonly problem: ExportProblem } {
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
  const read = [];
  for (const [index, one] of conversations.entries()) {
    const records = recordsOf(one as Exported);
    if (!records) return { problem: { kind: 'damaged', conversation: index + 1 } };
    read.push({ id: (one as Exported).id, records });
  }
  return { conversations: read };
}

/** Undefined for what is no conversation. */
function recordsOf(one: Exported | null): LogRecord[] | undefined {
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
    { t: 'options', at: updated, options: options ?? {} },
    ...(instructions === undefined ? [] : [{ t: 'instructions', at: updated, instructions }]),
    { t: 'leaf', at: updated, id: leaf },
    { t: 'draft', at: updated, draft },
  ];
  return made.every(isRecord) ? (made as LogRecord[]) : undefined;
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
