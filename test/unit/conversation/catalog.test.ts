import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeEntries, entryAfter, entryOf, type CatalogEntry } from '../../../src/conversation/catalog';
import { applyRecord, emptyConversation, type LogRecord } from '../../../src/conversation/model';
import { createStore, type Store, type TextHit } from '../../../src/conversation/store';
import { kindOf, pathsIn, withMore, without, withOther } from '../mutations';
import { memoryDirectory } from './memoryDirectory';
import { begin, done, turn } from './support';

type Memory = ReturnType<typeof memoryDirectory>;

function openStore(directory: Memory, windowId: string, now = () => Date.now()): Store {
  return createStore({
    directory,
    windowId,
    now,
    onWriteError: (error) => assert.fail(String(error)),
    onDamage: (id, lines) => assert.fail(`${id}: ${lines.join()}`),
  });
}

/** A conversation with one question and its reply. */
async function talk(store: Store, id: string, at: number, question: string, answer = 'Yes.'): Promise<void> {
  await store.append(id, [
    { t: 'open', v: 1, id, at, workspace: 'here' },
    begin(at, turn(`${id}q`, null, 'user', { text: question })),
    begin(at + 1, turn(`${id}a`, `${id}q`, 'assistant', { state: 'streaming', content: [] })),
    done(at + 2, turn(`${id}a`, `${id}q`, 'assistant', { text: answer })),
  ]);
}

const titles = async (store: Store) => (await store.list()).map(({ title }) => title);

describe('a line of the catalog', () => {
  const bare: CatalogEntry = {
    id: 'c',
    title: '',
    created: 1,
    updated: 2,
    pinned: false,
    size: 3,
    at: 4,
    titled: false,
  };
  const full: CatalogEntry = { ...bare, workspace: 'here', places: ['file:///here'], hidden: 'deleted' };
  const decode = (...lines: unknown[]) =>
    decodeEntries(new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join('')));

  it('is read as it was written, with what a newer version has added', () => {
    const lines = [bare, full, withMore(full)];
    assert.deepEqual(decode(...lines), lines);
  });

  it('is passed over where a member is missing or of another kind, and nothing else is', () => {
    for (const path of pathsIn(bare)) assert.deepEqual(decode(without(full, path), bare), [bare], path.join());
    fc.assert(
      fc.property(fc.constantFrom(...pathsIn(full)), fc.jsonValue({ maxDepth: 1 }), ([name], other) => {
        fc.pre(kindOf(other) !== kindOf(full[name as keyof CatalogEntry]));
        assert.deepEqual(decode(withOther(full, [name!], other), bare), [bare]);
      }),
    );
    assert.deepEqual(decode(null, [], 'x', 1, {}), []);
  });
});

describe('the catalog of conversations', () => {
  it('says after every record what the whole conversation says', () => {
    const user = (n: number) => turn(`q${n}`, null, 'user', { text: `Question ${n}` });
    const record = fc.oneof(
      fc.nat(3).map(
        (n) =>
          (at: number): LogRecord =>
            begin(at, user(n)),
      ),
      fc.nat(3).map(
        (n) =>
          (at: number): LogRecord =>
            done(at, turn(`a${n}`, `q${n}`, 'assistant')),
      ),
      fc.constantFrom('', 'Named', 'Other').map((title) => (at: number): LogRecord => ({ t: 'title', at, title })),
      fc.boolean().map((pinned) => (at: number): LogRecord => ({ t: 'pin', at, pinned })),
      fc.boolean().map((deleted) => (at: number): LogRecord => ({ t: 'delete', at, deleted })),
      fc.constant((at: number): LogRecord => ({ t: 'draft', at, draft: { text: 'x', chips: [] } })),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), (makers) => {
        const first = begin(1, user(9));
        let conversation = applyRecord(emptyConversation('c', 1), first);
        let entry: CatalogEntry = entryOf(conversation, 0, 1);
        for (const [n, make] of makers.entries()) {
          const one = make(n + 2);
          conversation = applyRecord(conversation, one);
          entry = entryAfter(entry, [one], n + 2) ?? entry;
          const whole = entryOf(conversation, 0, entry.at);
          // A title that was taken back leaves the first line, which the entry alone does not know any more.
          if (conversation.title === '' && entry.titled) entry = whole;
          // That a question was asked shows with its reply.
          assert.deepEqual(
            { ...entry, updated: 0, hidden: entry.hidden },
            { ...whole, updated: 0, hidden: whole.hidden },
          );
        }
      }),
    );
  });

  it('lists what another window wrote, without reading a conversation', async () => {
    const directory = memoryDirectory();
    const [one, two] = [openStore(directory, 'w1'), openStore(directory, 'w2')];
    await talk(one, 'c1', 1, 'First?');
    await talk(two, 'c2', 5, 'Second?');
    assert.deepEqual(await titles(one), ['Second?', 'First?']);
    await two.append('c1', [{ t: 'title', at: 9, title: 'Renamed' }]);
    const read: string[] = [];
    const third = createStore({
      directory: { ...directory, read: (path) => (read.push(path), directory.read(path)) },
      windowId: 'w3',
      onWriteError: () => undefined,
      onDamage: () => undefined,
    });
    assert.deepEqual(await titles(third), ['Second?', 'Renamed']);
    assert.deepEqual(read, []);
    assert.deepEqual(await titles(one), ['Second?', 'Renamed']);
    const [listed] = await one.list(1);
    assert.deepEqual([listed?.workspace, listed?.pinned, listed?.created], ['here', false, 5]);
  });

  it('is made again from the logs when it is lost, damaged or behind', async () => {
    const directory = memoryDirectory();
    const store = openStore(directory, 'w1');
    await talk(store, 'c1', 1, 'First?');
    await talk(store, 'c2', 5, 'Second?');
    for (const file of [...directory.files.keys()]) if (file.startsWith('.catalog/')) directory.files.delete(file);
    assert.deepEqual(await titles(openStore(directory, 'w2')), ['Second?', 'First?']);

    directory.files.set('.catalog/w2.jsonl', new TextEncoder().encode('{"id":"c1"}\nnonsense\n{"id":'));
    assert.deepEqual(await titles(openStore(directory, 'w3')), ['Second?', 'First?']);

    // As after a crash, or by hand: the log has grown, and the catalog does not know.
    const late: LogRecord = { t: 'title', at: 20, title: 'By hand' };
    await directory.append('c1/w9.jsonl', new TextEncoder().encode(`${JSON.stringify(late)}\n`));
    const checking = openStore(directory, 'w4');
    assert.deepEqual(await titles(checking), ['Second?', 'First?']);
    assert.equal(await checking.check(), true);
    assert.deepEqual(await titles(checking), ['Second?', 'By hand']);
    assert.equal(await checking.check(), false);

    await directory.remove('c2');
    assert.deepEqual(await titles(checking), ['By hand']);
  });

  it('says what was written last, also when the clock was set back in between', async () => {
    const directory = memoryDirectory();
    let time = 9_000_000;
    const [one, two] = ['w1', 'w2'].map((window) => openStore(directory, window, () => time)) as [Store, Store];
    await talk(one, 'c1', 1, 'First?');
    await talk(one, 'c2', 5, 'Second?');
    assert.deepEqual(await titles(two), ['Second?', 'First?']);
    time = 1000;
    await two.append('c1', [{ t: 'title', at: 20, title: 'Renamed' }]);
    await one.append('c2', [{ t: 'delete', at: 20, deleted: true }]);
    for (const store of [one, two, openStore(directory, 'w3', () => time)]) {
      assert.deepEqual(await titles(store), ['Renamed']);
      assert.equal(await store.check(), false);
    }
    // What changed behind the catalog’s back, too.
    const late: LogRecord = { t: 'title', at: 30, title: 'By hand' };
    await directory.append('c1/w9.jsonl', new TextEncoder().encode(`${JSON.stringify(late)}\n`));
    assert.deepEqual([await one.check(), await titles(one), await one.check()], [true, ['By hand'], false]);
  });

  it('lists 10,000 conversations without looking at any of them, and each can be opened', async () => {
    const directory = memoryDirectory();
    const line = (value: object) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);
    const ids = Array.from({ length: 10_000 }, (_, n) => `c${n}`);
    for (const [n, id] of ids.entries())
      directory.files.set(`${id}/w.jsonl`, line(begin(n, turn('q', null, 'user', { text: `Question ${n}` }))));
    const facts = { created: 1, pinned: false, titled: false, at: 1 };
    const entries = ids.map((id, n) =>
      line({ ...facts, id, title: `Question ${n}`, updated: n, size: directory.files.get(`${id}/w.jsonl`)!.length }),
    );
    directory.files.set('.catalog/w.jsonl', Buffer.concat(entries));
    const calls: string[] = [];
    const watched = Object.fromEntries(
      (['list', 'names', 'read', 'readLines'] as const).map((name) => [
        name,
        (path: string, from: number) => (calls.push(`${name} ${path}`), directory[name](path, from)),
      ]),
    );
    const store = openStore({ ...directory, ...watched }, 'new');
    const listed = await store.list();
    assert.deepEqual([listed.length, listed[0]?.title, listed.at(-1)?.title], [10_000, 'Question 9999', 'Question 0']);
    assert.deepEqual(calls.sort(), ['list .catalog', 'names ', 'readLines .catalog/w.jsonl']);
    assert.equal((await store.load('c4321'))?.turns.get('q')?.text, 'Question 4321');
  });

  it('puts the files of windows that are long gone together', async () => {
    const directory = memoryDirectory();
    for (let n = 0; n < 30; n += 1)
      await talk(
        openStore(directory, `old${n}`, () => 0),
        `c${n}`,
        n,
        `Question ${n}`,
      );
    const later = openStore(directory, 'new', () => Date.now() + 1e9);
    assert.equal((await later.list()).length, 30);
    assert.deepEqual(await directory.names('.catalog'), ['new.jsonl']);
    assert.equal((await openStore(directory, 'w').list()).length, 30);
  });

  it('hides what was deleted, brings it back, and takes it off the disk later', async () => {
    const directory = memoryDirectory();
    let time = 1000;
    const store = openStore(directory, 'w1', () => time);
    await talk(store, 'c1', 1, 'First?');
    await talk(store, 'c2', 5, 'Second?');
    await store.append('c1', [{ t: 'delete', at: 10, deleted: true }]);
    assert.deepEqual(await titles(store), ['Second?']);
    await store.append('c1', [{ t: 'delete', at: 11, deleted: false }]);
    assert.deepEqual(await titles(store), ['Second?', 'First?']);
    await store.append('c1', [{ t: 'delete', at: 12, deleted: true }]);
    await store.purge(60_000);
    assert.ok(await store.load('c1'), 'not yet');
    time += 60_000;
    await store.purge(60_000);
    assert.equal(await store.load('c1'), undefined);
    assert.deepEqual(await titles(openStore(directory, 'w2')), ['Second?']);
  });

  it('costs a turn the same at turn 1,000 as at turn 10', async () => {
    const directory = memoryDirectory();
    const store = openStore(directory, 'w1');
    await store.append('c', [{ t: 'open', v: 1, id: 'c', at: 1 }]);
    const cost = async (n: number) => {
      const before = directory.writes.length;
      const [q, a] = [`q${n}`.padEnd(8, '_'), `a${n}`.padEnd(8, '_')];
      await store.append('c', [begin(n + 1e6, turn(q, null, 'user', { text: 'Why?' }))]);
      await store.append('c', [begin(n + 1e6, turn(a, q, 'assistant', { state: 'streaming', content: [] }))]);
      await store.append('c', [done(n + 1e6, turn(a, q, 'assistant', { text: 'Because.' }))]);
      const written = directory.writes.slice(before);
      const bytes = (path: RegExp) => written.filter((one) => path.test(one.path)).map((one) => one.bytes);
      return {
        files: new Set(written.map(({ path }) => path)).size,
        log: bytes(/^c\//),
        catalog: bytes(/^\.catalog/).length,
      };
    };
    const costs = [];
    for (let n = 1; n <= 1000; n += 1) costs.push(await cost(n));
    assert.deepEqual(costs[999], costs[9]);
    console.log(`      ${JSON.stringify(costs[999])} a turn`);
    assert.deepEqual([costs[9]!.files, costs[9]!.catalog], [2, 1]);
  });
});

describe('search in all conversations', () => {
  const search = async (store: Store, query: string): Promise<TextHit[]> => {
    const hits: TextHit[] = [];
    await store.search(query, (hit) => hits.push(hit), new AbortController().signal);
    return hits;
  };

  it('finds every word, in titles and in what was said, in any language', async () => {
    const store = openStore(memoryDirectory(), 'w1');
    await talk(store, 'c1', 1, 'How do I sort a list?', 'Use "sorted(items)".\nIt is stable.');
    await talk(store, 'c2', 5, '如何排序列表？', '使用 sorted 函数，它是稳定的。');
    await talk(store, 'c3', 9, 'Something else', 'No.');
    const found = async (query: string) => (await search(store, query)).map(({ id }) => id);
    assert.deepEqual(await found('SORTED'), ['c2', 'c1']);
    assert.deepEqual(await found('排序'), ['c2']);
    assert.deepEqual(await found('稳定'), ['c2']);
    assert.deepEqual(await found('stable list'), ['c1']);
    assert.deepEqual(await found('"sorted(items)"'), ['c1']);
    assert.deepEqual(await found('else'), ['c3']);
    // Words of the log’s own, that nobody said.
    assert.deepEqual(await found('assistant'), []);
    assert.deepEqual(await found('  '), []);
    await talk(store, 'c4', 12, 'Le café', 'Grösse und 한글'.normalize('NFD'));
    for (const query of ['café', 'größe', 'grösse', '한글']) {
      for (const form of ['NFC', 'NFD'] as const) {
        assert.deepEqual(await found(query.normalize(form)), query === 'größe' ? [] : ['c4'], `${query} ${form}`);
      }
    }
    const [hit] = await search(store, 'stable');
    assert.deepEqual([hit?.turn, hit?.excerpt], ['c1a', 'Use "sorted(items)". It is stable.']);
  });

  it('stops when it is told to', async () => {
    const store = openStore(memoryDirectory(), 'w1');
    for (let n = 0; n < 50; n += 1) await talk(store, `c${n}`, n, 'The same');
    const controller = new AbortController();
    let hits = 0;
    await store.search(
      'same',
      () => {
        hits += 1;
        controller.abort();
      },
      controller.signal,
    );
    assert.equal(hits, 1);
  });
});
