import assert from 'node:assert/strict';
import { MessagesError } from '../../../src/messages/errors';
import type { Log } from '../../../src/util/log';
import { logFailure, storedError } from '../../../src/wording/failures';

describe('what is kept of an error', () => {
  it('nothing of a cancellation', () => assert.deepEqual(storedError(new MessagesError('aborted')), undefined));

  it('what makes the sentence again, and nothing of what had arrived', () => {
    const details = { status: 529, requestId: 'req', serverMessage: 'busy', retryAfter: 5, timing: { total: 1 } };
    const stored = storedError(new MessagesError('overloaded', details));
    const written: unknown = JSON.parse(JSON.stringify(stored));
    assert.deepEqual(written, {
      kind: 'overloaded',
      ...{ status: 529, requestId: 'req', serverMessage: 'busy', retryAfter: 5 },
    });
  });

  it('the words of anything else that was thrown', () => {
    assert.deepEqual(storedError(new TypeError('no')), { kind: 'internal', serverMessage: 'no' });
    assert.deepEqual(storedError('no'), { kind: 'internal', serverMessage: 'no' });
  });
});

describe('what the log says of a failed request', () => {
  function linesOf(error: unknown, level?: 'debug'): string[] {
    const lines: string[] = [];
    const at = (name: string) => (line: string) => void lines.push(`${name}: ${line}`);
    const log: Log = { trace: at('trace'), debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
    logFailure(log, 'request failed', error, level);
    return lines;
  }

  it('nothing of a cancellation', () => assert.deepEqual(linesOf(new MessagesError('aborted')), []));

  it('one line, without the words of the server', () => {
    const details = { status: 529, requestId: 'req', serverMessage: 'what was said' };
    assert.deepEqual(linesOf(new MessagesError('overloaded', details)), ['warn: request failed: overloaded 529 req']);
    assert.deepEqual(linesOf(new MessagesError('overloaded', details), 'debug'), [
      'debug: request failed: overloaded 529 req',
    ]);
  });

  it('and what a broken connection came from', () => {
    const cause = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') });
    assert.deepEqual(linesOf(new MessagesError('network', { subject: 'ECONNREFUSED' }, { cause })), [
      'warn: request failed: network (TypeError: fetch failed, caused by Error: connect ECONNREFUSED)',
    ]);
  });

  it('of a bug its stack and its causes, as an error, also where failures are not worth a warning', () => {
    const bug = new TypeError('no such member');
    for (const thrown of [bug, new MessagesError('internal', {}, { cause: new TypeError('no such member') })]) {
      const [line = '', ...others] = linesOf(thrown, 'debug');
      assert.deepEqual(others, []);
      assert.match(line, /^error: request failed: /);
      assert.match(line, /TypeError: no such member\n +at .*failures\.test/);
    }
    assert.deepEqual(linesOf(bug), [], 'once');
  });
});
