import assert from 'node:assert/strict';
import { createLiveReply, type LiveReply } from '../../../../src/chat/session/liveReply';
import type { Turn } from '../../../../src/conversation/model';

const reply: Turn = { id: 'a', parent: 'q', role: 'assistant', at: 0, state: 'streaming', content: [] };
const arrived = [{ type: 'text', text: 'One' }];

describe('a live reply', () => {
  /** What it tells of the turn `a`, after some transitions. */
  function check(what: string, change: (live: LiveReply) => void, expected: Partial<Record<string, unknown>>): void {
    it(what, () => {
      const live = createLiveReply();
      change(live);
      const { content } = live.upToDate(reply);
      const told = { isLive: live.isLive('a'), content, retryAt: live.retryAt(), summary: live.summary() };
      assert.deepEqual(told, { isLive: false, content: [], retryAt: undefined, summary: undefined, ...expected });
      assert.equal(live.upToDate({ ...reply, id: 'b' }).content, reply.content, 'of another turn it knows nothing');
      const done: Turn = { ...reply, state: 'done', content: [{ type: 'text', text: 'All' }] };
      assert.equal(live.upToDate(done), done, 'a turn that is over has all of it');
    });
  }

  check('is nothing before it begins', () => undefined, {});
  check('is empty at first', (live) => live.begin(reply), { isLive: true });
  check('has what arrived', (live) => (live.begin(reply), live.update(arrived)), { isLive: true, content: arrived });
  check('waits', (live) => (live.begin(reply), live.update(arrived), live.waitUntil(9)), {
    ...{ isLive: true, content: arrived, retryAt: 9 },
  });
  check(
    'waits no more when something arrives',
    (live) => (live.begin(reply), live.waitUntil(9), live.update(arrived)),
    {
      ...{ isLive: true, content: arrived },
    },
  );
  check('is a summary, where it is one', (live) => live.begin({ ...reply, summary: { of: 'x' } }), {
    ...{ isLive: true, summary: 'a' },
  });
  check(
    'leaves nothing behind',
    (live) => {
      live.begin({ ...reply, summary: { of: 'x' } });
      live.update(arrived);
      live.waitUntil(9);
      live.end();
    },
    {},
  );
  check('takes in nothing when it is over', (live) => (live.update(arrived), live.waitUntil(9)), {});
  check(
    'of before is forgotten with the next',
    (live) => (live.begin(reply), live.update(arrived), live.begin(reply)),
    {
      isLive: true,
    },
  );
});
