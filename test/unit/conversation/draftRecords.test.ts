import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { createSession } from '../../../src/chat/session/session';
import type { SessionDeps } from '../../../src/chat/session/types';
import { concatBytes } from '../../../src/conversation/bytes';
import { createLogEncoder, decodeLog } from '../../../src/conversation/log';
import {
  applyRecord,
  emptyConversation,
  firstLogVersion,
  logVersion,
  type Chip,
  type LogRecord,
  type StoredDraft,
} from '../../../src/conversation/model';
import { createStore, type Store } from '../../../src/conversation/store';
import type { Directory } from '../../../src/conversation/directory';
import { noErrors } from '../../fixtures/noErrors';
import { memoryDirectory } from './memoryDirectory';

const megabyte = 1_000_000;

function image(id: string, size = megabyte): Chip {
  const data = id.padEnd(size, 'A');
  const source = { type: 'base64', media_type: 'image/png', data };
  return { id, label: `${id}.png`, languageId: '', code: '', tokens: 1600, block: { type: 'image', source } };
}

const code = (id: string, size = 3000): Chip => ({
  ...{ id, label: id, target: `file:///${id}`, languageId: 'ts', code: 'x'.repeat(size), tokens: size / 4 },
});

function openStore(directory: Directory, windowId: string): Store {
  const fail = (error: unknown): never => assert.fail(String(error));
  return createStore({ directory, windowId, onWriteError: fail, onDamage: fail, now: () => 60_000 });
}

/** Writes drafts to the log of a window, one after the other. */
function writer(store: Store, id = 'c') {
  let at = 0;
  void store.append(id, [{ t: 'open', v: firstLogVersion, id, at }]);
  return (...drafts: StoredDraft[]) => {
    const records = drafts.map((draft): LogRecord => ({ t: 'draft', at: (at += 10), draft }));
    return Promise.all(records.map((record) => store.append(id, [record])));
  };
}

describe('a draft with attachments', () => {
  it('costs its own bytes, however many changes make it', async () => {
    const directory = memoryDirectory();
    const write = writer(openStore(directory, 'w1'));
    const images = Array.from({ length: 10 }, (_, n) => image(`image${n}`));
    const before = () => directory.files.get('c/w1.jsonl')?.length ?? 0;
    const grown = async (...drafts: StoredDraft[]) => {
      const size = before();
      await write(...drafts);
      return before() - size;
    };
    const added = images.map((_, n): StoredDraft => ({ text: 'Look', chips: images.slice(0, n + 1) }));
    const bytes = await grown(...added);
    assert.ok(bytes <= 1.2 * images.length * megabyte, `${bytes} bytes`);
    assert.deepEqual((await openStore(directory, 'w2').load('c'))?.draft, { text: 'Look', chips: images });

    const fewer = images.toSpliced(4, 1).reverse();
    assert.ok((await grown({ text: 'Look', chips: fewer })) < 1000, 'dropped and moved');
    assert.deepEqual((await openStore(directory, 'w2').load('c'))?.draft.chips, fewer);

    const renewed = fewer.with(2, { ...image('image7'), tokens: 7 });
    const again = await grown({ text: 'Look', chips: renewed });
    assert.ok(again < 1.2 * megabyte, `${again} bytes`);
    assert.deepEqual((await openStore(directory, 'w2').load('c'))?.draft.chips, renewed);
    assert.ok((await grown({ text: '', chips: [] })) < 200, 'sent');
  });

  it('costs the same through a session, which another window opens', async () => {
    const directory = memoryDirectory();
    const store = openStore(directory, 'w1');
    const deps = { store, now: () => 1, later: () => () => undefined, log: noErrors };
    const session = createSession(emptyConversation('c', 0), deps as unknown as SessionDeps);
    for (let n = 0; n < 10; n += 1) {
      const { text, chips } = session.conversation().draft;
      session.setDraft({ text, chips: [...chips, image(`image${n}`)] });
      session.setDraft({ text: `${n}`, chips: session.conversation().draft.chips });
    }
    await store.flush();
    assert.ok(directory.files.get('c/w1.jsonl')!.length <= 1.2 * 10 * megabyte);
    assert.deepEqual((await openStore(directory, 'w2').load('c'))?.draft, session.conversation().draft);
    session.lost();
    await directory.remove('c');
    session.change({ t: 'title', title: 'x' });
    await store.flush();
    assert.deepEqual(
      (await openStore(directory, 'w2').load('c'))?.draft,
      session.conversation().draft,
      'written again',
    );
  });

  it('of two windows is that of the one who wrote last, whole', async () => {
    const directory = memoryDirectory();
    const [one, two] = [writer(openStore(directory, 'w1')), writer(openStore(directory, 'w2'))];
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => image(id, 20_000)) as [Chip, Chip, Chip, Chip];
    await one({ text: 'one', chips: [a] }, { text: 'one', chips: [a, b] });
    await two({ text: 'two', chips: [c] }, { text: 'two', chips: [c, d] }, { text: 'two', chips: [d, c] });
    for (const window of ['w0', 'w3']) {
      assert.deepEqual((await openStore(directory, window).load('c'))?.draft, { text: 'two', chips: [d, c] });
    }
    await one({ text: 'one', chips: [a] }, { text: 'one', chips: [a, b] });
    assert.deepEqual((await openStore(directory, 'w3').load('c'))?.draft, { text: 'one', chips: [a, b] });
  });

  it('is written whole in a log that begins anew, and after the conversation was deleted', async () => {
    const directory = memoryDirectory();
    const store = openStore(directory, 'w1');
    const chips = [image('a', 20_000), image('b', 20_000)];
    await writer(store)({ text: '', chips: chips.slice(0, 1) }, { text: '', chips });
    // Somebody deletes the file; the session writes all of it again, from its first record on.
    await directory.remove('c');
    await writer(store)({ text: 'x', chips });
    assert.deepEqual((await openStore(directory, 'w2').load('c'))?.draft.chips, chips);
    await store.delete('c');
    await store.append('c', [{ t: 'draft', at: 90, draft: { text: 'y', chips } }]);
    assert.deepEqual((await openStore(directory, 'w2').load('c'))?.draft.chips, chips);
  });

  describe('for older versions of Aside', () => {
    /** The versions that a log says, and whether anything in it names an attachment. */
    async function check(chips: readonly Chip[], versions: number[]): Promise<void> {
      const directory = memoryDirectory();
      const drafts = chips.map((_, n) => ({ text: '', chips: chips.slice(0, n + 1) }));
      await writer(openStore(directory, 'w1'))(...drafts);
      const lines = new TextDecoder().decode(directory.files.get('c/w1.jsonl')).trim().split('\n');
      const records = lines.map((line) => JSON.parse(line) as LogRecord);
      const said = records.flatMap((record) => (record.t === 'open' ? record.v : []));
      assert.deepEqual(said, versions);
      const naming = records.findIndex((one) => one.t === 'draft' && JSON.stringify(one).includes('"like"'));
      const told = records.findIndex((one) => one.t === 'open' && one.v === logVersion);
      if (naming >= 0) assert.ok(told >= 0 && told < naming, 'told before anything names an attachment');
    }
    it('stays as it was while nothing in it is large', () => check([code('a'), code('b'), code('c')], [1]));
    it('stays as it was with one large attachment', () => check([image('a', 20_000)], [1]));
    it('is marked once as of a newer version where attachments are named', () =>
      check([image('a', 20_000), image('b', 20_000), image('c', 20_000)], [1, 2]));
  });

  /** Adds, drops, moves, renews: what a person does to a draft. A log may also begin anew. */
  const steps = fc.array(
    fc.record({
      what: fc.constantFrom('add', 'add', 'drop', 'move', 'renew', 'words', 'anew', 'send'),
      which: fc.nat(3),
      size: fc.constantFrom(10, 11_000),
    }),
    { maxLength: 25 },
  );

  function draftsOf(all: readonly { what: string; which: number; size: number }[]): LogRecord[] {
    let draft: StoredDraft = { text: '', chips: [] };
    const open = (at: number): LogRecord => ({ t: 'open', v: firstLogVersion, id: 'c', at });
    return all.flatMap(({ what, which, size }, at): LogRecord[] => {
      const { chips } = draft;
      const id = `chip${which}`;
      if (what === 'words') return [{ t: 'words', at, text: `${at}` }];
      if (what === 'anew') return [open(at), { t: 'draft', at, draft }];
      const added = chips.some((chip) => chip.id === id) ? chips : [...chips, image(id, size)];
      const next: Record<string, readonly Chip[]> = {
        add: added,
        drop: chips.filter((chip) => chip.id !== id),
        move: chips.toReversed(),
        renew: chips.map((chip) => (chip.id === id ? { ...image(id, size), tokens: at } : chip)),
        send: [],
      };
      draft = { text: draft.text, chips: next[what]! };
      return [{ t: 'draft', at, draft }];
    });
  }

  const draftIn = (records: readonly LogRecord[]): StoredDraft =>
    records.reduce(applyRecord, emptyConversation('c', 0)).draft;

  it('is read as it was written, whatever was done to it', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const records = draftsOf(all);
        const log = concatBytes(records.map(createLogEncoder('c')));
        const read = decodeLog(log);
        assert.deepEqual(read.damaged, []);
        assert.deepEqual(
          read.records.filter(({ t }) => t !== 'open'),
          records.filter(({ t }) => t !== 'open'),
        );
      }),
    );
  });

  it('is read as it was written where the disk took some of it twice', () => {
    fc.assert(
      fc.property(steps, fc.nat(), fc.nat(), (all, from, part) => {
        const records = draftsOf(all);
        const lines = records.map(createLogEncoder('c'));
        const begun = from % (lines.length + 1);
        const refused = concatBytes(lines.slice(begun));
        const log = concatBytes([
          ...lines.slice(0, begun),
          refused.subarray(0, part % (refused.length + 1)),
          new Uint8Array([10]),
          refused,
        ]);
        assert.deepEqual(draftIn(decodeLog(log).records), draftIn(records));
      }),
    );
  });
});
