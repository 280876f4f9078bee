import type { Store, TextHit } from '../conversation/store';

export interface HistorySearchDeps {
  readonly store: Pick<Store, 'search'>;
  /** Lists what was found so far. Returns the number of rows in the list. */
  show(hits: readonly TextHit[]): number;
  busy(isBusy: boolean): void;
  failed(error: unknown): void;
  /** Calls back after this many ms, unless the function it returns is called first. */
  later(callback: () => void, ms: number): () => void;
}

/** Searches the texts of conversations for what is typed, and lists the hits in batches. */
export interface HistorySearch {
  look(query: string): void;
  stop(): void;
}

/** ms without a key until what was typed is searched for. */
const pauseInTyping = 200;
/** ms between two batches, at least. */
const leastPause = 50;
/** ms between two batches for each row of the list: VS Code takes all rows anew each time, in about a tenth of that. */
const pausePerRow = 0.05;

export function createHistorySearch({ store, show, busy, failed, later }: HistorySearchDeps): HistorySearch {
  let searching = new AbortController();
  let cancelTyping: (() => void) | undefined;
  /** Hits in the list: those of an earlier search, until this one has some or is over. */
  let listed = 0;
  let rows = 0;

  function list(hits: readonly TextHit[]): void {
    listed = hits.length;
    rows = show(hits);
  }

  async function search(query: string, signal: AbortSignal): Promise<void> {
    const hits: TextHit[] = [];
    let isListed = listed === 0;
    let cancelShow: (() => void) | undefined;
    const showNow = (): void => {
      cancelShow = undefined;
      if (!signal.aborted && !isListed) list([...hits]);
      isListed = true;
    };
    const take = (hit: TextHit): void => {
      // The picker finds by itself what is in a title.
      if (hit.excerpt === undefined) return;
      hits.push(hit);
      isListed = false;
      cancelShow ??= later(showNow, Math.max(leastPause, rows * pausePerRow));
    };
    busy(true);
    await store.search(query, take, signal).catch(failed);
    cancelShow?.();
    showNow();
    if (!signal.aborted) busy(false);
  }

  function stop(): void {
    cancelTyping?.();
    searching.abort();
  }

  return {
    look(query) {
      stop();
      const { signal } = (searching = new AbortController());
      if (query.trim() !== '') {
        cancelTyping = later(() => void search(query, signal), pauseInTyping);
        return;
      }
      if (listed > 0) list([]);
      busy(false);
    },
    stop,
  };
}
