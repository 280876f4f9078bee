import assert from 'node:assert/strict';
import { describeCause } from '../../../src/util/describeCause';
import { logError, logging, type Log } from '../../../src/util/log';

function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const add = (line: string) => void lines.push(line);
  return { lines, log: { trace: add, debug: add, info: add, warn: add, error: add } };
}

describe('an error in the log', () => {
  it('has its stack, and the stacks of what caused it', () => {
    const error = new Error('outer', { cause: new TypeError('middle', { cause: 'a word' }) });
    const text = describeCause(error);
    assert.match(text, /^Error: outer\n +at /);
    assert.match(text, /\nCaused by: TypeError: middle\n +at /);
    assert.match(text, /\nCaused by: a word$/);
  });

  const odd: readonly (readonly [string, unknown, string])[] = [
    ['text', 'no', 'no'],
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['an object', { code: 3 }, '{"code":3}'],
    [
      'what cannot be made text',
      Object.assign(Object.create(null), { toJSON: () => assert.fail() }),
      '[object Object]',
    ],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
  ];
  for (const [what, thrown, expected] of odd) {
    it(`is told where ${what} was thrown`, () => assert.equal(describeCause(thrown), expected));
  }

  it('ends where causes are a ring, and where they are many', () => {
    const [one, other] = [new Error('one'), new Error('other')];
    Object.assign(one, { cause: other });
    Object.assign(other, { cause: one });
    assert.equal(describeCause(one).split('Caused by').length, 2);
    let deep = new Error('the first');
    for (let n = 0; n < 100; n++) deep = new Error(`${n}`, { cause: deep });
    assert.equal(describeCause(deep).split('Caused by').length, 8);
  });

  it('is bounded', () => assert.ok(describeCause(new Error('x'.repeat(1_000_000))).length < 5000));

  it('is written once, whoever passes it on', () => {
    const { log, lines } = recordingLog();
    const error = new Error('no');
    logError(log, 'where it happened', error);
    logError(log, 'where it was caught', error);
    logError(log, 'where it was wrapped', new Error('wrapped', { cause: error }));
    logError(log, 'another', new Error('no'));
    assert.deepEqual(
      lines.map((line) => line.split(':', 1)[0]),
      ['where it happened', 'another'],
    );
  });

  it('that is frozen is written all the same', () => {
    const { log, lines } = recordingLog();
    logError(log, 'frozen', Object.freeze(new Error('no')));
    assert.equal(lines.length, 1);
  });

  it('is there before the caller of a function gets it', async () => {
    const { log, lines } = recordingLog();
    const error = new TypeError('bug');
    for (const call of [
      () => {
        throw error;
      },
      () => Promise.reject(error),
    ]) {
      await assert.rejects(logging(log, 'aside.generate', call)(), error);
    }
    assert.equal(lines.length, 1);
    assert.match(lines[0]!, /^aside\.generate: TypeError: bug\n +at /);
    assert.equal(await logging(log, 'fine', (n: number) => n + 1)(1), 2);
  });
});
