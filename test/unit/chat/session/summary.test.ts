import assert from 'node:assert/strict';
import { copiesOf, roomFor, summaryOptions, withoutSummary } from '../../../../src/chat/session/summary';
import type { Wording } from '../../../../src/wording/wording';
import type { Turn } from '../../../../src/conversation/model';
import { readOptions, type RequestOptions } from '../../../../src/conversation/options';
import { turn } from '../../conversation/support';

const options = (set: Partial<RequestOptions> = {}): RequestOptions => ({
  ...readOptions(() => undefined).options,
  ...set,
});
const model = (contextWindow?: number) => ({ model: 'm', info: { id: 'm', displayName: '', contextWindow } });

describe('a request for a summary', () => {
  it('has room for a long one, and never more than a quarter of what the model reads', () => {
    const most = (window?: number, limit?: number, set?: Partial<RequestOptions>) =>
      summaryOptions({ options: options(set), target: model(window) }, limit).maxTokens;
    assert.equal(most(), 8192);
    assert.equal(most(200_000), 8192);
    assert.equal(most(4000), 1000);
    assert.equal(most(undefined, 4000), 1000);
    assert.equal(most(200_000, undefined, { maxTokens: 64_000 }), 8192);
    assert.equal(most(200_000, undefined, { thinking: { type: 'enabled', budget_tokens: 10_000 } }), 18_192);
  });

  it('takes all of the branch where that fits, by the server’s own count', () => {
    const room = (usage: Turn['usage'], window?: number, limit?: number) =>
      roomFor([turn('a', null, 'assistant', { usage })], { options: options(), target: model(window) }, limit);
    assert.equal(room({ input_tokens: 190_000 }), undefined, 'where nobody knows');
    assert.equal(room({ input_tokens: 190_000 }, 200_000), undefined);
    assert.equal(room({ input_tokens: 195_000 }, 200_000), Math.floor((200_000 - 8192) * 0.75));
    assert.equal(room(undefined, 200_000), undefined);
    // Refused once: whatever the count.
    assert.equal(room({ input_tokens: 10 }, 200_000, 100_000), Math.floor((100_000 - 8192) * 0.75));
    assert.equal(room({ input_tokens: 5000 }, 600), 500, 'never nothing');
  });
});

describe('a turn that is no summary', () => {
  const wording: Wording = {
    error: ({ kind }) => ({ sentence: `error: ${kind}`, steps: [], details: 'words' }),
    stopReason: (reason) => (reason === 'end_turn' ? undefined : { sentence: `ended: ${reason}`, steps: [] }),
    optionProblem: ({ setting }) => setting,
    notice: ({ code }) => code,
    ...{ continuePrompt: '', summaryPrompt: '', noSummary: 'no summary' },
  };
  function check(what: string, more: Partial<Turn>, expected: unknown, limit?: number): void {
    it(what, () => assert.deepEqual(withoutSummary(turn('s', null, 'assistant', more), wording, limit), expected));
  }
  check('is none that ended', { stopReason: 'end_turn' }, undefined);
  check('is none that was cut at its maximum', { stopReason: 'max_tokens' }, undefined);
  check('was stopped', { state: 'stopped' }, { kind: 'stopped' });
  check('is empty', { content: [] }, { kind: 'failed', sentence: 'no summary' });
  check('is a refusal', { stopReason: 'refusal' }, { kind: 'failed', sentence: 'ended: refusal' });
  const failed = { kind: 'failed', sentence: 'error: overloaded', details: 'words' };
  check('failed', { state: 'failed', error: { kind: 'overloaded' } }, failed);
  const error = { kind: 'invalid_request', serverMessage: 'prompt is too long: 9 tokens > 4000 maximum' };
  const tooLong = { kind: 'tooLong', sentence: 'error: invalid_request', details: 'words' };
  check('was too long', { state: 'failed', error }, { ...tooLong, limit: 4000 });
  check('was too long for less than was told', { state: 'failed', error }, { ...tooLong, limit: 1500 }, 3000);
  check(
    'was too long without a number',
    { state: 'failed', error: { ...error, serverMessage: 'prompt too long' } },
    {
      ...{ ...tooLong, limit: 32_000 },
    },
  );
  check(
    'filled the window',
    { stopReason: 'model_context_window_exceeded' },
    {
      ...{ kind: 'tooLong', limit: 2000, sentence: 'ended: model_context_window_exceeded' },
    },
    4000,
  );
});

describe('what goes on behind a summary', () => {
  it('is as it was, and neither counted nor thought again', () => {
    let ids = 0;
    const branch = [
      turn('q', null, 'user', { chips: [{ id: 'c', label: 'l', languageId: '', code: '', tokens: 1 }] }),
      turn('a', 'q', 'assistant', { model: 'm', endpoint: 'E', usage: { input_tokens: 5 }, requestId: 'r', total: 1 }),
    ];
    const copies = copiesOf(branch, turn('s', null, 'assistant', { model: 'm' }), {
      ...{ newId: () => `n${++ids}`, now: () => 9, windowOf: () => undefined },
    });
    const defined = (one: Turn) => JSON.parse(JSON.stringify(one)) as unknown;
    assert.deepEqual(copies.map(defined), [
      { ...(defined(branch[0]!) as object), id: 'n1', parent: 's', at: 9, copyOf: 'q' },
      {
        ...{ id: 'n2', parent: 'n1', role: 'assistant', at: 9, state: 'done', copyOf: 'a' },
        content: branch[1]!.content,
        text: 'a',
      },
    ]);
  });
});
