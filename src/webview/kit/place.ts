import { saveState, savedState } from './host';

/**
 * Where the reader is and what is unfolded. VS Code destroys the page whenever it is hidden or moved, and hands this to
 * the next one.
 */
export interface Place {
  readonly conversation: string;
  /** The first turn in view, and its top in px below that of the scroller. Unset at the end. */
  readonly turn?: string;
  readonly top?: number;
  /** By turn: a block's index, `usage`, or the number of a code block that is folded or wrapped. */
  readonly folds: Readonly<Record<string, readonly string[]>>;
}

/** In ms. The page may be gone any moment, without a word. */
const saveDelay = 100;

let known: Place | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

export function savedPlace(): Place {
  return (known ??= parsePlace(savedState()) ?? { conversation: '', folds: {} });
}

/** Another conversation is on show. */
export function enterConversation(conversation: string): void {
  if (conversation !== savedPlace().conversation) keep({ conversation, folds: {} });
}

export function keepPlace(at: Pick<Place, 'turn' | 'top'> | undefined): void {
  const { conversation, folds } = savedPlace();
  keep({ conversation, folds, ...at });
}

export function foldsOf(turn: string): ReadonlySet<string> {
  const { folds } = savedPlace();
  return new Set(Object.hasOwn(folds, turn) ? folds[turn] : []);
}

export function keepFold(turn: string, key: string, on: boolean): void {
  const keys = new Set(foldsOf(turn));
  if (on) keys.add(key);
  else keys.delete(key);
  const place = savedPlace();
  const { [turn]: _, ...others } = place.folds;
  keep({ ...place, folds: keys.size === 0 ? others : { ...others, [turn]: [...keys] } });
}

function keep(next: Place): void {
  known = next;
  timer ??= setTimeout(() => {
    timer = undefined;
    saveState(savedPlace());
  }, saveDelay);
}

/** An older version of Aside may have written it. */
export function parsePlace(value: unknown): Place | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { conversation, turn, top, folds } = value as Record<string, unknown>;
  if (typeof conversation !== 'string') return undefined;
  const at = typeof turn === 'string' && typeof top === 'number' ? { turn, top } : {};
  const entries = typeof folds === 'object' && folds !== null ? Object.entries(folds) : [];
  return {
    conversation,
    ...at,
    folds: Object.fromEntries(
      entries.filter(
        (entry): entry is [string, string[]] =>
          Array.isArray(entry[1]) && entry[1].every((key: unknown) => typeof key === 'string'),
      ),
    ),
  };
}
