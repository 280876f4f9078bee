import assert from 'node:assert/strict';
import { createModelLists } from '../../../src/connections/modelLists';
import type { Endpoint } from '../../../src/messages/endpoint';
import { MessagesError } from '../../../src/messages/errors';
import type { ModelInfo } from '../../../src/messages/types';

const here: Endpoint = { name: 'Here', baseUrl: 'https://here.example', auth: 'bearer' };
const model = (id: string): ModelInfo => ({ id, displayName: id });

type Answer = readonly string[] | Error;

/** Lists of a server that answers what the test says, in turn; the last answer stays. */
function setUp(...answers: Answer[]) {
  const asked: string[] = [];
  const waiting: (() => void)[] = [];
  const stage = { asked, time: 0, changes: 0, waits: false, release: () => waiting.splice(0).forEach((go) => go()) };
  const lists = createModelLists({
    async ask(endpoint) {
      asked.push(`${endpoint.name} ${endpoint.baseUrl}`);
      const answer = answers.length > 1 ? answers.shift()! : answers[0]!;
      if (stage.waits) await new Promise<void>((resolve) => waiting.push(resolve));
      if (answer instanceof Error) throw answer;
      return answer.map(model);
    },
    changed: () => stage.changes++,
    now: () => stage.time,
  });
  const ids = async (endpoint = here) => (await lists.of(endpoint)).map(({ id }) => id);
  const known = () => lists.known(here)?.map(({ id }) => id);
  return { lists, stage, ids, known };
}

const down = new MessagesError('network');
const noList = new MessagesError('not_found');

describe('the servers’ lists of models', () => {
  it('are asked for once, by whoever asks first, and known from then on', async () => {
    const { stage, ids, known } = setUp(['a']);
    stage.waits = true;
    const asking = Promise.all([ids(), ids()]);
    assert.equal(known(), undefined);
    stage.release();
    assert.deepEqual(await asking, [['a'], ['a']]);
    assert.deepEqual([await ids(), known(), stage.asked.length, stage.changes], [['a'], ['a'], 1, 1]);
  });

  it('belong to a name and a base URL together', async () => {
    const { stage, ids } = setUp(['a']);
    await ids();
    await ids({ ...here, name: 'There' });
    await ids({ ...here, baseUrl: 'https://other.example' });
    await ids({ ...here, auth: 'none' });
    assert.equal(stage.asked.length, 3);
  });

  const failures: [string, Answer, number][] = [
    ['a server without a list is not asked again', noList, 1],
    ['one that is down is asked again a minute later', down, 2],
    ['so is one that something else has gone wrong with', new Error('secrets are locked'), 2],
  ];
  for (const [name, failure, times] of failures) {
    it(`never fail: ${name}`, async () => {
      const { stage, ids, known } = setUp(failure);
      assert.deepEqual([await ids(), known()], [[], []]);
      stage.time = 59_999;
      await ids();
      assert.equal(stage.asked.length, 1);
      stage.time = 60_000;
      await ids();
      assert.equal(stage.asked.length, times);
    });
  }

  describe('when settings or keys have changed', () => {
    it('are asked for again where that has failed, and not elsewhere', async () => {
      const failed = setUp(down, ['a']);
      await failed.ids();
      failed.lists.forgetFailures();
      assert.equal(failed.known(), undefined);
      assert.deepEqual(await failed.ids(), ['a']);
      for (const answer of [['a'], noList]) {
        const { lists, stage, ids } = setUp(answer);
        await ids();
        lists.forgetFailures();
        await ids();
        assert.equal(stage.asked.length, 1);
      }
    });

    it('are asked for again, too, where the question was under way and fails', async () => {
      const { lists, stage, ids } = setUp(down, ['a']);
      stage.waits = true;
      const asking = ids();
      lists.forgetFailures();
      stage.release();
      assert.deepEqual(await asking, []);
      stage.waits = false;
      assert.deepEqual(await ids(), ['a']);
    });
  });

  describe('asked for anew', () => {
    const signal = new AbortController().signal;

    it('count from then on', async () => {
      const { lists, stage, ids } = setUp(['a'], ['b']);
      await ids();
      assert.deepEqual(await lists.refresh(here, signal), [model('b')]);
      assert.deepEqual([await ids(), stage.asked.length, stage.changes], [['b'], 2, 2]);
    });

    it('leave what is known where that fails', async () => {
      const { lists, ids, stage } = setUp(['a'], down);
      await ids();
      assert.deepEqual(await lists.refresh(here, signal), []);
      assert.deepEqual([await ids(), stage.changes], [['a'], 1]);
    });
  });
});
