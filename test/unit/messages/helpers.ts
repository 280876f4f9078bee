import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isMessagesError, type ErrorKind, type MessagesError } from '../../../src/messages/errors';
import { createRedactor } from '../../../src/messages/redact';
import { readReply } from '../../../src/messages/readReply';
import type { ContentBlock, Message, Notice, Update } from '../../../src/messages/types';

export { bytesOf, end, ev, event, hello, tool } from '../../fixtures/faults/events';

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

/** A body of these chunks; one that breaks ends as a lost connection does. */
export function streamOf(chunks: readonly Uint8Array[], breaks = false): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next = 0;
  return new ReadableStream({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(new Uint8Array(chunk));
      else if (breaks)
        controller.error(Object.assign(new TypeError('terminated'), { cause: { code: 'UND_ERR_SOCKET' } }));
      else controller.close();
    },
  });
}

/** Reads a body that arrives in the given chunks, as the client does. */
export async function decode(
  chunks: readonly Uint8Array[],
  { streamed = true, breaks = false }: DecodeOptions = {},
): Promise<Outcome> {
  const updates: Update[] = [];
  const body = streamOf(chunks, breaks);
  try {
    const { message, notices } = await readReply({
      body,
      url: 'http://localhost/v1/messages',
      model: 'asked-for',
      streamed,
      onUpdate: (update) => updates.push(standing(update)),
      redactor: createRedactor([]),
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

/** An update as it is now: what it has of the message may go on to grow. */
function standing(update: Update): Update {
  return update.type === 'block' || update.type === 'citation' ? structuredClone(update) : update;
}

/** Every way to cut bytes in two, and each byte by itself; of long ones, about `limit` ways spread evenly. */
export function* splits(bytes: Uint8Array, limit = 400): Generator<Uint8Array[]> {
  const step = Math.max(1, Math.floor(bytes.length / limit));
  for (let at = 1; at < bytes.length; at += step) yield [bytes.subarray(0, at), bytes.subarray(at)];
  const size = bytes.length > 50_000 ? 97 : 1;
  yield Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
}

/**
 * Pieces of one size, from each offset, and each byte by itself: there is a cut at every byte, with whole events before
 * and behind it, in far fewer ways than there are bytes.
 */
export function* slides(bytes: Uint8Array, size: number): Generator<Uint8Array[]> {
  for (const pieceSize of [size, 1]) {
    for (let first = 1; first <= Math.min(pieceSize, bytes.length); first++) {
      const pieces = [bytes.subarray(0, first)];
      for (let at = first; at < bytes.length; at += pieceSize) pieces.push(bytes.subarray(at, at + pieceSize));
      yield pieces;
    }
  }
}

/** Bytes in so many pieces, cut at places that depend on the seed alone. */
export function cutAtRandom(bytes: Uint8Array, pieces: number, seed: number): Uint8Array[] {
  let state = seed;
  // A linear congruential generator with the constants of Numerical Recipes.
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const inner = Array.from({ length: pieces - 1 }, () => Math.floor(random() * bytes.length));
  const places = [0, ...inner.sort((a, b) => a - b), bytes.length];
  return places
    .slice(1)
    .map((place, n) => bytes.subarray(places[n], place))
    .filter((chunk) => chunk.length > 0);
}

/** The content that a view has built from the updates alone. */
export function replay(updates: readonly Update[]): ContentBlock[] {
  const blocks: ContentBlock[] = [];
  const inputs = new Map<number, string>();
  for (const update of updates) {
    if (update.type === 'block') {
      blocks[update.index] = { ...update.block };
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
