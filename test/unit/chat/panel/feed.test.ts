import assert from 'node:assert/strict';
import { createFeed } from '../../../../src/chat/panel/feed';
import { createStreamed } from '../../../../src/chat/session/streamed';
import type { BlockView, HostMessage, TurnView } from '../../../../src/protocol';

const turn = (blocks: readonly BlockView[]): TurnView => ({
  ...{ id: 'a', role: 'assistant', state: 'done', chips: [], notices: [], steps: [], repairs: [] },
  blocks,
});

function setUp() {
  const posts: HostMessage[] = [];
  const frames: (() => void)[] = [];
  const feed = createFeed(
    (message) => posts.push(message),
    (callback) => frames.push(callback),
  );
  return { posts, feed, frame: () => frames.shift()?.() };
}

describe("a view's feed", () => {
  it('posts 1,000 deltas a second as one post a frame, each with a few bytes around the text', () => {
    const { posts, feed, frame } = setUp();
    let text = '';
    for (let ms = 0; ms < 1000; ms++) {
      feed.add({ type: 'delta', i: 12, t: `${ms} ` });
      text += `${ms} `;
      if (ms % 16 === 15) frame();
    }
    feed.flush();
    const deltas = posts.filter((post) => post.type === 'delta');
    assert.equal(deltas.length, posts.length);
    assert.equal(deltas.map(({ t }) => t).join(''), text);
    assert.ok(posts.length <= 1000 / 16 + 2, `${posts.length} posts`);
    const around = JSON.stringify(posts).length - JSON.stringify(text).length;
    assert.ok(around / posts.length <= 64, `${around / posts.length} bytes around the text`);
  });

  it('does not wait when it is idle', () => {
    const { posts, feed, frame } = setUp();
    for (const t of ['a', 'b']) {
      feed.add({ type: 'delta', i: 0, t });
      assert.deepEqual(posts.at(-1), { type: 'delta', i: 0, t });
      frame();
    }
  });

  it('keeps the order: what is waiting goes before what comes after it', () => {
    const { posts, feed } = setUp();
    feed.add({ type: 'delta', i: 0, t: 'a' });
    feed.add({ type: 'delta', i: 0, t: 'b' });
    feed.add({ type: 'removed', ids: ['x'] });
    assert.deepEqual(
      posts.map((post) => (post.type === 'delta' ? post.t : post.type)),
      ['a', 'b', 'removed'],
    );
  });

  it('leaves out the text that has streamed, and nothing else', () => {
    const { posts, feed } = setUp();
    const done = turn([
      { kind: 'thinking', text: 'hm', seconds: 3 },
      { kind: 'text', text: 'yes' },
    ]);
    feed.add({ type: 'turn', turn: done, streamed: true });
    feed.add({ type: 'turn', turn: done });
    assert.deepEqual(posts, [
      {
        type: 'turn',
        turn: turn([
          { kind: 'thinking', text: '', seconds: 3 },
          { kind: 'text', text: '' },
        ]),
        streamed: true,
      },
      { type: 'turn', turn: done },
    ]);
  });
});

describe('what the views were told of a reply', () => {
  const text = (one: string): BlockView => ({ kind: 'text', text: one });
  const told: HostMessage[] = [
    { type: 'block', index: 0, block: text('') },
    { type: 'delta', i: 0, t: 'a' },
    { type: 'delta', i: 0, t: 'b' },
    { type: 'block', index: 1, block: { kind: 'tool', name: 't', text: '' } },
    { type: 'delta', i: 1, t: '{"x":1}' },
  ];
  const table: [string, BlockView[], number[] | undefined][] = [
    ['the same', [text('ab'), { kind: 'tool', name: 't', text: '{"x":1}' }], []],
    ['another text', [text('abc'), { kind: 'tool', name: 't', text: '{"x":1}' }], [0]],
    ['an input that was laid out anew', [text('ab'), { kind: 'tool', name: 't', text: '{\n  "x": 1\n}' }], [1]],
    ['another kind', [text('ab'), text('{"x":1}')], undefined],
    ['one fewer', [text('ab')], undefined],
    ['one more', [text('ab'), text(''), text('')], undefined],
  ];
  for (const [name, final, expected] of table) {
    it(name, () => {
      const streamed = createStreamed();
      told.forEach((event) => streamed.add(event));
      assert.deepEqual(streamed.unlike(final), expected);
    });
  }
});
