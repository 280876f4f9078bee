import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { sse } from '../endpoint';
import { paced } from './pace';
import { deltasOf } from './transcriptCorpus';

/** A Messages endpoint whose replies wait for a word, and then come at a steady rate. */
export interface PacedEndpoint {
  readonly url: string;
  /** What the next request is answered with; `go` lets it stream and resolves with the time of its last delta. */
  next(text: string, perSecond: number): { go(): Promise<number> };
  close(): Promise<void>;
}

export async function startPacedEndpoint(): Promise<PacedEndpoint> {
  let answer: ((response: ServerResponse) => Promise<void>) | undefined;
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      if (request.method !== 'POST' || !answer) return response.writeHead(404).end();
      const one = answer;
      answer = undefined;
      void one(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next(text, perSecond) {
      let start: () => void = () => undefined;
      const started = new Promise<void>((resolve) => (start = resolve));
      let done: (time: number) => void = () => undefined;
      const ended = new Promise<number>((resolve) => (done = resolve));
      answer = async (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
        response.write(opening());
        await started;
        const write = (delta: string) => void response.write(textDelta(delta));
        await paced(deltasOf(text), perSecond, write, () => response.destroyed);
        done(Date.now());
        response.end(ending(text));
      };
      return {
        go() {
          start();
          return ended;
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function opening(): string {
  const message = { id: 'msg_bench', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [] };
  const usage = { input_tokens: 10, output_tokens: 1 };
  return (
    sse({ type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null, usage } }) +
    sse({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } })
  );
}

function textDelta(text: string): string {
  return sse({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
}

function ending(text: string): string {
  const usage = { output_tokens: Math.ceil(text.length / 4) };
  return (
    sse({ type: 'content_block_stop', index: 0 }) +
    sse({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage }) +
    sse({ type: 'message_stop' })
  );
}
