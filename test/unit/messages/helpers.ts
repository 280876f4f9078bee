import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isMessagesError, type ErrorKind, type MessagesError } from '../../../src/messages/errors';
import { readReply } from '../../../src/messages/readReply';
import type { ContentBlock, Message, Notice, Update } from '../../../src/messages/types';

export interface Outcome {
  readonly message: Message | undefined;
  readonly notices: readonly Notice[];
  readonly updates: readonly Update[];
  readonly error: MessagesError | undefined;
}

export interface DecodeOptions {
  readonly streamed?: boolean;
  /** Breaks the connection after the last chunk instead of ending the body. */
  readonly breaks?: boolean;
}

/** Reads a body that arrives in the given chunks, as the client does. */
export async function decode(
  chunks: readonly Uint8Array[],
  { streamed = true, breaks = false }: DecodeOptions = {},
): Promise<Outcome> {
  const updates: Update[] = [];
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(chunk);
      else if (breaks)
        controller.error(Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } }));
      else controller.close();
    },
  });
  try {
    const { message, notices } = await readReply({
      body,
      url: 'http://localhost/v1/messages',
      model: 'asked-for',
      streamed,
      onUpdate: (update) => updates.push(structuredClone(update)),
      redact: (text) => text,
      signal: undefined,
      idle: 0,
      now: () => 0,
    });
    return { message, notices, updates, error: undefined };
  } catch (error) {
    assert(isMessagesError(error), String(error));
    return { message: error.details.partial, notices: error.details.notices ?? [], updates, error };
  }
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Every way to cut bytes in two, and each byte by itself; of long ones, about `limit` ways spread evenly. */
export function* splits(bytes: Uint8Array, limit = 400): Generator<Uint8Array[]> {
  const step = Math.max(1, Math.floor(bytes.length / limit));
  for (let at = 1; at < bytes.length; at += step) yield [bytes.subarray(0, at), bytes.subarray(at)];
  const size = bytes.length > 50_000 ? 97 : 1;
  yield Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
}

/** The content that a view has built from the updates alone. */
export function replay(updates: readonly Update[]): ContentBlock[] {
  const blocks: ContentBlock[] = [];
  const inputs = new Map<number, string>();
  for (const update of updates) {
    if (update.type === 'block') {
      blocks[update.index] = structuredClone(update.block);
    } else if (update.type === 'text' || update.type === 'thinking') {
      const block = blocks[update.index]!;
      block[update.type] = String((block as Record<string, unknown>)[update.type] ?? '') + update.text;
    } else if (update.type === 'input') {
      inputs.set(update.index, (inputs.get(update.index) ?? '') + update.text);
    } else if (update.type === 'citation') {
      const block = blocks[update.index]!;
      const citations: unknown = block['citations'];
      block['citations'] = [...(Array.isArray(citations) ? citations : []), update.citation];
    }
  }
  for (const [index, text] of inputs) {
    try {
      blocks[index]!['input'] = JSON.parse(text);
    } catch {
      blocks[index]!['partial_input'] = text;
    }
  }
  return blocks;
}

export function fixture(name: string): Uint8Array {
  return readFileSync(`test/fixtures/streams/${name}`);
}

/** Asserts that a call fails with this kind of error, and returns the error. */
export async function rejectsWith(kind: ErrorKind, promise: Promise<unknown>): Promise<MessagesError> {
  const error = await promise.then(
    () => assert.fail(`expected ${kind}, but it succeeded`),
    (thrown: unknown) => thrown,
  );
  assert(isMessagesError(error), String(error));
  assert.equal(error.kind, kind, error.message);
  return error;
}

/** An event as a stream has it. */
export function event(type: string, members: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...members })}\n\n`;
}

/** The events that most rows of the fault matrix begin or end with. */
export const ev = {
  start: (message: object = {}) =>
    event('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        content: [],
        model: 'claude-test',
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 10, output_tokens: 1 },
        ...message,
      },
    }),
  open: (index: number, content_block: object = { type: 'text', text: '' }) =>
    event('content_block_start', { index, content_block }),
  text: (index: number, text: string) => event('content_block_delta', { index, delta: { type: 'text_delta', text } }),
  thinking: (index: number, thinking: string) =>
    event('content_block_delta', { index, delta: { type: 'thinking_delta', thinking } }),
  signature: (index: number, signature: string) =>
    event('content_block_delta', { index, delta: { type: 'signature_delta', signature } }),
  json: (index: number, partial_json: string) =>
    event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json } }),
  close: (index: number) => event('content_block_stop', { index }),
  delta: (stop_reason: string | null = 'end_turn', usage: object | undefined = { output_tokens: 5 }) =>
    event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage }),
  stop: () => event('message_stop'),
  ping: () => event('ping'),
  error: (type: string, message: string) => event('error', { error: { type, message } }),
};

/** A plain reply that says this. */
export function hello(text = 'Hello'): string {
  return [ev.start(), ev.open(0), ev.text(0, text), ev.close(0), ev.delta(), ev.stop()].join('');
}
