import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from 'esbuild';
import { openDirectory } from '../../../src/conversation/directory.node';
import { branchOf, type Conversation } from '../../../src/conversation/model';
import { createStore, type Store } from '../../../src/conversation/store';

const kills = process.env['ASIDE_RUNS'] ? 200 : 2;
/** ms of a reply that a crash may cost. */
const mostLost = 1000;

let folder: string;
let script: string;
let running: ChildProcess[] = [];

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aside-crash-'));
  script = join(folder, 'writer.cjs');
  await build({ entryPoints: ['test/fixtures/store/writer.ts'], outfile: script, bundle: true, platform: 'node' });
});
after(() => rm(folder, { recursive: true, force: true }));
afterEach(() => {
  running.forEach((child) => child.kill('SIGKILL'));
  running = [];
});

/** Starts the writer; `lines` grows as it prints. */
function start(
  root: string,
  window: string,
  ...task: string[]
): { child: ChildProcess; lines: string[]; over: Promise<void> } {
  const child = spawn(process.execPath, [script, root, window, ...task], { stdio: ['ignore', 'pipe', 'inherit'] });
  running.push(child);
  const lines: string[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    const all = (rest + chunk).split('\n');
    rest = all.pop()!;
    lines.push(...all);
  });
  return { child, lines, over: new Promise((resolve) => child.once('close', () => resolve())) };
}

function openStore(root: string, damage: string[] = []): Store {
  return createStore({
    directory: openDirectory(root, {} as never),
    windowId: 'reader',
    onWriteError: (error) => assert.fail(String(error)),
    onDamage: (id, lines) => damage.push(`${id}: ${lines.join('\n')}`),
    now: () => Date.now() + 60_000,
  });
}

const textOf = (conversation: Conversation) => String(branchOf(conversation).at(-1)?.content[0]?.['text'] ?? '');

describe('a window that is killed', () => {
  it(`loses at most a second of the last reply: ${kills} kills`, async () => {
    const root = join(folder, 'killed');
    let right = 0;
    let worst = 0;
    for (let run = 0; run < kills; run += 1) {
      const { child, lines, over } = start(root, `w${run}`, 'talk');
      while (lines.length === 0) await sleep(5);
      await sleep(Math.random() * 2500);
      child.kill('SIGKILL');
      await over;
      assert.deepEqual(
        lines.filter((line) => /^(refused|damaged)/.test(line)),
        [],
      );

      const damage: string[] = [];
      const store = openStore(root, damage);
      const ids = (await readdir(root)).filter((name) => !name.startsWith('.'));
      const conversations = new Map<string, Conversation>();
      for (const id of ids) conversations.set(id, (await store.load(id))!);
      assert.ok(
        ids.every((id) => conversations.get(id)),
        'every conversation opens',
      );
      assert.deepEqual(damage, []);
      const listed = (await store.list()).map(({ id }) => id);
      const said = ids.filter((id) => conversations.get(id)!.turns.size > 0);
      assert.deepEqual(listed.sort(), said.sort());

      // Every reply that was over is there whole; of the last one at most a second is missing.
      const asked = lines.findLastIndex((line) => line.startsWith('asks '));
      const id = lines[asked]?.slice('asks '.length);
      const words = lines.slice(asked).filter((line) => line.startsWith('said '));
      const last = Number(words.at(-1)?.slice('said '.length));
      if (id !== undefined && words.length > 0) {
        const kept = textOf(conversations.get(id)!).trim().split(' ').filter(Boolean);
        const whole = words.map((line) => line.slice('said '.length).trim());
        const isOver = lines.at(-1)!.startsWith('done');
        const first = Number(whole[0]);
        const lost = last - (kept.length > 0 && Number(kept.at(-1)) >= first ? Number(kept.at(-1)) : first);
        worst = Math.max(worst, lost);
        if (isOver) assert.equal(lost, 0);
        assert.ok(lost <= mostLost, `${lost} ms of the reply are missing`);
        if (Number(kept[0]) === first) assert.deepEqual(kept, whole.slice(0, kept.length), 'as it was said');
      }
      right += 1;
    }
    console.log(`      killed ${kills} times, right ${right}; at most ${worst} ms of a reply were missing`);
  }).timeout(kills * 6000);
});

describe('two windows on one conversation', () => {
  const writes = process.env['ASIDE_RUNS'] ? 500 : 60;
  it(`keep all of ${writes} turns each, and agree after a reload`, async () => {
    const root = join(folder, 'shared');
    const windows = [
      start(root, 'w1', 'share', 'c', `${writes}`),
      start(root, 'w2', 'share', 'c', `${writes}`, 'deletes'),
    ];
    await Promise.all(windows.map(({ over }) => over));
    const [one, two] = [await openStore(root).load('c'), await openStore(root).load('c')];
    const questions = [...one!.turns.values()].map(({ text }) => text).filter(Boolean);
    const expected = ['w1', 'w2'].flatMap((name) => Array.from({ length: writes }, (_, n) => `${name} asks ${n}`));
    assert.deepEqual(new Set(questions), new Set(expected));
    assert.equal(one!.turns.size, 4 * writes);
    assert.deepEqual([one!.title, one!.leaf, one!.deleted], [two!.title, two!.leaf, two!.deleted]);
    assert.equal(one!.deleted, false, 'what goes on being written is not deleted');
    const known = windows.map(({ lines }) => JSON.parse(lines.find((line) => line.startsWith('knows'))!.slice(6)));
    for (const one_ of known) {
      assert.deepEqual(one_.turns, [...one!.turns.keys()].sort(), 'each has seen the turns of the other');
      assert.equal(one_.title, one!.title);
    }
    console.log(`      ${one!.turns.size} turns of ${4 * writes} are there; both windows know all of them`);
  }).timeout(120_000);
});
