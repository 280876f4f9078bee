import assert from 'node:assert/strict';
import type { Directory } from '../../../src/conversation/directory';
import type { LogRecord } from '../../../src/conversation/model';
import { createStore, type Store, type StoreDeps } from '../../../src/conversation/store';
import { memoryDirectory } from './memoryDirectory';
import { begin, done, turn } from './support';

const fail = (): never => {
  throw new Error('thrown');
};
const asked = begin(10, turn('q', null, 'user'));
const replied = done(30, turn('a', 'q', 'assistant'));
const endless: Record<string, unknown> = { type: 'odd' };
endless['again'] = endless;

describe('the writing of logs goes on', () => {
  interface Broken {
    /** What throws, as long as it does. */
    readonly directory?: (whole: Directory) => Partial<Directory>;
    readonly deps?: Partial<StoreDeps>;
    /** Records that are lost with it. */
    readonly lost?: readonly LogRecord[];
  }

  function check(what: string, { directory = () => ({}), deps = {}, lost = [] }: Broken): void {
    it(`after ${what}`, async () => {
      const disk = memoryDirectory();
      const disturbed = directory(disk);
      const now: { broken: boolean } = { broken: true };
      /** Looks with every call, since the store keeps the functions that it was given. */
      const whenBroken = <T extends object>(whole: T, broken: Partial<T>): T => {
        const functions = Object.keys(broken).filter((name) => typeof broken[name as keyof T] === 'function');
        const late = functions.map((name) => {
          const call = (...args: unknown[]): unknown => {
            const from = now.broken ? broken : whole;
            return (from[name as keyof T] as (...all: unknown[]) => unknown)(...args);
          };
          return [name, call];
        });
        return { ...whole, ...broken, ...(Object.fromEntries(late) as Partial<T>) };
      };
      const store: Store = createStore(
        whenBroken<StoreDeps>(
          {
            directory: whenBroken<Directory>(disk, disturbed),
            windowId: 'w1',
            onWriteError: () => undefined,
            onDamage: () => undefined,
            onUnreadable: () => undefined,
            now: () => 60_000,
            later: () => () => undefined,
            log: { error: () => undefined },
          },
          deps,
        ),
      );
      await store.append('c', [{ t: 'open', v: 1, id: 'c', at: 1 }, asked, ...lost]);
      await store.append('d', [asked]);
      await store.load('c').catch(() => undefined);
      now.broken = false;
      await store.append('c', [replied]);
      await store.flush();
      const reader = createStore({
        ...{ directory: disk, windowId: 'w2', onWriteError: fail, onDamage: fail, now: () => 60_000 },
      });
      assert.deepEqual([...(await reader.load('c'))!.turns.keys()], ['q', 'a']);
      assert.deepEqual([...(await reader.load('d'))!.turns.keys()], ['q']);
      assert.deepEqual(
        (await store.list()).map(({ id }) => id),
        ['c', 'd'],
      );
    });
  }

  const rejects = () => Promise.reject(new Error('ENOSPC'));
  check('a directory that throws', { directory: () => ({ append: fail }) });
  check('a directory that rejects', { directory: () => ({ append: rejects }) });
  check('a directory that throws, which cannot be reported', {
    directory: () => ({ append: fail }),
    deps: { onWriteError: fail },
  });
  check('a directory that rejects, which cannot be reported', {
    directory: () => ({ append: rejects }),
    deps: { onWriteError: fail },
  });
  check('a catalog that cannot be written or read', {
    directory: (disk) => ({
      append: (path, bytes) => (path.startsWith('.catalog') ? fail() : disk.append(path, bytes)),
      list: fail,
    }),
  });
  check('a retry that cannot be planned', { directory: () => ({ append: rejects }), deps: { later: fail } });
  check('a retry that cannot be cancelled', {
    directory: () => ({ append: rejects }),
    deps: { later: () => fail },
  });
  check('a clock that throws', { deps: { now: fail } });
  check('a record that cannot be encoded', {
    lost: [done(20, turn('a', 'q', 'assistant', { content: [endless as never] }))],
  });
  check('a record that cannot be encoded, which cannot be reported', {
    lost: [done(20, turn('a', 'q', 'assistant', { content: [endless as never] }))],
    deps: { onWriteError: fail },
  });
  check('everything at once, the log included', {
    directory: () => ({ append: fail, list: fail, read: fail, readLines: fail, names: fail }),
    deps: { onWriteError: fail, later: fail, now: fail, log: { error: fail } },
  });
});

describe('a store whose callbacks throw', () => {
  function open(directory: Directory, deps: Partial<StoreDeps> = {}): { store: Store; logged: string[] } {
    const logged: string[] = [];
    const store = createStore({
      ...{ directory, windowId: 'w2', onWriteError: fail, onDamage: fail, onUnreadable: fail, now: () => 60_000 },
      log: { error: (line) => logged.push(line) },
      ...deps,
    });
    return { store, logged };
  }

  async function written(): Promise<ReturnType<typeof memoryDirectory>> {
    const directory = memoryDirectory();
    await createStore({ directory, windowId: 'w1', onWriteError: fail, onDamage: fail }).append('c', [asked, replied]);
    return directory;
  }

  it('loads what is damaged, and logs that the damage could not be reported', async () => {
    for (const over of [{}, { read: fail }, { append: fail }]) {
      const directory = await written();
      await directory.append('c/w1.jsonl', new TextEncoder().encode('nonsense\n'));
      const { store, logged } = open({ ...directory, ...over });
      assert.equal((await store.load('c'))?.turns.size, 2);
      assert.match(logged.join(), /damage cannot be reported: Error: thrown\n.*writer\.test/s);
    }
  });

  it('lists the others where one cannot be read', async () => {
    const directory = await written();
    await directory.append('bad/w1.jsonl', new TextEncoder().encode(`${JSON.stringify(asked)}\n`));
    const readLines: Directory['readLines'] = (path, from) =>
      path.startsWith('bad/') ? fail() : directory.readLines(path, from);
    const { store, logged } = open({ ...directory, readLines });
    assert.deepEqual(
      (await store.list()).map(({ id }) => id),
      ['c'],
    );
    assert.equal(logged.length, 1);
  });

  it('goes on following', async () => {
    const directory = await written();
    const timers: (() => void)[] = [];
    const { store, logged } = open(directory, { later: (callback) => (timers.push(callback), () => undefined) });
    await store.load('c');
    let told = 0;
    store.follow(
      'c',
      () => (told++, fail()),
      () => (told++, fail()),
    );
    const look = async () => {
      timers.shift()!();
      for (let turns = 0; turns < 100 && timers.length === 0; turns += 1)
        await new Promise((resolve) => setImmediate(resolve));
    };
    const other = createStore({ directory, windowId: 'w3', onWriteError: fail, onDamage: fail });
    for (const at of [40, 50]) {
      await other.append('c', [{ t: 'title', at, title: `${at}` }]);
      await look();
    }
    await directory.remove('c');
    await look();
    await look();
    assert.deepEqual([told, logged.length], [3, 3]);
  });
});
