import { strict as assert } from 'node:assert';
import { readBody } from '../../../src/messages/body';
import { MessagesError } from '../../../src/messages/errors';

describe('a body, chunk by chunk', () => {
  it('what comes after a pause is taken at once, and what follows it closely together', async () => {
    const taken: string[] = [];
    let first: string[] | undefined;
    const reading = read(taken, async (controller) => {
      send(controller, 'a', 'b', 'c');
      await ticks();
      first = [...taken];
      await pause(20);
      send(controller, 'd');
      await pause(20);
      send(controller, 'e', 'f');
      controller.close();
    });
    await reading;
    assert.deepEqual(first, ['a'], 'before any timer');
    assert.deepEqual(taken, ['a', 'bc', 'd', 'e', 'f']);
  });

  it('many that come closely do not wait for each other without end', async () => {
    const taken: string[] = [];
    const chunk = 'x'.repeat(1024);
    await read(taken, (controller) => {
      send(controller, ...Array.from({ length: 300 }, () => chunk));
      controller.close();
    });
    assert.equal(taken.join('').length, 300 * 1024);
    assert.deepEqual(
      taken.map(({ length }) => length / 1024),
      [1, 64, 64, 64, 64, 43],
    );
  });

  it('what waited when the connection broke is taken, and then the break told', async () => {
    const taken: string[] = [];
    const reading = read(taken, async (controller) => {
      send(controller, 'a', 'b', 'c');
      await ticks();
      controller.error(new Error('broken'));
    });
    await assert.rejects(reading, { kind: 'cut' });
    assert.equal(taken.join(''), 'abc');
  });

  it('an error in what waited ends the reading, also while no more comes', async () => {
    const taken: string[] = [];
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => send(controller, 'a', 'b'),
      cancel: () => void (cancelled = true),
    });
    const reading = readBody({
      ...options,
      body,
      onChunk(bytes) {
        taken.push(decode(bytes));
        if (taken.length === 2) throw new MessagesError('too_long');
      },
    });
    await assert.rejects(reading, { kind: 'too_long' });
    assert.deepEqual(taken, ['a', 'b']);
    assert.ok(cancelled, 'the connection is given up');
  });

  it('nothing is taken after an abort', async () => {
    const taken: string[] = [];
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({ start: (controller) => send(controller, 'a', 'b') });
    const reading = readBody({
      ...options,
      body,
      signal: abort.signal,
      onChunk(bytes) {
        taken.push(decode(bytes));
        abort.abort();
      },
    });
    await assert.rejects(reading, { kind: 'aborted' });
    await pause(20);
    assert.deepEqual(taken, ['a']);
  });
});

const options = {
  ...{ grace: () => undefined, signal: undefined, idle: 0, now: () => performance.now() },
  redact: (text: string) => text,
};

type Controller = ReadableStreamDefaultController<Uint8Array>;

async function read(taken: string[], fill: (controller: Controller) => void | Promise<void>): Promise<void> {
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void fill(controller) });
  await readBody({ ...options, body, onChunk: (bytes) => void taken.push(decode(bytes)) });
}

function send(controller: Controller, ...texts: readonly string[]): void {
  for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

async function ticks(): Promise<void> {
  for (let n = 0; n < 50; n++) await Promise.resolve();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
