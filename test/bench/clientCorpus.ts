import { between, createRandom, pieces } from '../fixtures/random';

export interface Stream {
  /** The body, in the pieces in which a socket delivers it. */
  readonly chunks: readonly Uint8Array[];
  readonly bytes: number;
  /** What all deltas make together. */
  readonly whole: string;
}

/** How a body is cut: as a busy socket reads it, or as a server that flushes each event sends it. */
export type Cut = 'reads' | 'events';

/** Bytes. */
const socketRead = 16 * 1024;

/** A reply of text in deltas of 4 to 20 characters. */
export function textStream(deltas: number, cut: Cut = 'reads'): Stream {
  const random = createRandom(1);
  const all = Array.from({ length: deltas }, () => words(random, between(random, 4, 20)));
  return stream({ type: 'text', text: '' }, all, (text) => ({ type: 'text_delta', text }), cut);
}

/** A tool's input of `size` characters of JSON, in deltas of 50: a file, and edits that are many and nested. */
export function toolStream(size: number): Stream {
  const random = createRandom(2);
  const edits: unknown[] = [];
  const edit = (): unknown => ({
    line: between(random, 1, 9999),
    old: code(random, 2),
    new: code(random, 3),
    all: random() < 0.5,
  });
  for (let length = 0; length < size * 0.4;) {
    const next = edit();
    edits.push(next);
    length += JSON.stringify(next).length + 1;
  }
  const input = { path: 'src/views/panel.ts', edits, content: '' };
  // Cut to the size in the end: what is missing is a file of plain letters, and before it one of code.
  const missing = size - JSON.stringify(input).length;
  let length = 0;
  for (let line = code(random, 1); length + line.length + 20 < missing; line = code(random, 1)) {
    input.content += line;
    length += JSON.stringify(line).length - 2;
  }
  input.content += 'x'.repeat(missing - length);
  const json = JSON.stringify(input);
  return stream(
    { type: 'tool_use', id: 'toolu_1', name: 'write', input: {} },
    pieces(json, random, 50, 50),
    (text) => ({
      type: 'input_json_delta',
      partial_json: text,
    }),
  );
}

function stream(block: object, deltas: readonly string[], delta: (text: string) => object, cut: Cut = 'reads'): Stream {
  const usage = { input_tokens: 10, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude', content: [], usage };
  const events: { type: string }[] = [
    { type: 'message_start', ...{ message: { ...message, stop_reason: null, stop_sequence: null } } },
    { type: 'content_block_start', ...{ index: 0, content_block: block } },
    ...deltas.map((text) => ({ type: 'content_block_delta', index: 0, delta: delta(text) })),
    { type: 'content_block_stop', ...{ index: 0 } },
    { type: 'message_delta', ...{ delta: { stop_reason: 'end_turn', stop_sequence: null }, usage } },
    { type: 'message_stop' },
  ];
  const encoder = new TextEncoder();
  const encoded = events.map((event) => encoder.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`));
  const body = Buffer.concat(encoded);
  const reads = Array.from({ length: Math.ceil(body.length / socketRead) }, (_, n) =>
    Uint8Array.from(body.subarray(n * socketRead, (n + 1) * socketRead)),
  );
  return { chunks: cut === 'reads' ? reads : encoded, bytes: body.length, whole: deltas.join('') };
}

const vocabulary = 'the reply of a model comes in small parts, each a word or two long: “naïve” code, if any\n'.split(
  ' ',
);

function words(random: () => number, length: number): string {
  let text = '';
  while (text.length < length) text += `${vocabulary[between(random, 0, vocabulary.length - 1)]} `;
  return text.slice(0, length);
}

function code(random: () => number, lines: number): string {
  let text = '';
  for (let line = 0; line < lines; line++) {
    const name = vocabulary[between(random, 0, 8)];
    text += `${'  '.repeat(between(random, 0, 4))}const ${name} = "${words(random, 12).trim()}";\n`;
  }
  return text;
}
