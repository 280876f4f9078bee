import * as assert from 'node:assert';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Directory, WebFiles } from '../../../src/conversation/directory';
import { openDirectory as openOnDisk } from '../../../src/conversation/directory.node';
import { openDirectory as openOnWeb } from '../../../src/conversation/directory.web';
import { branchOf, logVersion, type LogRecord } from '../../../src/conversation/model';
import { encodeRecord } from '../../../src/conversation/log';
import { createStore, type Store, type StoreDeps } from '../../../src/conversation/store';
import { begin, checkpoint, done, turn } from './support';

interface Watched extends Store {
  readonly errors: unknown[];
  readonly damage: [string, readonly string[]][];
}

/** MB of a log that is opened. */
const logSize = process.env['ASIDE_RUNS'] ? 100 : 10;

/** The store of one window. */
function openStore(directory: Directory, windowId = 'w1', deps: Partial<StoreDeps> = {}): Watched {
  const errors: unknown[] = [];
  const damage: [string, readonly string[]][] = [];
  const store = createStore({
    directory,
    windowId,
    onWriteError: (error) => errors.push(error),
    onDamage: (id, lines) => damage.push([id, lines]),
    onUnreadable: (id, error) => damage.push([id, [String(error)]]),
    // What another window wrote it has not written just now.
    now: () => Date.now() + 60_000,
    ...deps,
  });
  return { ...store, errors, damage };
}

const asked = begin(10, turn('q', null, 'user', { text: 'Why?' }));
const replied = done(30, turn('a', 'q', 'assistant', { text: 'Because.' }));
const exchange: LogRecord[] = [
  asked,
  begin(20, turn('a', 'q', 'assistant', { state: 'streaming', content: [] })),
  checkpoint(25, 'a', 0, 'Bec'),
  replied,
];

/** The texts of the active branch. */
async function texts(store: Store, id = 'c'): Promise<string[] | undefined> {
  const conversation = await store.load(id);
  return conversation && branchOf(conversation).map(({ content }) => content.map((block) => block['text']).join(''));
}

/** What `vscode.workspace.fs` would do, in memory. */
function memoryFiles(): WebFiles & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  const below = (path: string) => (path === '' ? '' : `${path}/`);
  const missing = (path: string) => new Error(`EntryNotFound: ${path}`);
  return {
    files,
    async readDirectory(path) {
      const inside = [...files.keys()].filter((file) => file.startsWith(below(path)));
      if (inside.length === 0 && path !== '') throw missing(path);
      return [...new Set(inside.map((file) => file.slice(below(path).length).split('/')[0] ?? ''))];
    },
    async readFile(path) {
      const bytes = files.get(path);
      if (!bytes) throw missing(path);
      return bytes;
    },
    async writeFile(path, bytes) {
      files.set(path, bytes);
    },
    async stat(path) {
      const bytes = files.get(path);
      if (!bytes && ![...files.keys()].some((file) => file.startsWith(below(path)))) throw missing(path);
      return { modified: 1, size: bytes?.length ?? 0 };
    },
    async delete(path) {
      const gone = [...files.keys()].filter((file) => file === path || file.startsWith(below(path)));
      if (gone.length === 0) throw missing(path);
      for (const file of gone) files.delete(file);
    },
  };
}

/** Every directory has to do the same for the store. */
/** @param every a write that fails is tried at each so-manyth byte */
function checkStore(openDirectory: () => Promise<Directory>, every: number): void {
  it('gives back what was written, also to another window', async () => {
    const directory = await openDirectory();
    await openStore(directory).append('c', exchange);
    assert.deepStrictEqual(await texts(openStore(directory, 'w2')), ['Why?', 'Because.']);
  });

  it('knows nothing of a conversation that is not there', async () => {
    const store = openStore(await openDirectory());
    assert.strictEqual(await store.load('c'), undefined);
    assert.deepStrictEqual(await store.list(10), []);
    await store.delete('c');
  });

  it('merges what two windows wrote at the same time', async () => {
    const directory = await openDirectory();
    const [one, two] = [openStore(directory, 'w1'), openStore(directory, 'w2')];
    await one.append('c', [asked]);
    await Promise.all([
      one.append('c', [begin(20, turn('a', 'q', 'assistant')), { t: 'title', at: 40, title: 'One' }]),
      two.append('c', [begin(30, turn('b', 'q', 'assistant')), { t: 'title', at: 35, title: 'Two' }]),
    ]);
    for (const store of [one, two, openStore(directory, 'w0')]) {
      const conversation = await store.load('c');
      assert.deepStrictEqual([...(conversation?.turns.keys() ?? [])], ['q', 'a', 'b']);
      assert.deepStrictEqual([conversation?.leaf, conversation?.title], ['b', 'One']);
    }
  });

  it('keeps a reply that was interrupted as far as it came', async () => {
    const directory = await openDirectory();
    await openStore(directory).append('c', exchange.slice(0, 3));
    const conversation = await openStore(directory, 'w2').load('c');
    const { content, state, error } = conversation?.turns.get('a') ?? {};
    assert.deepStrictEqual(
      [content, state, error],
      [[{ type: 'text', text: 'Bec' }], 'failed', { kind: 'interrupted' }],
    );
  });

  it('writes in the order of the calls', async () => {
    const directory = await openDirectory();
    const store = openStore(directory);
    const titles = Array.from({ length: 30 }, (_, i): LogRecord => ({ t: 'title', at: 1, title: `${i}` }));
    for (const title of titles) void store.append('c', [title]);
    await store.flush();
    assert.strictEqual((await openStore(directory, 'w2').load('c'))?.title, '29');
  });

  it('deletes a conversation, and that one only', async () => {
    const directory = await openDirectory();
    const store = openStore(directory);
    await store.append('c', exchange);
    await store.append('d', exchange);
    await store.delete('c');
    assert.deepStrictEqual([await store.load('c'), await texts(store, 'd')], [undefined, ['Why?', 'Because.']]);
  });

  it('lists conversations that have something in them, the newest first', async () => {
    const store = openStore(await openDirectory());
    await store.append('empty', [{ t: 'open', v: 1, id: 'empty', at: 1 }]);
    await store.append('old', [begin(5, turn('q', null, 'user', { text: 'Old\nmore' }))]);
    await store.append('new', [asked, { t: 'title', at: 50, title: 'Named' }]);
    const listed = await store.list(10);
    assert.deepStrictEqual(
      listed.map(({ id, title, created, updated, pinned }) => ({ id, title, created, updated, pinned })),
      [
        { id: 'new', title: 'Named', created: 10, updated: 10, pinned: false },
        { id: 'old', title: 'Old', created: 5, updated: 5, pinned: false },
      ],
    );
    assert.ok(listed.every(({ size }) => size > 0));
  });

  it('takes no path for a conversation', async () => {
    const directory = await openDirectory();
    const store = openStore(directory);
    await store.append('c', exchange);
    for (const id of ['../c', 'c/../c', './c', '', '.', '..', 'c/', 'c\\..\\c']) {
      assert.strictEqual(await store.load(id), undefined, id);
      await store.delete(id);
    }
    assert.deepStrictEqual(await texts(store), ['Why?', 'Because.']);
  });

  it('keeps what the disk refused, reports it once, and writes it with the next call', async () => {
    const directory = await openDirectory();
    const full = { now: false };
    const append: Directory['append'] = (path, bytes) =>
      full.now ? Promise.reject(new Error('ENOSPC')) : directory.append(path, bytes);
    const store = openStore({ ...directory, append });
    await store.append('c', [asked]);
    full.now = true;
    for (const record of exchange.slice(1)) await store.append('c', [record]);
    await store.append('d', [asked]);
    assert.strictEqual(store.errors.length, 1);
    assert.deepStrictEqual(await texts(store), ['Why?', 'Because.'], 'this window still has it');
    assert.deepStrictEqual(await texts(store, 'd'), ['Why?']);

    full.now = false;
    await store.append('e', [asked]);
    const other = openStore(directory, 'w2');
    assert.deepStrictEqual([await texts(other), await texts(other, 'd')], [['Why?', 'Because.'], ['Why?']]);
    assert.deepStrictEqual(other.damage, []);

    full.now = true;
    await store.append('c', [{ t: 'title', at: 90, title: 'Later' }]);
    assert.strictEqual(store.errors.length, 2, 'another time is another report');
    full.now = false;
    await store.flush();
    assert.strictEqual((await other.load('c'))?.title, 'Later');
  });

  it('writes by itself what the disk refused, as soon as it takes it', async () => {
    const directory = await openDirectory();
    const full = { now: true };
    const append: Directory['append'] = (path, bytes) =>
      full.now ? Promise.reject(new Error('ENOSPC')) : directory.append(path, bytes);
    const timers: (() => void)[] = [];
    const later: StoreDeps['later'] = (callback) => {
      timers.push(callback);
      return () => void timers.splice(timers.indexOf(callback) >>> 0, 1);
    };
    const store = openStore({ ...directory, append }, 'w1', { later });
    await store.append('c', exchange);
    assert.strictEqual(await openStore(directory, 'w2').load('c'), undefined);
    for (const isFull of [true, false]) {
      full.now = isFull;
      assert.strictEqual(timers.length, 1);
      timers.pop()!();
      // What waits for the write is not written itself.
      await store.load('other');
    }
    assert.deepStrictEqual(await texts(openStore(directory, 'w2')), ['Why?', 'Because.']);
    assert.deepStrictEqual([timers.length, store.errors.length], [0, 1]);
  });

  it('tells when the logs of a conversation that is followed are gone, once, and only then', async () => {
    const directory = await openDirectory();
    const other = openStore(directory, 'w1');
    await other.append('c', [asked]);
    const timers: (() => void)[] = [];
    const store = openStore(directory, 'w2', { later: (callback) => (timers.push(callback), () => undefined) });
    await store.load('c');
    const told: string[] = [];
    store.follow(
      'c',
      (records) => told.push(...records.map(({ t }) => t)),
      () => told.push('gone'),
    );
    const look = async () => {
      timers.shift()!();
      while (timers.length === 0) await new Promise((resolve) => setTimeout(resolve));
      return told.splice(0);
    };
    assert.deepStrictEqual(await look(), []);
    await other.append('c', [replied]);
    assert.deepStrictEqual(await look(), ['done']);
    await directory.remove('c');
    assert.deepStrictEqual([await look(), await look()], [['gone'], []]);
    await store.append('c', [asked]);
    assert.deepStrictEqual(await look(), []);
    await directory.remove('c');
    assert.deepStrictEqual([await look(), await look()], [['gone'], []]);
  });

  it('does not list a folder whose logs were deleted, and what is left of it is left alone', async () => {
    const directory = await openDirectory();
    const store = openStore(directory);
    for (const id of ['c', 'd']) await store.append(id, [{ t: 'open', v: 1, id, at: 1 }, ...exchange]);
    await directory.append('c/damaged.txt', new TextEncoder().encode('x\n'));
    await directory.remove('c/w1.jsonl');
    const later = openStore(directory, 'w2');
    assert.strictEqual(await later.check(), true);
    assert.deepStrictEqual([await later.check(), (await later.list()).map(({ id }) => id)], [false, ['d']]);
    assert.ok(await directory.read('c/damaged.txt'));
  });

  it('takes nothing off the disk that a newer version has written to', async () => {
    const directory = await openDirectory();
    const store = openStore(directory);
    for (const [id, v] of [
      ['c', 1],
      ['d', logVersion + 1],
    ] as const) {
      await store.append(id, [{ t: 'open', v, id, at: 1 }, ...exchange, { t: 'delete', at: 90, deleted: true }]);
    }
    await store.purge(0);
    assert.deepStrictEqual([await store.load('c'), (await store.load('d'))?.deleted], [undefined, true]);
  });

  it(`loses nothing and doubles nothing when the disk took a part, at ${every === 1 ? 'any byte' : `every ${every}th byte`}`, async () => {
    const records = [...exchange.slice(0, 3), checkpoint(26, 'a', 0, 'ause')];
    const size = new TextEncoder().encode(records.map((record) => `${JSON.stringify(record)}\n`).join('')).length;
    const directory = await openDirectory();
    for (let part = 0; part <= size; part += every) {
      let failed = false;
      const append: Directory['append'] = async (path, bytes) => {
        if (failed) return directory.append(path, bytes);
        failed = true;
        await directory.append(path, bytes.slice(0, part));
        throw new Error('ENOSPC');
      };
      const store = openStore({ ...directory, append });
      await store.append(`c${part}`, records);
      assert.deepStrictEqual(await texts(store, `c${part}`), ['Why?', 'Because'], `after ${part} bytes`);
      await store.flush();
      assert.deepStrictEqual(
        await texts(openStore(directory, 'w2'), `c${part}`),
        ['Why?', 'Because'],
        `after ${part} bytes`,
      );
    }
  });

  it('does not bring back what was deleted before it could be written', async () => {
    const directory = await openDirectory();
    const full = { now: true };
    const append: Directory['append'] = (path, bytes) =>
      full.now ? Promise.reject(new Error('ENOSPC')) : directory.append(path, bytes);
    const store = openStore({ ...directory, append });
    await store.append('c', [asked]);
    await store.delete('c');
    full.now = false;
    await store.flush();
    assert.strictEqual(await openStore(directory, 'w2').load('c'), undefined);
  });
}

describe('a store on the disk', () => {
  let root: string;
  const noFiles = {} as WebFiles;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'aside-store-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  checkStore(async () => openOnDisk(join(root, 'conversations'), noFiles), process.env['ASIDE_RUNS'] ? 1 : 7);

  it('has a folder for each conversation and a file for each window', async () => {
    const directory = openOnDisk(root, noFiles);
    await openStore(directory, 'w1').append('c', [asked]);
    await openStore(directory, 'w2').append('c', [replied]);
    assert.deepStrictEqual((await readdir(join(root, 'c'))).sort(), ['w1.jsonl', 'w2.jsonl']);
    assert.strictEqual(await readFile(join(root, 'c', 'w1.jsonl'), 'utf8'), `${JSON.stringify(asked)}\n`);
  });

  it('loses one damaged record, reports it, and drops a torn last line', async () => {
    const directory = openOnDisk(root, noFiles);
    await openStore(directory).append('c', [asked, { t: 'title', at: 11, title: 'Lost' }, replied]);
    const file = join(root, 'c', 'w1.jsonl');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"title":"Lost"', '"title:"Lost"'));
    await appendFile(file, '{"t":"title","at":99,"ti');
    const store = openStore(directory, 'w2');
    assert.strictEqual((await store.load('c'))?.title, '');
    assert.deepStrictEqual(await texts(store), ['Why?']);
    assert.deepStrictEqual(store.damage[0], ['c', ['{"t":"title","at":11,"title:"Lost"}']]);
  });

  it('sets damage aside once, and reports it once', async () => {
    const directory = openOnDisk(root, noFiles);
    await openStore(directory).append('c', exchange);
    await appendFile(join(root, 'c', 'w1.jsonl'), '{"t":"nonsense"}\nhalf a {"line\n');
    const store = openStore(directory, 'w2');
    for (let n = 0; n < 3; n += 1) await store.load('c');
    await openStore(directory, 'w3').load('c');
    assert.deepStrictEqual(store.damage, [['c', ['{"t":"nonsense"}', 'half a {"line']]]);
    assert.strictEqual(await readFile(join(root, 'c', 'damaged.txt'), 'utf8'), '{"t":"nonsense"}\nhalf a {"line\n');
  });

  it('reads what a newer version wrote as far as it can, and calls nothing of it damage', async () => {
    const directory = openOnDisk(root, noFiles);
    await openStore(directory).append('c', [{ t: 'open', v: 1, id: 'c', at: 1 }, ...exchange]);
    const newer = [
      { t: 'open', v: logVersion + 1, id: 'c', at: 50 },
      { t: 'hologram', at: 51 },
      { t: 'title', at: 52, title: 'New' },
    ];
    await writeFile(join(root, 'c', 'w9.jsonl'), newer.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const store = openStore(directory, 'w2');
    const conversation = await store.load('c');
    assert.deepStrictEqual([conversation?.newer, conversation?.title], [true, 'New']);
    assert.deepStrictEqual(await texts(store), ['Why?', 'Because.']);
    assert.deepStrictEqual(store.damage, []);
  });

  it(`opens a log of ${logSize} MB, lists it and finds what was said in it`, async () => {
    const file = join(root, 'c', 'w1.jsonl');
    await mkdir(join(root, 'c'));
    const words = 'All that was said. '.repeat(1300);
    // As a log is: half of a reply is in its checkpoints, and all of it in its end.
    const exchangeOf = (n: number): LogRecord[] => {
      const [q, a, at] = [`q${n}`, `a${n}`, n * 10];
      return [
        begin(at, turn(q, n === 0 ? null : `a${n - 1}`, 'user', { text: n === 777 ? 'xylophon' : 'Why?' })),
        begin(at + 1, turn(a, q, 'assistant', { state: 'streaming', content: [] })),
        ...Array.from({ length: 13 }, (_, i) =>
          checkpoint(at + 2, a, 0, `${i} ${words.slice(i * 1000, i * 1000 + 1000)}`),
        ),
        done(at + 3, turn(a, q, 'assistant', { content: [{ type: 'text', text: words }], text: undefined })),
      ];
    };
    let exchanges = 0;
    for (let size = 0; size < logSize * 1_000_000;) {
      const bytes = Buffer.concat(
        Array.from({ length: 25 }, () => exchangeOf(exchanges++))
          .flat()
          .map(encodeRecord),
      );
      await appendFile(file, bytes);
      size += bytes.length;
    }
    const store = openStore(openOnDisk(root, noFiles), 'w2');
    // By the processor, which others may use meanwhile.
    const began = process.cpuUsage();
    const since = () => {
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    };
    const conversation = await store.load('c');
    const opened = since();
    assert.strictEqual(branchOf(conversation!).length, 2 * exchanges);
    const hits: string[] = [];
    await store.search(exchanges > 777 ? 'xylophon' : 'why', ({ id }) => hits.push(id), new AbortController().signal);
    assert.deepStrictEqual(hits, ['c']);
    console.log(
      `      ${exchanges} exchanges open in ${opened.toFixed(0)} ms, with the search ${since().toFixed(0)} ms`,
    );
    assert.ok(opened < 100 * logSize, 'a second for 10 MB is slow');
  }).timeout(60_000);

  it('lists past stray files, and by when something was said last', async () => {
    const store = openStore(openOnDisk(root, noFiles));
    for (const [id, second] of [
      ['one', 3],
      ['two', 1],
      ['three', 2],
    ] as const) {
      await store.append(id, [begin(second, turn('q', null, 'user'))]);
    }
    await writeFile(join(root, '.DS_Store'), 'x');
    await writeFile(join(root, 'stray'), 'x');
    await mkdir(join(root, 'nothing'));
    await appendFile(join(root, 'one', 'notes.txt'), 'x');
    assert.deepStrictEqual((await store.list(2)).map(({ id }) => id).sort(), ['one', 'three']);
    assert.strictEqual((await store.list(9)).length, 3);
  });

  it('lists the others when one cannot be read', async () => {
    const directory = openOnDisk(root, noFiles);
    const writer = openStore(directory);
    await writer.append('good', [asked]);
    await writer.append('bad', [asked]);
    const store = openStore({
      ...directory,
      read: (path) => (path.startsWith('bad/') ? Promise.reject(new Error('EIO')) : directory.read(path)),
    });
    assert.deepStrictEqual(
      (await store.list(9)).map(({ id }) => id),
      ['good'],
    );
    assert.deepStrictEqual(store.damage, [['bad', ['Error: EIO']]]);
  });
});

describe('a store on VS Code’s files', () => {
  checkStore(async () => openOnWeb('', memoryFiles()), 1);

  it('writes small numbered segments and none of them twice', async () => {
    const memory = memoryFiles();
    await openStore(openOnWeb('', memory)).append('c', [asked]);
    const store = openStore(openOnWeb('', memory));
    await store.append('c', [replied]);
    await store.append('c', [{ t: 'title', at: 40, title: 'x' }]);
    assert.deepStrictEqual(
      [...memory.files.keys()],
      ['c/w1.jsonl/00000000', 'c/w1.jsonl/00000001', 'c/w1.jsonl/00000002'],
    );
  });

  it('says so when a conversation cannot be deleted', async () => {
    const memory = memoryFiles();
    const stuck = { ...memory, delete: () => Promise.reject(new Error('EPERM')) };
    const store = openStore(openOnWeb('', stuck));
    await store.append('c', [asked]);
    await assert.rejects(store.delete('c'), /EPERM/);
  });
});
