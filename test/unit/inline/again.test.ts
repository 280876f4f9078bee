import assert from 'node:assert/strict';
import { againBy, type Again } from '../../../src/inline/request/again';
import { askingModel, type Ask } from '../../../src/inline/request/ask';

describe('what sends a failed request once more', () => {
  it('shows what it fails with by itself, with what tries that again', async () => {
    const shown: (readonly [unknown, Again])[] = [];
    const models: (string | undefined)[] = [];
    const bug = new TypeError('a bug');
    const again = againBy(
      (error, other) => shown.push([error, other]),
      async (model) => {
        models.push(model);
        if (models.length < 3) throw bug;
      },
    );
    again.retry();
    await new Promise(setImmediate);
    shown[0]![1].retryWith!('claude-y');
    await new Promise(setImmediate);
    shown[1]![1].retry();
    await new Promise(setImmediate);
    assert.deepEqual(
      shown.map(([error]) => error),
      [bug, bug],
    );
    assert.deepEqual(models, [undefined, 'claude-y', undefined]);
  });

  it('asks the model that is named, and else who is asked anyway', async () => {
    const asked: (string | undefined)[] = [];
    const ask: Ask = async (_, { model }) => {
      asked.push(model);
      return { stopReason: null };
    };
    const deps = { ask, other: 1 };
    for (const model of [undefined, 'claude-y']) {
      const { other, ...rest } = askingModel(deps, model);
      assert.equal(other, 1);
      await rest.ask({ system: '', user: '' }, { signal: new AbortController().signal, onText: () => undefined });
    }
    assert.deepEqual(asked, [undefined, 'claude-y']);
  });
});
