/** A place in a file, as far as a completion depends on it. */
export interface CachePlace {
  readonly uri: string;
  /** The text in front of the cursor, as much as is looked at, and behind it. */
  readonly before: string;
  readonly after: string;
}

interface Entry extends CachePlace {
  readonly text: string;
}

/** Completions that were asked for; used again where the reader types what one says, deletes it, or comes back. */
export interface CompletionCache {
  get(place: CachePlace): string | undefined;
  put(place: CachePlace, text: string): void;
}

export function createCompletionCache(size = 50): CompletionCache {
  /** The latest last. */
  let entries: Entry[] = [];
  return {
    get({ uri, before, after }) {
      for (const one of entries.toReversed()) {
        if (one.uri !== uri || one.after !== after) continue;
        const typed = typedSince(one.before, before);
        if (typed === undefined || !one.text.startsWith(typed) || typed.length === one.text.length) continue;
        return one.text.slice(typed.length);
      }
      return undefined;
    },
    put(place, text) {
      entries = [...entries, { ...place, text }].slice(-size);
    },
  };
}

/**
 * What was typed behind `before`. Both are the ends of a text whose beginning is cut off at some number of characters,
 * so that typing shifts the window.
 */
function typedSince(before: string, now: string): string | undefined {
  if (now.startsWith(before)) return now.slice(before.length);
  const most = Math.min(maxTyped, before.length);
  for (let length = 1; length <= most; length++) {
    if (now.length === before.length && now.startsWith(before.slice(length))) return now.slice(before.length - length);
  }
  return undefined;
}

const maxTyped = 200;
