import assert from 'node:assert/strict';
import { createFinder, type Searcher } from '../../../../src/chat/panel/find';
import type { Turn } from '../../../../src/conversation/model';
import * as search from '../../../../src/markdown/search';

const user = (id: string, text: string): Turn => ({
  ...{ id, parent: null, role: 'user', at: 0, state: 'done', content: [{ type: 'text', text: `code and ${text}` }] },
  text,
});
const reply = (id: string, ...content: Turn['content']): Turn => ({
  ...{ id, parent: null, role: 'assistant', at: 0, state: 'done' },
  content,
});

function setUp(over: Partial<Searcher> = {}, pause = async () => undefined as void) {
  return createFinder(async () => ({ ...search, ...over }), pause);
}

describe('finding in a conversation', () => {
  const turns = [
    user('a', 'Where is the **key**?'),
    reply(
      'b',
      { type: 'thinking', thinking: 'A key, a Key.' },
      { type: 'text', text: 'No such thing.' },
      { type: 'tool_use', id: 't', name: 'look', input: { for: 'key' } },
      { type: 'odd', what: 'key' },
    ),
    reply('c', { type: 'text', text: '`key` and [key](key.ts)' }),
  ];
  const table: [query: string, matchCase: boolean, expected: [string, number, number][]][] = [
    [
      'key',
      false,
      [
        ['a', 0, 1],
        ['b', 0, 2],
        ['b', 2, 1],
        ['b', 3, 1],
        ['c', 0, 2],
      ],
    ],
    ['Key', true, [['b', 0, 1]]],
    ['the key?', false, [['a', 0, 1]]],
    ['key.ts', false, []],
    ['code and', false, []],
    ['', false, []],
  ];
  for (const [query, matchCase, expected] of table) {
    it(JSON.stringify(query), async () => {
      const hits = await setUp().find(turns, query, matchCase);
      assert.deepEqual(
        hits?.map(({ turn, block, count }) => [turn, block, count]),
        expected,
      );
    });
  }

  it('reads a finished turn once, and the streaming one anew', async () => {
    const read: string[] = [];
    const visibleText = (text: string) => {
      read.push(text);
      return text;
    };
    const finder = setUp({ visibleText });
    const live = (text: string) => reply('d', { type: 'text', text });
    await finder.find([...turns, live('key')], 'key', false);
    const before = read.length;
    const hits = await finder.find([...turns, live('key key')], 'key', false);
    assert.deepEqual(read.slice(before), ['key key']);
    assert.equal(hits?.at(-1)?.count, 2);
  });

  it('lets other things run meanwhile, and gives way to the next search', async () => {
    const many = Array.from({ length: 50 }, (_, index) => user(`${index}`, 'key '.repeat(10_000)));
    const resume: (() => void)[] = [];
    const finder = setUp({}, () => new Promise((resolve) => resume.push(resolve)));
    const first = finder.find(many, 'key', false);
    await new Promise((resolve) => setTimeout(resolve));
    assert.equal(resume.length, 1, 'it waits long before the end');
    const second = finder.find(turns, 'key', false);
    assert.equal((await second)?.length, 5);
    resume[0]!();
    assert.equal(await first, undefined);
  });
});
