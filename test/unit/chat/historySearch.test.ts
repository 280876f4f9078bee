import assert from 'node:assert/strict';
import { createHistorySearch } from '../../../src/chat/historySearch';
import type { TextHit } from '../../../src/conversation/store';

const hit = (id: string, excerpt: string | undefined) => ({ id, excerpt }) as unknown as TextHit;

/** A search whose clock and hits come when the test says so, in a list with so many rows beside the hits. */
function setUp(rows = 0) {
  let now = 0;
  const timers = new Map<() => void, number>();
  const lists: string[][] = [];
  const failures: unknown[] = [];
  const searches: { query: string; take: (hit: TextHit) => void; end: (error?: unknown) => void }[] = [];
  let isBusy = false;
  const search = createHistorySearch({
    store: {
      search: (query, take, signal) =>
        new Promise((resolve, reject) => {
          signal.addEventListener('abort', () => resolve());
          searches.push({ query, take, end: (error) => (error === undefined ? resolve() : reject(error)) });
        }),
    },
    show(hits) {
      lists.push(hits.map((one) => one.excerpt ?? ''));
      return rows + hits.length;
    },
    busy: (now) => (isBusy = now),
    failed: (error) => failures.push(error),
    later(callback, ms) {
      timers.set(callback, now + ms);
      return () => void timers.delete(callback);
    },
  });

  async function pass(ms: number): Promise<void> {
    const until = now + ms;
    for (;;) {
      const [next] = [...timers].filter(([, at]) => at <= until).sort(([, a], [, b]) => a - b);
      if (!next) break;
      timers.delete(next[0]);
      now = next[1];
      next[0]();
      await settled();
    }
    now = until;
  }

  /** Types, and waits until that is searched for. */
  async function look(query: string) {
    search.look(query);
    await pass(200);
    return searches.at(-1)!;
  }
  return { search, look, pass, lists, failures, searches, busy: () => isBusy };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the search in what was said', () => {
  it('begins when typing pauses, and lists all of it in the end', async () => {
    const { search, look, pass, lists, searches, busy } = setUp();
    search.look('ze');
    await pass(150);
    const { query, take, end } = await look('zebra');
    assert.deepEqual([query, searches.length, busy()], ['zebra', 1, true]);
    take(hit('a', 'a'));
    take(hit('in the title alone', undefined));
    await pass(50);
    take(hit('b', 'b'));
    end();
    await settled();
    assert.deepEqual([lists, busy()], [[['a'], ['a', 'b']], false]);
  });

  it('lists the longer the list the less often, so that listing stays a small part of the time', async () => {
    for (const [rows, most] of [
      [0, 20],
      [10_000, 3],
      [20_000, 2],
    ] as const) {
      const { look, pass, lists } = setUp(rows);
      const { take, end } = await look('zebra');
      // 10,000 hits in a second.
      for (let n = 0; n < 1000; n++) {
        for (let one = 0; one < 10; one++) take(hit(`${n}`, 'zebra'));
        await pass(1);
      }
      const during = lists.length;
      end();
      await settled();
      assert.ok(during >= 1 && during <= most, `${during} lists with ${rows} other rows`);
      assert.equal(lists.at(-1)?.length, 10_000);
    }
  });

  it('keeps what an earlier search has found until there is something else, or nothing', async () => {
    const { look, pass, lists, search } = setUp();
    const first = await look('zebra');
    first.take(hit('a', 'a'));
    first.end();
    await settled();
    const second = await look('zebras');
    assert.deepEqual(lists, [['a']], 'no list without need');
    first.take(hit('late', 'late'));
    second.end();
    await settled();
    assert.deepEqual(lists, [['a'], []]);
    const third = await look('zebra');
    third.take(hit('a', 'a'));
    await pass(50);
    search.look('');
    await pass(500);
    assert.deepEqual(lists.slice(2), [['a'], []]);
  });

  it('lists nothing more when it is stopped, and says what went wrong', async () => {
    const { look, pass, lists, search, failures, busy } = setUp();
    const first = await look('zebra');
    first.take(hit('a', 'a'));
    search.stop();
    await pass(500);
    assert.deepEqual(lists, []);
    (await look('zebra')).end(new Error('EACCES'));
    await settled();
    assert.deepEqual([failures.map(String), busy()], [['Error: EACCES'], false]);
  });
});
