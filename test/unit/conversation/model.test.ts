import * as assert from 'node:assert';
import {
  applyRecord,
  branchOf,
  emptyConversation,
  firstLine,
  leafBelow,
  siblingsOf,
  type Conversation,
  type LogRecord,
} from '../../../src/conversation/model';
import { begin, checkpoint, done, turn } from './support';

function after(...records: LogRecord[]): Conversation {
  return records.reduce(applyRecord, emptyConversation('c', 0));
}

/**
 * q1 ─ a1 ─ q2 ─ a2
 *  └── b1 ─ q3 ─ a3
 */
function fork(): Conversation {
  return after(
    begin(1, turn('q1', null, 'user')),
    begin(2, turn('a1', 'q1', 'assistant')),
    begin(3, turn('q2', 'a1', 'user')),
    begin(4, turn('a2', 'q2', 'assistant')),
    begin(5, turn('b1', 'q1', 'assistant')),
    begin(6, turn('q3', 'b1', 'user')),
    begin(7, turn('a3', 'q3', 'assistant')),
  );
}

function checkBranch(conversation: Conversation, expected: string[], leaf?: string | null): void {
  assert.deepStrictEqual(
    branchOf(conversation, leaf).map(({ id }) => id),
    expected,
  );
}

describe('a conversation', () => {
  it('is a tree whose leaf picks the branch', () => {
    const conversation = fork();
    checkBranch(conversation, ['q1', 'b1', 'q3', 'a3']);
    checkBranch(conversation, ['q1', 'a1', 'q2', 'a2'], 'a2');
    checkBranch(conversation, [], null);
    checkBranch(applyRecord(conversation, { t: 'leaf', at: 8, id: 'a1' }), ['q1', 'a1']);
    checkBranch(applyRecord(conversation, { t: 'leaf', at: 8, id: null }), []);
  });

  it('survives a parent that is missing and a circle of parents', () => {
    checkBranch(after(begin(1, turn('a', 'lost', 'user'))), ['a']);
    const circle = after(begin(1, turn('a', 'b', 'user')), begin(2, turn('b', 'a', 'assistant')));
    checkBranch(circle, ['a', 'b']);
    assert.ok(['a', 'b'].includes(leafBelow(circle, 'a')));
  });

  it('has siblings in the order they were begun', () => {
    const conversation = fork();
    const ids = (id: string) => siblingsOf(conversation, conversation.turns.get(id)!).map((one) => one.id);
    assert.deepStrictEqual(ids('a1'), ['a1', 'b1']);
    assert.deepStrictEqual(ids('q2'), ['q2']);
    assert.deepStrictEqual(ids('q1'), ['q1']);
  });

  it('has no version that is a summary which did not come', () => {
    const asked = turn('s', null, 'user', { state: 'failed', summary: { of: 'a2' } });
    const conversation = applyRecord(fork(), begin(9, asked));
    const ids = (id: string) => siblingsOf(conversation, conversation.turns.get(id)!).map((one) => one.id);
    assert.deepStrictEqual(ids('q1'), ['q1']);
    assert.deepStrictEqual(ids('s'), ['q1', 's']);
  });

  it('leads from a turn to the newest leaf below it', () => {
    const conversation = fork();
    for (const [from, to] of Object.entries({ q1: 'a3', a1: 'a2', b1: 'a3', a3: 'a3' })) {
      assert.strictEqual(leafBelow(conversation, from), to);
    }
  });

  it('finds the leaf of a very long branch', () => {
    const records = Array.from({ length: 20_000 }, (_, at) =>
      begin(at, turn(`${at}`, at ? `${at - 1}` : null, 'user')),
    );
    assert.strictEqual(leafBelow(after(...records), '0'), '19999');
  });

  it('takes new words of a draft without what goes along with it', () => {
    const chip = { id: 'c', label: 'a.ts', languageId: 'ts', code: 'x', tokens: 1 };
    const conversation = after(
      { t: 'draft', at: 1, draft: { text: 'a', chips: [chip] } },
      { t: 'words', at: 2, text: 'ab' },
    );
    assert.deepStrictEqual(conversation.draft, { text: 'ab', chips: [chip] });
  });

  it('is the same in two windows that changed it in the same moment, whichever change came first', () => {
    const [one, two]: LogRecord[] = [
      { t: 'title', at: 5, title: 'One' },
      { t: 'title', at: 5, title: 'Two' },
    ];
    assert.strictEqual(after(one!, two!).title, after(two!, one!).title);
    const leaves: LogRecord[] = [
      { t: 'leaf', at: 5, id: 'a' },
      { t: 'leaf', at: 5, id: null },
    ];
    assert.strictEqual(after(...leaves).leaf, after(...leaves.reverse()).leaf);
  });

  it('remembers title, draft and when something was last said', () => {
    const draft = { text: 'half', chips: [] };
    const conversation = after(
      begin(3, turn('q', null, 'user')),
      { t: 'title', at: 4, title: 'One' },
      { t: 'draft', at: 9, draft },
    );
    assert.deepStrictEqual([conversation.title, conversation.draft, conversation.updated], ['One', draft, 3]);
  });
});

describe('the checkpoints of a reply', () => {
  const streaming = turn('a', 'q', 'assistant', { state: 'streaming', content: [] });
  const start = () => [begin(1, turn('q', null, 'user')), begin(2, streaming)];
  const content = (...records: LogRecord[]) => after(...start(), ...records).turns.get('a')?.content;

  it('add up, block by block', () => {
    assert.deepStrictEqual(
      content(
        checkpoint(3, 'a', 0, 'Hm', { type: 'thinking', thinking: '' }),
        checkpoint(4, 'a', 0, 'm.'),
        checkpoint(5, 'a', 1, 'Yes', { type: 'text', text: '' }),
        checkpoint(6, 'a', 2, '{"a"', { type: 'tool_use', id: 't', name: 'f', input: {} }),
      ),
      [
        { type: 'thinking', thinking: 'Hmm.' },
        { type: 'text', text: 'Yes' },
        { type: 'tool_use', id: 't', name: 'f', input: {}, partial_input: '{"a"' },
      ],
    );
  });

  it('leave no hole where one is missing', () => {
    assert.deepStrictEqual(content(checkpoint(3, 'a', 1, 'b')), [
      { type: 'text', text: '' },
      { type: 'text', text: 'b' },
    ]);
  });

  it('do not touch a reply that is done, or that is not there', () => {
    const whole = turn('a', 'q', 'assistant', { text: 'whole' });
    assert.deepStrictEqual(
      content(done(3, whole), checkpoint(4, 'a', 0, 'more'), checkpoint(5, 'x', 0, 'lost')),
      whole.content,
    );
  });

  it('do not take a reply back when its beginning comes after its end', () => {
    const whole = turn('a', 'q', 'assistant', { text: 'whole' });
    assert.strictEqual(after(done(3, whole), begin(4, streaming)).turns.get('a'), whole);
  });
});

describe('the first line', () => {
  it('is a title of at most 60 characters', () => {
    for (const [text, expected] of [
      ['', ''],
      ['\n\n  one \ntwo', 'one '],
      ['x'.repeat(60), 'x'.repeat(60)],
      ['x'.repeat(61), `${'x'.repeat(59)}…`],
      ['😀'.repeat(61), `${'😀'.repeat(59)}…`],
    ] as const) {
      assert.strictEqual(firstLine(text), expected);
    }
  });
});
