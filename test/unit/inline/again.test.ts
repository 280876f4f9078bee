import assert from 'node:assert/strict';
import { againBy, type Again } from '../../../src/inline/request/again';
import { askingWith, type Ask } from '../../../src/inline/request/ask';

describe('what sends a failed request once more', () => {
  it('shows what it fails with by itself, with what tries that again', async () => {
    const shown: (readonly [unknown, Again])[] = [];
    const overs: unknown[] = [];
    const bug = new TypeError('a bug');
    const again = againBy(
      (error, other) => shown.push([error, other]),
      async (over) => {
        overs.push(over);
        if (overs.length < 3) throw bug;
      },
    );
    again.retry();
    await new Promise(setImmediate);
    shown[0]![1].retryWith!({ model: 'claude-y' });
    await new Promise(setImmediate);
    shown[1]![1].retry();
    await new Promise(setImmediate);
    assert.deepEqual(
      shown.map(([error]) => error),
      [bug, bug],
    );
    assert.deepEqual(overs, [undefined, { model: 'claude-y' }, undefined]);
  });

  it('asks with what is set, what was set later before what was set earlier', async () => {
    const asked: unknown[] = [];
    const ask: Ask = async (_, { over }) => {
      asked.push(over);
      return { stopReason: null };
    };
    const deps = { ask, other: 1 };
    const again = askingWith(deps, { model: 'claude-y', maxTokens: 100 });
    for (const each of [askingWith(deps, undefined), again, askingWith(again, { model: 'claude-z' })]) {
      const { other, ...rest } = each;
      assert.equal(other, 1);
      await rest.ask({ system: '', user: '' }, { signal: new AbortController().signal, onText: () => undefined });
    }
    assert.deepEqual(asked, [undefined, { model: 'claude-y', maxTokens: 100 }, { model: 'claude-z', maxTokens: 100 }]);
  });
});
