import { instructionsIn } from './instructions';
import type { Conversation, SentHead, Turn } from './model';

/** What a reply was asked with, as far as its thinking is signed for it. */
export interface RequestContext {
  readonly model: string;
  readonly endpoint: string;
  /** Undefined where it is not known: it then counts as the same. */
  readonly url?: string | undefined;
  readonly system?: unknown;
  readonly tools?: unknown;
}

/** What is another one from one reply to the next, so that a new segment of the conversation begins. */
export type SegmentChange =
  | { readonly kind: 'model' | 'endpoint'; readonly from: string; readonly to: string }
  | { readonly kind: 'system' | 'instructions' | 'tools' };

/** The circumstances of a request with these fields. */
export function requestContextFor(
  { model, endpoint }: { readonly model: string; readonly endpoint: string },
  fields: Readonly<Record<string, unknown>> = {},
  url?: string,
): RequestContext {
  // The extra fields of a request may name another model.
  const asked = typeof fields['model'] === 'string' ? fields['model'] : model;
  return { model: asked, endpoint, url, system: fields['system'] ?? undefined, tools: fields['tools'] ?? undefined };
}

/**
 * Index of the first turn of the segment that goes on with a request under these circumstances: thinking of what comes
 * before was signed for others. Going back to what was asked with earlier begins a segment of its own, so that within
 * one nothing of the history ever changes.
 */
export function segmentStart(branch: readonly Turn[], now: RequestContext): number {
  const turns = new Map(branch.map((turn) => [turn.id, turn]));
  let start = branch.length;
  for (let index = branch.length - 1; index >= 0; index -= 1) {
    const before = requestContextOf(turns, branch[index]!);
    if (!before) continue;
    if (!isSame(before, now)) break;
    start = index;
  }
  return start;
}

/** What changed from the reply before this one on its branch; nothing for the first one, and where nothing did. */
export function segmentChanges({ turns }: Pick<Conversation, 'turns'>, turn: Turn): SegmentChange[] {
  const now = requestContextOf(turns, turn);
  const previous = now && replyBefore(turns, turn);
  const before = previous && requestContextOf(turns, previous);
  if (!before || isSame(before, now)) return [];
  const changes: SegmentChange[] = [];
  if (before.model !== now.model) changes.push({ kind: 'model', from: before.model, to: now.model });
  if (before.endpoint !== now.endpoint) changes.push({ kind: 'endpoint', from: before.endpoint, to: now.endpoint });
  else if (isOtherUrl(before, now)) changes.push({ kind: 'endpoint', from: before.url!, to: now.url! });
  // Kept by an earlier version, which did not say what else was sent.
  if (!headOf(turns, turn) || !headOf(turns, previous)) return changes;
  const [systemBefore, systemNow] = [instructionsIn(before.system), instructionsIn(now.system)];
  if (!isEqual(systemBefore.own, systemNow.own)) changes.push({ kind: 'system' });
  if (systemBefore.instructions !== systemNow.instructions) changes.push({ kind: 'instructions' });
  if (!isEqual(before.tools, now.tools)) changes.push({ kind: 'tools' });
  return changes;
}

/** The head of the request behind a turn, whole; undefined where it was not kept. */
export function headOf(turns: ReadonlyMap<string, Turn>, { sent }: Turn): SentHead | undefined {
  const head = ownHead(sent && 'like' in sent ? turns.get(sent.like) : { sent });
  if (!head?.from) return head;
  const known = whole.get(head);
  if (known) return known;
  const fields = Object.fromEntries(
    Object.entries(head.fields).map(([name, value]) => {
      const from = head.from?.[name];
      return [name, from === undefined ? value : ownHead(turns.get(from))?.fields[name]];
    }),
  );
  const { from: _, ...rest } = head;
  const made = { ...rest, fields };
  whole.set(head, made);
  return made;
}

/** Heads with what they share with others filled in: the same object every time, so that equal ones are seen at once. */
const whole = new WeakMap<SentHead, SentHead>();

function ownHead(turn: Pick<Turn, 'sent'> | undefined): SentHead | undefined {
  const sent = turn?.sent;
  return sent && !('like' in sent) ? sent : undefined;
}

/** Undefined for what nobody was asked for. */
function requestContextOf(turns: ReadonlyMap<string, Turn>, turn: Turn): RequestContext | undefined {
  const { role, model, endpoint } = turn;
  if (role !== 'assistant' || model === undefined || endpoint === undefined) return undefined;
  const head = headOf(turns, turn);
  return requestContextFor({ model, endpoint }, head?.fields, head?.url);
}

function replyBefore(turns: ReadonlyMap<string, Turn>, turn: Turn): Turn | undefined {
  const seen = new Set([turn.id]);
  for (let id = turn.parent; id !== null && !seen.has(id);) {
    seen.add(id);
    const before = turns.get(id);
    if (!before) return undefined;
    if (requestContextOf(turns, before)) return before;
    id = before.parent;
  }
  return undefined;
}

function isSame(a: RequestContext, b: RequestContext): boolean {
  return (
    a.model === b.model &&
    a.endpoint === b.endpoint &&
    !isOtherUrl(a, b) &&
    isEqual(a.system, b.system) &&
    isEqual(a.tools, b.tools)
  );
}

function isOtherUrl(a: RequestContext, b: RequestContext): boolean {
  return a.url !== undefined && b.url !== undefined && a.url !== b.url;
}

const texts = new WeakMap<object, string>();

/** Whether two values are the same JSON. An object stands in many turns: its text is made once. */
function isEqual(a: unknown, b: unknown): boolean {
  return a === b || (isObject(a) && isObject(b) && textOf(a) === textOf(b));
}

function textOf(value: object): string {
  const text = texts.get(value) ?? JSON.stringify(value);
  texts.set(value, text);
  return text;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
