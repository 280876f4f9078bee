import { isObject, setMember } from './json';
import { keyForms, redactor } from './redact';
import type { StreamEvent } from './types';

/**
 * Keeps the key out of what a server says in a reply, as `redactor` does in errors: a gateway that echoes requests would
 * put it on the screen, into the log of the conversation, and into every export.
 */
export interface ReplyGuard {
  /** Hands an event on, without the key. The end of a text that may begin one is kept back until it is told. */
  pass(event: StreamEvent, take: (event: StreamEvent) => void): void;
  /** No more events will come: what was kept back was no key. */
  end(take: (event: StreamEvent) => void): void;
}

/** Undefined where there is no key, or one that is no secret: ordinary words must not be taken out of a reply. */
export function createReplyGuard(key: string | undefined): ReplyGuard | undefined {
  if (!isSecret(key?.trim() ?? '')) return undefined;
  const forms = keyForms(key);
  const redact = redactor(key);
  const shortest = Math.min(...forms.map(({ length }) => length));
  /** By block and member, the last delta, with the text of it that is kept back. */
  const held = new Map<string, StreamEvent>();

  function end(take: (event: StreamEvent) => void): void {
    if (held.size === 0) return;
    const events = [...held.values()];
    held.clear();
    events.forEach(take);
  }

  return {
    end,
    pass(event, take) {
      const piece = pieceOf(event);
      if (!piece) {
        if (event.type !== 'ping') end(take);
        return take(withoutKey(event, redact));
      }
      // Nearly every delta: too short for a key, and none begins in it.
      if (held.size === 0 && piece.text.length < shortest && beginningOf(piece.text, forms) === 0) return take(event);
      const name = `${event.index} ${piece.member}`;
      const before = held.size > 0 ? held.get(name) : undefined;
      const text = redact(before ? pieceOf(before)!.text + piece.text : piece.text);
      const keep = beginningOf(text, forms);
      if (!before && keep === 0 && text === piece.text) return take(event);
      if (keep > 0) held.set(name, withText(event, piece.member, text.slice(text.length - keep)));
      else held.delete(name);
      if (keep < text.length) take(withText(event, piece.member, text.slice(0, text.length - keep)));
    },
  };
}

/** `redactor` for what is no error: nothing is taken out where the key is no secret. */
export function replyRedactor(key: string | undefined): (text: string) => string {
  return redactor(isSecret(key?.trim() ?? '') ? key : undefined);
}

/** A value that came whole, with the key taken out of each text in it. */
export function withoutKey<T>(value: T, redact: (text: string) => string): T {
  if (typeof value === 'string') return redact(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => withoutKey(one, redact)) as T;
  if (!isObject(value)) return value;
  const clean: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) setMember(clean, redact(name), withoutKey(member, redact));
  return clean as T;
}

/** Local servers take any word for a key, `lm-studio` or `sk-no-key-required`: those are no secrets. */
function isSecret(key: string): boolean {
  return key.length >= 12 && (/\d/.test(key) || /[a-z][A-Z]|[A-Z][a-z]/.test(key));
}

type Member = 'text' | 'thinking' | 'partial_json';

/** What a delta appends. */
function pieceOf({ type, delta }: StreamEvent): { readonly member: Member; readonly text: string } | undefined {
  if (type !== 'content_block_delta' || !isObject(delta)) return undefined;
  for (const member of ['text', 'thinking', 'partial_json'] as const) {
    const text = delta[member];
    if (typeof text === 'string') return { member, text };
  }
  return undefined;
}

function withText(event: StreamEvent, member: Member, text: string): StreamEvent {
  return { ...event, delta: { ...event.delta, [member]: text } };
}

/** Characters at the end of a text with which one of the forms begins. */
function beginningOf(text: string, forms: readonly string[]): number {
  let longest = 0;
  for (const form of forms) {
    const first = Math.max(0, text.length - form.length + 1);
    for (let at = text.indexOf(form[0]!, first); at >= 0; at = text.indexOf(form[0]!, at + 1)) {
      if (!form.startsWith(text.slice(at))) continue;
      longest = Math.max(longest, text.length - at);
      break;
    }
  }
  return longest;
}
