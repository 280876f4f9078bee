import assert from 'node:assert/strict';
import { contextView } from '../../../src/chat/panel/meter';
import { turnView } from '../../../src/chat/session/turnView';
import { forkRecords } from '../../../src/conversation/fork';
import { encodeRecord } from '../../../src/conversation/log';
import type { Conversation, LogRecord, Turn } from '../../../src/conversation/model';
import { readOptions } from '../../../src/conversation/options';
import { branchRequest } from '../../../src/conversation/request';
import { keepSent, sentRequest } from '../../../src/conversation/sent';
import { createStore } from '../../../src/conversation/store';
import { exchangeToName } from '../../../src/conversation/titles';
import { toJson, toMarkdown } from '../../../src/conversation/transfer';
import { plainWording } from '../../fixtures/wording';
import { memoryDirectory } from './memoryDirectory';
import { begin, checkpoint, done, turn } from './support';
import { noKeys } from '../../fixtures/noKeys';

const chip = { id: 'k', label: 'a.ts', target: 'file:///a.ts', languageId: 'ts', code: 'let a;', tokens: 3 };
const head = {
  url: 'https://e.example/v1/messages',
  headers: { 'content-type': 'application/json' },
  auth: 'bearer',
  fields: { model: 'claude-x', system: 's', tools: [{ name: 'f' }] },
  cached: true,
} as const;
const answered: Partial<Turn> = {
  content: [
    { type: 'thinking', thinking: 'Hm.', signature: 's' },
    { type: 'text', text: 'Because.', citations: [{ type: 'char_location', cited_text: 'x' }] },
    { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
  ],
  model: 'claude-x',
  endpoint: 'E',
  stopReason: 'end_turn',
  usage: { input_tokens: 3, output_tokens: 4, cache_read_input_tokens: 5 },
  notices: [{ code: 'repaired', detail: 'x' }],
  exchanges: [{ sent: 0, status: 200, headers: [['a', 'b']], size: 9, gaps: [[1, 2]] }],
  firstToken: 1,
  total: 2,
  thinkingSeconds: 1,
  requestId: 'r',
};
const records: readonly LogRecord[] = [
  { t: 'open', v: 1, id: 'c', at: 1, workspace: 'here' },
  begin(2, turn('q', null, 'user', { text: 'Why?', chips: [chip] })),
  begin(3, turn('a', 'q', 'assistant', { ...answered, state: 'streaming', content: [], sent: head })),
  checkpoint(4, 'a', 0, 'Hm', { type: 'thinking', thinking: '' }),
  done(5, turn('a', 'q', 'assistant', answered)),
  begin(6, turn('q2', 'a', 'user', { text: 'And then?' })),
  done(7, turn('b', 'q2', 'assistant', { ...answered, state: 'failed', error: { kind: 'cut' }, sent: { like: 'a' } })),
  { t: 'title', at: 8, title: 'Reasons' },
  { t: 'draft', at: 9, draft: { text: 'and', chips: [chip] } },
  { t: 'words', at: 10, text: 'and so' },
  { t: 'options', at: 11, options: { temperature: 1, stopSequences: ['x'] } },
  { t: 'instructions', at: 12, instructions: { name: 'AGENTS.md', target: 'file:///AGENTS.md', text: 'x' } },
  { t: 'pin', at: 13, pinned: true },
  { t: 'leaf', at: 14, id: 'b' },
];

const others: readonly unknown[] = [null, 7, 'other', [null], {}];

/** The record with every member, at any depth, being something else in turn. */
function* edited(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    const with_ = (other: unknown): unknown => {
      const copy: unknown = structuredClone(value);
      (copy as Record<string, unknown>)[name] = other;
      return copy;
    };
    for (const other of others) yield with_(other);
    const own = (value as Record<string, unknown>)[name];
    // A list of one text is the name of a member, too.
    yield with_([own]);
    for (const inner of edited(own)) yield with_(inner);
  }
}

/** All that is made of a conversation when it is shown, asked about, searched and exported. */
function useAll(conversation: Conversation): void {
  const { options } = readOptions((setting) => conversation.options[setting as keyof typeof conversation.options]);
  const costs = { prices: {}, confirm: undefined, problems: [] };
  contextView(conversation, { model: 'claude-x', endpoint: 'E', window: 9, costs, problems: [], now: 0 });
  for (const one of conversation.turns.values()) {
    structuredClone(turnView(conversation, one, plainWording));
    sentRequest(conversation, one);
    forkRecords(conversation, one.id, { id: 'f', at: 1, title: (original) => `${original} (fork)` });
  }
  const branch = [...conversation.turns.values()];
  branchRequest(options, { model: 'claude-x' }, branch, { endpoint: 'E', url: head.url });
  keepSent(conversation, 'b', head);
  exchangeToName({ ...conversation, title: '' });
  toMarkdown(conversation, { you: 'You', title: 'x' }, noKeys);
  toJson([conversation], noKeys);
}

describe('a log that was edited by hand', () => {
  it('opens, whatever any member of any record is: what is no record is set aside, and nothing else', async () => {
    for (const [index, record] of records.entries()) {
      for (const other of edited(record)) {
        const lines = records.map((one, n) => (n === index ? (other as LogRecord) : one));
        await check(Buffer.concat(lines.map(encodeRecord)), JSON.stringify(other));
      }
    }
  });

  async function check(log: Uint8Array, message: string): Promise<void> {
    const directory = memoryDirectory();
    directory.files.set('c/w.jsonl', log);
    const damage: string[] = [];
    const store = createStore({
      directory,
      windowId: 'reader',
      onWriteError: (error) => assert.fail(String(error)),
      onDamage: (_id, lines) => damage.push(...lines),
      now: () => 60_000,
    });
    const conversation = (await store.load('c'))!;
    assert.ok(damage.length <= 1 && conversation.turns.size >= 3, message);
    assert.doesNotThrow(() => useAll(conversation), message);
    assert.equal((await store.list()).length, 1, message);
    await store.search('because', () => undefined, new AbortController().signal);
  }
});
