import assert from 'node:assert/strict';
import { describeStop } from '../../../src/wording/stopReasons';
import { english } from '../../fixtures/l10n';

describe('words about the end of a reply', () => {
  it('with the words of a refusal, and a way on where there is one', () => {
    const refusal = describeStop(english, 'refusal', { type: 'refusal', explanation: 'Not this.' });
    assert.ok(refusal?.sentence.endsWith('declined to answer: Not this.') === true, 'the explanation');
    assert.deepEqual(
      describeStop(english, 'max_tokens', undefined)?.steps.map(({ id }) => id),
      ['continue'],
    );
    assert.deepEqual(
      describeStop(english, 'pause_turn', undefined)?.steps.map(({ id }) => id),
      ['continue'],
    );
  });

  it('with a summary where there is no room left', () => {
    assert.deepEqual(
      describeStop(english, 'model_context_window_exceeded', undefined)?.steps.map(({ id }) => id),
      ['summarise', 'retryWith'],
    );
  });

  it('with a way out where the limit was reached before the first word', () => {
    const stop = describeStop(english, 'max_tokens', undefined, true);
    assert.match(stop?.sentence ?? '', /before the reply began\.$/);
    assert.deepEqual(
      stop?.steps.map(({ id }) => id),
      ['openSettings', 'retry'],
    );
  });

  it('where the end of it is worth a word', () => {
    for (const reason of ['max_tokens', 'model_context_window_exceeded', 'refusal', 'pause_turn', 'something_new']) {
      assert.ok(describeStop(english, reason, undefined), reason);
    }
    for (const reason of ['end_turn', 'stop_sequence', 'tool_use']) {
      assert.deepEqual(describeStop(english, reason, undefined), undefined, reason);
    }
  });
});
