/**
 * What 10,000 conversations (1 GB) cost: listing them, looking through their text and opening one, beside a plain
 * `readdir` and `stat` of their folder. In a process of its own; `--small` for a tenth of it.
 */
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDirectory } from '../../src/conversation/directory.node';
import { encodeRecord } from '../../src/conversation/log';
import type { LogRecord, Turn } from '../../src/conversation/model';
import { createStore, type Store } from '../../src/conversation/store';
import { createRandom } from '../fixtures/random';
import { limit, median, table } from './report';

const conversations = process.argv.includes('--small') ? 1000 : 10_000;
/** Characters of a reply, and replies in a conversation: 100 KB a conversation. */
const replyLength = 4000;
const exchanges = 24;
const rounds = 7;

const next = createRandom(1);
const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
const syllables = 'ka lo mi tu ren sol vi par ten or el du nim sa fo'.split(' ');
const vocabulary = Array.from({ length: 20_000 }, () =>
  Array.from({ length: 2 + Math.floor(next() * 3) }, () => pick(syllables)).join(''),
);

function words(length: number): string {
  let text = '';
  while (text.length < length) text += `${pick(vocabulary)} `;
  return text;
}

function logOf(id: string, n: number): Uint8Array {
  const records: LogRecord[] = [{ t: 'open', v: 1, id, at: n, workspace: `workspace ${n % 7}` }];
  let parent: string | null = null;
  // One in a thousand has a word of its own, and one has Chinese.
  const rare = n % 1000 === 500 ? ' xylophon ' : n === 77 ? ' 稀有的词语 ' : '';
  for (let turn = 0; turn < exchanges; turn += 1) {
    const at = n * 1000 + turn;
    const asked: Turn = { id: `${id}q${turn}`, parent, role: 'user', at, state: 'done', content: [], text: words(80) };
    const content = [{ type: 'text', text: words(replyLength) + (turn === exchanges - 1 ? rare : '') }];
    const replied: Turn = { id: `${id}a${turn}`, parent: asked.id, role: 'assistant', at, state: 'done', content };
    records.push({ t: 'begin', at, turn: asked }, { t: 'done', at, turn: replied });
    parent = replied.id;
  }
  return Buffer.concat(records.map(encodeRecord));
}

function openStore(root: string): Store {
  return createStore({
    directory: openDirectory(root, {} as never),
    windowId: crypto.randomUUID(),
    onWriteError: (error) => {
      throw error;
    },
    onDamage: (id, lines) => {
      throw new Error(`${id}: ${lines.join()}`);
    },
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await work();
  return performance.now() - before;
}

function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function search(store: Store, query: string): Promise<{ ms: number; first: number | undefined; hits: number }> {
  const began = performance.now();
  let first: number | undefined;
  let hits = 0;
  const onHit = () => {
    first ??= performance.now() - began;
    hits += 1;
  };
  await store.search(query, onHit, new AbortController().signal);
  return { ms: performance.now() - began, first, hits };
}

async function main(): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'aside-bench-store-'));
  try {
    let bytes = 0;
    for (let n = 0; n < conversations; n += 1) {
      const id = `c${n}`;
      await mkdir(join(root, id));
      const log = logOf(id, n);
      bytes += log.length;
      await writeFile(join(root, id, 'w.jsonl'), log);
    }
    console.log(`${conversations} conversations, ${(bytes / 1e9).toFixed(2)} GB\n`);

    const start = held();
    const rebuilt = await timed(() => openStore(root).list());
    // A window that is opened then, again and again; each pays what a new window pays.
    const floors: number[] = [];
    const lists: number[] = [];
    const opened: number[] = [];
    let growth = 0;
    for (let round = 0; round < rounds; round += 1) {
      floors.push(await timed(async () => Promise.all((await readdir(root)).map((name) => stat(join(root, name))))));
      const store = openStore(root);
      lists.push(
        await timed(async () => {
          const listed = await store.list();
          if (listed.length !== conversations) throw new Error(`${listed.length} are listed`);
        }),
      );
      if (round === 0) growth = held() - start;
      for (let n = 0; n < 20; n += 1) {
        opened.push(await timed(() => store.load(`c${Math.floor(next() * conversations)}`)));
      }
    }
    const store = openStore(root);
    await store.list();
    const found = new Map<string, Awaited<ReturnType<typeof search>>>();
    for (const query of ['xylophon', '稀有的词语', 'nobodysaidthis', vocabulary[7]!])
      found.set(query, await search(store, query));
    const afterSearch = held() - start;
    const checked = await timed(() => store.check());

    const ms = (value: number) => `${value.toFixed(1)} ms`;
    console.log(
      table(
        ['', 'wall clock'],
        [
          ['readdir + stat of the folder, median', ms(median(floors))],
          ['list, from the catalog, in a new window, median', ms(median(lists))],
          ['list without a catalog: every log is read', ms(rebuilt)],
          ['the catalog checked against every log', ms(checked)],
          ['open any conversation, median', ms(median(opened))],
          ['open any conversation, slowest of 140', ms(Math.max(...opened))],
        ],
      ),
    );
    console.log();
    console.log(
      table(
        ['search through all text for', 'found', 'first', 'all'],
        [...found].map(([query, { hits, first, ms: all }]) => [
          query,
          `${hits}`,
          first === undefined ? '' : ms(first),
          ms(all),
        ]),
      ),
    );
    console.log();
    console.log(limit('list / (readdir + stat)', median(lists) / median(floors), '≤', 3));
    console.log(limit('heap and external growth with the list, MB', growth / 1e6, '≤', 60));
    console.log(limit('heap and external growth after searches, MB', afterSearch / 1e6, '≤', 60));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

void main();
