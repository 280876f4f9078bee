import assert from 'node:assert/strict';
import { forkRecords } from '../../../src/conversation/fork';
import {
  applyRecord,
  branchOf,
  emptyConversation,
  type Chip,
  type Conversation,
  type LogRecord,
} from '../../../src/conversation/model';
import { spentOn } from '../../../src/conversation/cost';
import { chipsOf, contentOf, keptChips } from '../../../src/conversation/request';
import { sentRequest } from '../../../src/conversation/sent';
import { createStore } from '../../../src/conversation/store';
import { isRecord } from '../../../src/conversation/records';
import { memoryDirectory } from './memoryDirectory';
import { begin, done, turn } from './support';

const image: Chip = {
  ...{ id: 'i', label: 'shot.png', languageId: '', code: '', tokens: 9 },
  block: { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'iVBO' } },
};
const code: Chip = { id: 'c', label: 'a.ts:1', target: 'file:///a.ts#L1', languageId: 'ts', code: 'x', tokens: 1 };
const chips = [image, code];
const head = { url: 'https://e.example/v1/messages', headers: {}, auth: 'none', cached: false } as const;
const asked = {
  model: 'm',
  endpoint: 'E',
  usage: { input_tokens: 7, output_tokens: 5 },
  sent: { ...head, fields: { model: 'm', max_tokens: 5 } },
};

/** q1 – a1 – q2 – a2, with a1b beside a1, in a log. */
const records: LogRecord[] = [
  begin(10, turn('q1', null, 'user', { text: 'First\nmore' })),
  done(20, turn('a1', 'q1', 'assistant', asked)),
  done(25, turn('a1b', 'q1', 'assistant', asked)),
  begin(30, turn('q2', 'a1', 'user', { text: 'Second', content: contentOf('Second', chips), chips: keptChips(chips) })),
  done(40, turn('a2', 'q2', 'assistant', { ...asked, sent: { like: 'a1' } })),
  { t: 'options', at: 50, options: { model: 'm', maxTokens: 7 } },
  { t: 'instructions', at: 50, instructions: { name: 'AGENTS.md', target: 'file:///AGENTS.md', text: 'Tabs.' } },
  { t: 'leaf', at: 60, id: 'a2' },
];
const original = (more: LogRecord[] = []): Conversation =>
  [...records, ...more].reduce(applyRecord, emptyConversation('c', 0));

/** The fork as it is read from the disk, and the names of the files there. */
async function fork(conversation: Conversation, turnId: string) {
  const made = forkRecords(conversation, turnId, { id: 'f', at: 100, title: (title) => `${title} (fork)` });
  if (!made) return undefined;
  assert.ok(made.every(isRecord));
  const directory = memoryDirectory();
  const store = createStore({
    directory,
    windowId: 'w',
    onWriteError: (error) => assert.fail(String(error)),
    onDamage: () => assert.fail('damage'),
  });
  await store.append('f', made);
  const loaded = (await store.load('f'))!;
  const ids = branchOf(loaded).map(({ id }) => id);
  return { loaded, ids, listed: await store.list() };
}

describe('a fork', () => {
  it('of a reply has everything up to it, attachments, options and instructions, and nothing else', async () => {
    const before = JSON.stringify([...original().turns.values()]);
    const conversation = original();
    const { loaded, ids, listed } = (await fork(conversation, 'a2'))!;
    assert.deepEqual(ids, ['q1', 'a1', 'q2', 'a2']);
    assert.equal(loaded.turns.size, 4, 'the other branch stays where it is');
    assert.deepEqual(chipsOf(loaded.turns.get('q2')!), chips);
    assert.deepEqual(loaded.options, conversation.options);
    assert.deepEqual(loaded.instructions, conversation.instructions);
    assert.deepEqual(loaded.draft, { text: '', chips: [] });
    assert.equal(loaded.title, 'First (fork)');
    assert.equal(listed[0]?.title, 'First (fork)');
    assert.deepEqual(
      sentRequest(loaded, loaded.turns.get('a2')!)?.body,
      sentRequest(conversation, conversation.turns.get('a2')!)?.body,
      'what was sent is still known',
    );
    assert.equal(JSON.stringify([...conversation.turns.values()]), before, 'the original is as it was');
  });

  it('has cost nothing yet: what is in it was paid in the original', async () => {
    const { loaded } = (await fork(original(), 'a2'))!;
    assert.equal(spentOn(original().turns.values(), {}).output, 15);
    assert.equal(spentOn(loaded.turns.values(), {}).output, 0);
  });

  it('of a question has what came before, and the question in the composer', async () => {
    const { loaded, ids } = (await fork(original(), 'q2'))!;
    assert.deepEqual(ids, ['q1', 'a1']);
    assert.deepEqual(loaded.draft, { text: 'Second', chips });
  });

  it('of the first question is empty but for that', async () => {
    const { loaded, ids } = (await fork(original(), 'q1'))!;
    assert.deepEqual(ids, []);
    assert.equal(loaded.leaf, null);
    assert.equal(loaded.draft.text, 'First\nmore');
    assert.equal(loaded.title, 'First (fork)');
  });

  it('of a turn on another branch follows that branch', async () => {
    assert.deepEqual((await fork(original(), 'a1b'))?.ids, ['q1', 'a1b']);
  });

  it('is named after the title that was given', async () => {
    const named = original([{ t: 'title', at: 70, title: 'Mine' }]);
    assert.equal((await fork(named, 'a1'))?.loaded.title, 'Mine (fork)');
  });

  it('is none of what still streams, or is not there', async () => {
    const streams = turn('a3', 'a2', 'assistant', { state: 'streaming' });
    const conversation = original([begin(70, streams)]);
    assert.equal(await fork(conversation, 'a3'), undefined);
    assert.equal(await fork(conversation, 'nowhere'), undefined);
  });
});
