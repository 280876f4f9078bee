import assert from 'node:assert/strict';
import { applyRecord, emptyConversation, type LogRecord } from '../../../src/conversation/model';
import { entryAfter, entryOf } from '../../../src/conversation/catalog';
import { exchangeToName, titleFrom, titleRequest } from '../../../src/conversation/titles';
import type { ContentBlock, StopReason } from '../../../src/messages/types';
import { begin, done, turn } from './support';

const after = (...records: LogRecord[]) => records.reduce(applyRecord, emptyConversation('c', 0));
const asked = begin(1, turn('q', null, 'user', { text: 'How are lists sorted?' }));
const replied = done(2, turn('a', 'q', 'assistant', { text: 'By merging.', stopReason: 'end_turn' }));
const begun = begin(2, turn('a', 'q', 'assistant', { state: 'streaming', content: [] }));

describe('what a conversation is named after', () => {
  function check(records: LogRecord[], expected: boolean): void {
    assert.equal(exchangeToName(after(...records)) !== undefined, expected);
  }
  it('is its first question with its reply', () => check([asked, begun, replied], true));
  it('is nothing before the reply is there', () => check([asked, begun], false));
  it('is nothing where it has a title', () =>
    check([asked, begun, replied, { t: 'title', at: 3, title: 'Mine' }], false));
  it('is nothing once it is deleted', () =>
    check([asked, begun, replied, { t: 'delete', at: 3, deleted: true }], false));
  it('is no failed, stopped or declined reply, and none without a text', () => {
    for (const more of [
      { state: 'failed' as const },
      { state: 'stopped' as const },
      { stopReason: 'refusal' },
      { content: [{ type: 'tool_use', id: 't', name: 'f', input: {} }] },
    ]) {
      check([asked, begun, done(2, turn('a', 'q', 'assistant', { text: 'No.', ...more }))], false);
    }
  });
  it('is a good reply after a failed one', () => {
    const failed = turn('f', 'q', 'assistant', { state: 'failed', content: [] });
    check([asked, begin(1, failed), done(1, failed), begun, replied], true);
  });
  it('is a reply that the server paused, when it is complete', () => {
    const paused = done(2, turn('a', 'q', 'assistant', { stopReason: 'pause_turn' }));
    const rest = turn('b', 'a', 'assistant', { text: 'The rest.' });
    check([asked, begun, paused, begin(3, rest), done(4, rest)], true);
  });
  it('is no second reply to the same question, nor a second question', () => {
    const second = turn('a2', 'q', 'assistant');
    check([asked, begun, replied, begin(3, second), done(4, second)], false);
    check([asked, begun, replied, begin(3, turn('q2', 'a', 'user'))], false);
  });
});

describe('the request for a title', () => {
  const of = (text: string, model: string, answer = 'By merging.') =>
    titleRequest(
      { question: turn('q', null, 'user', { text }), reply: turn('a', 'q', 'assistant', { text: answer }) },
      { model },
    );

  it('is small, and has no more of the question and the answer than it needs', () => {
    const request = of('x'.repeat(50_000), 'claude-haiku-4-5', 'y'.repeat(50_000))!;
    assert.equal(request.max_tokens, 64);
    assert.ok(JSON.stringify(request).length < 4000);
  });

  const thinking: ReadonlyArray<readonly [string, unknown]> = [
    ['claude-haiku-4-5', undefined],
    ['claude-sonnet-4-5-20250929', undefined],
    ['claude-3-5-haiku-latest', undefined],
    ['claude-haiku-5-5', { type: 'disabled' }],
    ['claude-sonnet-5', { type: 'disabled' }],
    ['claude-sonnet-5-5', { type: 'between_tools' }],
    ['qwen3', { type: 'disabled' }],
  ];
  for (const [model, expected] of thinking) {
    it(`asks ${model} not to think: ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(of('Hi', model)?.thinking, expected);
    });
  }

  it('is not made of a model that always thinks', () => {
    for (const model of ['claude-opus-5-5', 'claude-fable-5-2']) assert.equal(of('Hi', model), undefined);
  });

  it('wants a Chinese title for a Chinese question only', () => {
    assert.match(String(of('怎样读取文件？', 'm')?.system), /in Chinese too/);
    for (const text of ['Read a file', 'ファイルの読み方', 'Как?'])
      assert.doesNotMatch(String(of(text, 'm')?.system), /Chinese/);
  });

  it('names what went along where nothing was typed', () => {
    const chip = { id: 'c', label: 'sort.ts:3-9', languageId: 'ts', code: 'x', tokens: 1 };
    const question = turn('q', null, 'user', { text: '', chips: [chip] });
    const request = titleRequest({ question, reply: turn('a', 'q', 'assistant') }, { model: 'm' });
    assert.match(JSON.stringify(request?.messages), /sort\.ts:3-9/);
  });
});

describe('a title as a model answers it', () => {
  const from = (content: string | ContentBlock[], stop: StopReason | null = 'end_turn') =>
    titleFrom({
      message: {
        ...{ id: 'm', type: 'message', role: 'assistant', model: 'm', stop_sequence: null, usage: {} },
        content: typeof content === 'string' ? [{ type: 'text', text: content }] : content,
        stop_reason: stop,
      },
    });
  const table: ReadonlyArray<readonly [string, string | undefined]> = [
    ['Sorting lists', 'Sorting lists'],
    [' "Sorting lists" \n', 'Sorting lists'],
    ['“Sorting lists.”', 'Sorting lists'],
    ['Title: Sorting lists', 'Sorting lists'],
    ['**Title:** Sorting', 'Sorting'],
    ['**Title**: Sorting', 'Sorting'],
    ['😀', undefined],
    ['**Sorting lists**', 'Sorting lists'],
    ['# Sorting\nlists', 'Sorting lists'],
    ['Here is a title for it:\n\nSorting lists', 'Sorting lists'],
    ['标题：《流式读取文件》', '流式读取文件'],
    ['“怎样读取文件？”', '怎样读取文件？'],
    ['Why does git.rebase() fail?', 'Why does git.rebase() fail?'],
    ['What’s new in Node.js v24', 'What’s new in Node.js v24'],
    ['It’s all about "quotes"', 'It’s all about "quotes"'],
    ['Wait…', 'Wait…'],
    ['', undefined],
    ['""', undefined],
    ['I can’t help with that', undefined],
    ["I'm sorry, but there is no conversation", undefined],
    ['抱歉，我无法回答', undefined],
    ['Lists are sorted by merging. This takes a while. It is stable though.', undefined],
    ['列表是这样排序的。首先合并。', undefined],
    ['word '.repeat(60), undefined],
  ];
  for (const [answer, expected] of table) {
    it(JSON.stringify(answer.slice(0, 60)), () => assert.equal(from(answer), expected));
  }

  it('is bounded in a list', () => {
    const title = from('A rather long title which goes on about the sorting of lists in memory')!;
    assert.ok([...title].length <= 60 && title.endsWith('…'));
    assert.equal([...from('𠮷'.repeat(55))!].length, 55);
  });

  it('is none that was cut, and none that is not said', () => {
    assert.equal(from('Sorting li', 'max_tokens'), undefined);
    assert.equal(from('Sorting', 'refusal'), undefined);
    assert.equal(from([{ type: 'thinking', thinking: 'A title' }]), undefined);
    assert.equal(from([]), undefined);
    assert.equal(
      from(
        [
          { type: 'thinking', thinking: 'Hm' },
          { type: 'text', text: 'Sorting' },
        ],
        null,
      ),
      'Sorting',
    );
  });
});

describe('a title that nobody has chosen', () => {
  const auto: LogRecord = { t: 'title', at: 50, title: 'Sorting lists', auto: true };
  const own: LogRecord = { t: 'title', at: 40, title: 'Mine' };

  it('counts less than one that somebody has, in whatever order they come', () => {
    assert.equal(after(asked, auto).title, 'Sorting lists');
    assert.equal(after(asked, own, auto).title, 'Mine');
    assert.equal(after(asked, auto, own).title, 'Mine');
    assert.equal(after(asked, auto, { ...auto, at: 60, title: 'Other' }).title, 'Sorting lists');
  });

  it('is in the list, unless that has one that somebody chose', () => {
    const entry = entryOf(after(asked, begun, replied), 10, 100);
    assert.equal(entryAfter(entry, [auto], 101)?.title, 'Sorting lists');
    const named = entryAfter(entry, [own], 101)!;
    assert.equal(entryAfter(named, [auto], 102), undefined);
  });
});
