import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createClient } from '../../../src/messages/client';
import { isMessagesError, type ErrorKind } from '../../../src/messages/errors';
import type { MessagesRequest } from '../../../src/messages/types';
import { end, ev, hello, noEvents } from '../../fixtures/faults/events';

/** What a server writes: text, a wait in milliseconds, the end of the connection, or its loss. */
type Step = string | number | 'END' | 'RESET';

interface Case {
  readonly steps: readonly Step[] | ((request: number) => readonly Step[]);
  readonly text?: string;
  readonly error?: ErrorKind;
  /** Milliseconds, when it must not take longer. */
  readonly within?: number;
  /** Milliseconds until the first text. */
  readonly firstWithin?: number;
  readonly requests?: number;
  readonly abortAfter?: number;
  readonly request?: Partial<MessagesRequest>;
  /** Answers before the request's body has come. */
  readonly early?: boolean;
  readonly check?: (details: Readonly<Record<string, unknown>>) => void;
}

const head = (line = '200 OK', headers = 'content-type: text/event-stream') => `HTTP/1.1 ${line}\r\n${headers}\r\n\r\n`;
const open = head();
const page = head('200 OK', 'content-type: text/html');
const closing = head('200 OK', 'connection: close');
const chunked = head('200 OK', 'transfer-encoding: chunked');
const chunk = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const hel = ev.start() + ev.open(0) + ev.text(0, 'Hel');
const lines = (stream: string) => noEvents(stream).replaceAll('data: ', '').replaceAll('\n\n', '\n');
const error400 = JSON.stringify({ type: 'error', error: { type: 'invalid_request_error', message: 'why' } });

describe('what servers do to HTTP', function () {
  this.timeout(20_000);
  const servers: Server[] = [];
  const unhandled: unknown[] = [];
  const note = (error: unknown) => void unhandled.push(error);
  before(() => process.on('unhandledRejection', note));
  after(() => {
    process.off('unhandledRejection', note);
    assert.deepEqual(unhandled, []);
  });
  after(() => servers.forEach((server) => server.close()));

  async function serve({ steps, early }: Case): Promise<{ url: string; count: () => number; close: () => void }> {
    let count = 0;
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      let received = '';
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => {
        received += bytes.toString('latin1');
        const body = received.indexOf('\r\n\r\n') + 4;
        const length = Number(/content-length: (\d+)/i.exec(received)?.[1]);
        if (body < 4 || (!early && received.length < body + length)) return;
        received = '';
        count += 1;
        if (early) socket.pause();
        void play(socket, typeof steps === 'function' ? steps(count) : steps);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      count: () => count,
      close: () => sockets.forEach((socket) => socket.destroy()),
    };
  }

  function check(what: string, expected: Case): void {
    it(what, () => run(expected));
  }

  /** The same for cases that mostly wait: they do so together. */
  function checkTogether(cases: Readonly<Record<string, Case>>): void {
    let running: ReadonlyMap<string, Promise<void>>;
    before(() => {
      running = new Map(Object.entries(cases).map(([what, expected]) => [what, run(expected)]));
      // What fails is told by its test.
      running.forEach((one) => one.catch(() => undefined));
    });
    for (const what of Object.keys(cases)) it(what, () => running.get(what));
  }

  async function run(expected: Case): Promise<void> {
    const { url, count, close } = await serve(expected);
    const stop = new AbortController();
    if (expected.abortAfter !== undefined) setTimeout(() => stop.abort(), expected.abortAfter);
    const client = createClient({
      endpoint: { name: 'test', baseUrl: url, auth: 'none' },
      sleep: () => Promise.resolve(),
      timeouts: { connect: 1500, idle: 1000 },
    });
    const request = { model: 'm', max_tokens: 1, messages: [{ role: 'user' as const, content: 'x' }] };
    const started = performance.now();
    const outcome = await client
      .send({ ...request, ...expected.request }, { signal: stop.signal })
      .catch((error: unknown) => error);
    const took = performance.now() - started;
    close();
    const error = isMessagesError(outcome) ? outcome : undefined;
    assert(error ?? !(outcome instanceof Error), String(outcome));
    const message = error ? error.details.partial : (outcome as { message: { content: object[] } }).message;
    assert.equal(error?.kind, expected.error, error?.message);
    const texts = (message?.content ?? []) as { text?: string }[];
    assert.equal(texts.map(({ text }) => text).join('|'), expected.text ?? '');
    assert(took < (expected.within ?? 6000), `${took} ms`);
    if (expected.requests !== undefined) assert.equal(count(), expected.requests);
    if (expected.firstWithin !== undefined) {
      const { firstToken } = (outcome as { timing: { firstToken: number } }).timing;
      assert(firstToken < expected.firstWithin, `${firstToken} ms`);
    }
    expected.check?.((error?.details ?? {}) as Record<string, unknown>);
  }

  // One line a case, as a table.
  // prettier-ignore
  describe('framing', () => {
    check('a chunk whose size is no number', { steps: [chunked, chunk(hel), 'zz\r\nxx', 'END'], text: 'Hel', error: 'cut' });
    check('a chunk shorter than it says', { steps: [chunked, chunk(hel), '40\r\nevent: c', 'END'], text: 'Hel', error: 'cut' });
    check('chunks without the last one', { steps: [chunked, chunk(hello()), 'END'], text: 'Hello' });
    check('a length that is too short', { steps: [head('200 OK', `content-length: ${hel.length}`), hel + hello(), 'END'], text: 'Hel', error: 'cut' });
    check('a length that is too long', { steps: [head('200 OK', 'content-length: 99999'), hello(), 'END'], text: 'Hello' });
    check('a length that is too long, and kept open', { steps: [head('200 OK', 'content-length: 99999'), hello()], text: 'Hello', within: 900 });
    check('HTTP/1.0 without a length', { steps: ['HTTP/1.0 200 OK\r\n\r\n', hello(), 'END'], text: 'Hello' });
    check('103 before the response', { steps: ['HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n', closing, hello(), 'END'], text: 'Hello' });
    check('204', { steps: ['HTTP/1.1 204 No Content\r\n\r\n'], error: 'empty_reply' });
    check('205', { steps: [head('205 Reset Content', 'content-length: 0')], error: 'empty_reply' });
    check('304', { steps: ['HTTP/1.1 304 Not Modified\r\n\r\n'], error: 'not_messages', requests: 1 });
    check('what is no HTTP', { steps: ['SSH-2.0-OpenSSH\r\n', 'END'], error: 'not_messages', requests: 1 });
    check('headers of 100 KB', { steps: [head('200 OK', `x: ${'a'.repeat(100_000)}`), 'END'], error: 'not_messages', requests: 1 });
  });

  // prettier-ignore
  describe('connections', () => {
    check('lost before the headers', { steps: ['RESET'], error: 'network', requests: 3 });
    check('lost before the headers, then not', { steps: (n) => (n < 3 ? ['END'] : [closing, hello(), 'END']), text: 'Hello' });
    check('lost in a character', { steps: [chunked, chunk(hel), '20\r\ndata: {"type":"x\u00c3', 50, 'RESET'], text: 'Hel', error: 'cut', requests: 1 });
    check('lost once the stop reason is there', { steps: [chunked, chunk(hello().replace(ev.stop(), '')), 50, 'RESET'], text: 'Hello' });
    check('kept from the request before, and closed meanwhile', { steps: (n) => (n === 1 ? [head('500 x', 'content-length: 0'), 'END'] : [closing, hello(), 'END']), text: 'Hello' });
    check('413 before the request has gone out', { early: true, request: { messages: [{ role: 'user', content: 'x'.repeat(20_000_000) }] }, steps: [head('413 x', 'connection: close\r\ncontent-length: 0'), 100, 'END'], error: 'request_too_large' });
    check('a request that nobody reads', { early: true, request: { messages: [{ role: 'user', content: 'x'.repeat(20_000_000) }] }, steps: [], error: 'connect_timeout', within: 3000 });
  });

  // prettier-ignore
  describe('time', () => checkTogether({
    'headers letter by letter': { steps: ['HTTP/1.1 200 OK\r\n', ...Array.from({ length: 60 }, () => ['x', 50]).flat()], error: 'connect_timeout', within: 3000 },
    'an error that is whole, and kept open': { steps: [head('400 x', 'content-type: application/json'), error400], error: 'invalid_request', within: 900, check: ({ serverMessage }) => assert.equal(serverMessage, 'why') },
    'an error whose text never ends is the error that it is': { steps: [head('400 x'), '{"error":'], error: 'invalid_request' },
    'JSON that is whole, and kept open': { steps: [open, '{"content":[{"type":"text","text":"Hello"}]}'], text: 'Hello', within: 900 },
    'JSON that is cut, and kept open': { steps: [open, '{"content":[{"type":"text","text":"Hel'], error: 'idle_timeout' },
    'HTML that never ends': { steps: [page, '<html><title>Hi</title>', ...Array.from({ length: 50 }, () => ['<p>x', 100]).flat()], error: 'not_messages', within: 2500, check: ({ serverMessage }) => assert.match(String(serverMessage), /^Hi\nx/) },
    'HTML, and silence': { steps: [page, '<html><title>Hi</title>'], within: 2500, error: 'not_messages' },
    'words, and silence': { steps: [open, 'It works'], error: 'not_messages', check: ({ serverMessage }) => assert.equal(serverMessage, 'It works') },
    'a last event without its end, and silence': { steps: [open, hel + ev.text(0, 'lo').trimEnd()], text: 'Hello', error: 'idle_timeout' },
    'the stop reason first, and a reply that takes its time': { steps: [open, ev.start() + ev.delta() + ev.open(0), ...Array.from({ length: 14 }, () => [ev.text(0, 'x'), 400]).flat(), ev.close(0) + ev.stop()], text: 'x'.repeat(14), within: 9000 },
  }));

  // prettier-ignore
  describe('lines of JSON instead of events', () => checkTogether({
    'are shown as they come': { steps: [open, lines(hel), 600, lines(ev.text(0, 'lo') + ev.close(0) + end), 'END'], text: 'Hello', firstWithin: 400 },
    'kept open at the end': { steps: [open, lines(hello())], text: 'Hello', within: 900 },
    'that stop': { steps: [open, lines(hel)], text: 'Hel', error: 'idle_timeout' },
    'that are stopped': { steps: [open, lines(hel)], text: 'Hel', error: 'aborted', abortAfter: 300 },
  }));
});

async function play(socket: Socket, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (socket.destroyed) return;
    if (typeof step === 'number') await new Promise((resolve) => setTimeout(resolve, step));
    else if (step === 'END') socket.end();
    else if (step === 'RESET') socket.resetAndDestroy();
    else socket.write(step);
  }
}
