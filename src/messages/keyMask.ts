import { keyForms } from './redact';

/** Takes a key out of bytes that arrive in pieces, cut anywhere. */
export interface KeyMask {
  /**
   * The bytes with the key overwritten, as many as can be told of already: a piece that ends like the key begins keeps
   * that end back until the next one shows what it was.
   */
  feed(bytes: Uint8Array): Uint8Array;
  /** What was kept back. */
  end(): Uint8Array;
}

/** What stands in place of each byte of a key, so that lengths and places stay what they were. */
const asterisk = 0x2a;

/**
 * Whether a key could not be an ordinary word. Local servers take anything for a key, and what was said must not be
 * recorded otherwise for the sake of `none` or `test`.
 */
export function isSecret(key: string | undefined): boolean {
  return (key?.trim().length ?? 0) >= 8;
}

/** A mask for every form in which a server may echo the key, as `redactor` knows them. */
export function createKeyMask(key: string | undefined): KeyMask {
  const forms = (isSecret(key) ? keyForms(key) : []).map((form) => textOf(new TextEncoder().encode(form)));
  const longest = Math.max(0, ...forms.map((form) => form.length));
  const characters = new Set(forms.join(''));
  let held = new Uint8Array(0);

  /** How many of the last bytes may be the beginning of a key. */
  function undecided(text: string): number {
    // Most pieces end with a line.
    if (!characters.has(text.at(-1) ?? '')) return 0;
    for (let length = Math.min(longest - 1, text.length); length > 0; length -= 1) {
      const start = text.length - length;
      if (forms.some((form) => form[0] === text[start] && form.startsWith(text.slice(start)))) return length;
    }
    return 0;
  }

  return {
    feed(bytes) {
      if (forms.length === 0) return bytes;
      const all = held.length === 0 ? bytes : joined(held, bytes);
      const text = textOf(all);
      let masked: Uint8Array | undefined;
      for (const form of forms) {
        for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) {
          masked ??= all.slice();
          masked.fill(asterisk, at, at + form.length);
        }
      }
      const told = all.length - undecided(text);
      held = (masked ?? all).slice(told);
      return (masked ?? all).subarray(0, told);
    },
    end() {
      const rest = held;
      held = new Uint8Array(0);
      return rest;
    },
  };
}

const decoder = new TextDecoder('latin1');

/** A character for each byte: text is searched much faster than bytes. */
function textOf(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}
